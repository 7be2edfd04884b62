using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>Stands for <c>Google.Apis.Gmail.v1.Data.Draft</c>.</summary>
public class Draft : IDirectResponseSchema
{
    [JsonProperty("id")]
    public virtual string Id { get; set; }

    [JsonProperty("message")]
    public virtual Message Message { get; set; }

    public virtual string ETag { get; set; }
}
