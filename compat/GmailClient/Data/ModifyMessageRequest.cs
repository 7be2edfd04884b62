using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>Stands for <c>Google.Apis.Gmail.v1.Data.ModifyMessageRequest</c>.</summary>
public class ModifyMessageRequest : IDirectResponseSchema
{
    [JsonProperty("addLabelIds")]
    public virtual IList<string> AddLabelIds { get; set; }

    [JsonProperty("removeLabelIds")]
    public virtual IList<string> RemoveLabelIds { get; set; }

    public virtual string ETag { get; set; }
}
