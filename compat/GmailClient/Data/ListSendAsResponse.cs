using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>Stands for <c>Google.Apis.Gmail.v1.Data.ListSendAsResponse</c>.</summary>
public class ListSendAsResponse : IDirectResponseSchema
{
    [JsonProperty("sendAs")]
    public virtual IList<SendAs> SendAs { get; set; }

    public virtual string ETag { get; set; }
}
