using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>Stands for <c>Google.Apis.Gmail.v1.Data.WatchResponse</c>.</summary>
public class WatchResponse : IDirectResponseSchema
{
    [JsonProperty("expiration")]
    public virtual long? Expiration { get; set; }

    public virtual string ETag { get; set; }
}
