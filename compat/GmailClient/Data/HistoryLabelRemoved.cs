using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>Stands for <c>Google.Apis.Gmail.v1.Data.HistoryLabelRemoved</c>.</summary>
public class HistoryLabelRemoved : IDirectResponseSchema
{
    [JsonProperty("labelIds")]
    public virtual IList<string> LabelIds { get; set; }

    [JsonProperty("message")]
    public virtual Message Message { get; set; }

    public virtual string ETag { get; set; }
}
