using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>Stands for <c>Google.Apis.Gmail.v1.Data.HistoryMessageAdded</c>.</summary>
public class HistoryMessageAdded : IDirectResponseSchema
{
    [JsonProperty("message")]
    public virtual Message Message { get; set; }

    public virtual string ETag { get; set; }
}
