using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>Stands for <c>Google.Apis.Gmail.v1.Data.Message</c>.</summary>
public class Message : IDirectResponseSchema
{
    [JsonProperty("id")]
    public virtual string Id { get; set; }

    [JsonProperty("internalDate")]
    public virtual long? InternalDate { get; set; }

    [JsonProperty("labelIds")]
    public virtual IList<string> LabelIds { get; set; }

    [JsonProperty("payload")]
    public virtual MessagePart Payload { get; set; }

    [JsonProperty("raw")]
    public virtual string Raw { get; set; }

    [JsonProperty("threadId")]
    public virtual string ThreadId { get; set; }

    public virtual string ETag { get; set; }
}
