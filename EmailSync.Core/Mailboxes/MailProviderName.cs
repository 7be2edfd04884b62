using System.Text.Json.Serialization;

namespace EmailSync.Core.Mailboxes;

/// <summary>The mail services that users connect.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MailProviderName>))]
public enum MailProviderName
{
    [JsonStringEnumMemberName("gmail")]
    Gmail,

    [JsonStringEnumMemberName("outlook")]
    Outlook,
}
