using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>Stands for <c>Google.Apis.Gmail.v1.Data.SendAs</c>.</summary>
public class SendAs : IDirectResponseSchema
{
    [JsonProperty("displayName")]
    public virtual string DisplayName { get; set; }

    [JsonProperty("isPrimary")]
    public virtual bool? IsPrimary { get; set; }

    [JsonProperty("sendAsEmail")]
    public virtual string SendAsEmail { get; set; }

    [JsonProperty("verificationStatus")]
    public virtual string VerificationStatus { get; set; }

    public virtual string ETag { get; set; }
}
