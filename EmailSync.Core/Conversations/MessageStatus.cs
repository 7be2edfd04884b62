using System.Text.Json.Serialization;

namespace EmailSync.Core.Conversations;

[JsonConverter(typeof(JsonStringEnumConverter<MessageStatus>))]
public enum MessageStatus
{
    [JsonStringEnumMemberName("queued")]
    Queued,

    [JsonStringEnumMemberName("sent")]
    Sent,

    [JsonStringEnumMemberName("received")]
    Received,

    [JsonStringEnumMemberName("failed")]
    Failed,

    [JsonStringEnumMemberName("bounced")]
    Bounced,
}
