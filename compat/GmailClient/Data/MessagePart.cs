using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>Stands for <c>Google.Apis.Gmail.v1.Data.MessagePart</c>.</summary>
public class MessagePart : IDirectResponseSchema
{
    [JsonProperty("headers")]
    public virtual IList<MessagePartHeader> Headers { get; set; }

    public virtual string ETag { get; set; }
}
