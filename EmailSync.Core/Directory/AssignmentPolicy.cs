using System.Text.Json.Serialization;

namespace EmailSync.Core.Directory;

/// <summary>R11: must the contact be assigned to the user whose mailbox it is?</summary>
[JsonConverter(typeof(WordConverter<AssignmentPolicy>))]
public enum AssignmentPolicy
{
    [JsonStringEnumMemberName("multiLocation")]
    MultiLocation,

    [JsonStringEnumMemberName("always")]
    Always,

    [JsonStringEnumMemberName("never")]
    Never,
}
