using System.Text.Json.Serialization;

namespace EmailSync.Core.Sending.Batches;

[JsonConverter(typeof(JsonStringEnumConverter<BatchItemStatus>))]
public enum BatchItemStatus
{
    [JsonStringEnumMemberName("queued")]
    Waiting,

    [JsonStringEnumMemberName("sent")]
    Sent,

    [JsonStringEnumMemberName("failed")]
    Failed,

    [JsonStringEnumMemberName("refused")]
    Refused,

    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}
