using System.Text.Json.Serialization;

namespace EmailSync.Core.Conversations;

/// <summary>Where a message was written or first seen.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MessageOrigin>))]
public enum MessageOrigin
{
    [JsonStringEnumMemberName("crm")]
    Crm,

    [JsonStringEnumMemberName("mailbox")]
    Mailbox,
}
