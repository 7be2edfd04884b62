using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>Stands for <c>Google.Apis.Gmail.v1.Data.Profile</c>.</summary>
public class Profile : IDirectResponseSchema
{
    [JsonProperty("emailAddress")]
    public virtual string EmailAddress { get; set; }

    [JsonProperty("historyId")]
    public virtual ulong? HistoryId { get; set; }

    public virtual string ETag { get; set; }
}
