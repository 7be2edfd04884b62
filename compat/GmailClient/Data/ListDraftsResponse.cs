using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>Stands for <c>Google.Apis.Gmail.v1.Data.ListDraftsResponse</c>.</summary>
public class ListDraftsResponse : IDirectResponseSchema
{
    [JsonProperty("drafts")]
    public virtual IList<Draft> Drafts { get; set; }

    public virtual string ETag { get; set; }
}
