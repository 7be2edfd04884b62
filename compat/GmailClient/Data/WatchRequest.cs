using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>Stands for <c>Google.Apis.Gmail.v1.Data.WatchRequest</c>.</summary>
public class WatchRequest : IDirectResponseSchema
{
    [JsonProperty("topicName")]
    public virtual string TopicName { get; set; }

    public virtual string ETag { get; set; }
}
