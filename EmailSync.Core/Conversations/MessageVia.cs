using System.Text.Json.Serialization;

namespace EmailSync.Core.Conversations;

[JsonConverter(typeof(JsonStringEnumConverter<MessageVia>))]
public enum MessageVia
{
    [JsonStringEnumMemberName("mailbox")]
    Mailbox,

    /// <summary>The location's own mail service: the mail is in no mailbox of ours, and begins no synced thread (R10).</summary>
    [JsonStringEnumMemberName("locationProvider")]
    LocationProvider,
}
