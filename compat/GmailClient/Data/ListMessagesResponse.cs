using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>Stands for <c>Google.Apis.Gmail.v1.Data.ListMessagesResponse</c>.</summary>
public class ListMessagesResponse : IDirectResponseSchema
{
    [JsonProperty("messages")]
    public virtual IList<Message> Messages { get; set; }

    [JsonProperty("nextPageToken")]
    public virtual string NextPageToken { get; set; }

    public virtual string ETag { get; set; }
}
