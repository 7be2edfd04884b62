using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>Stands for <c>Google.Apis.Gmail.v1.Data.MessagePartHeader</c>.</summary>
public class MessagePartHeader : IDirectResponseSchema
{
    [JsonProperty("name")]
    public virtual string Name { get; set; }

    [JsonProperty("value")]
    public virtual string Value { get; set; }

    public virtual string ETag { get; set; }
}
