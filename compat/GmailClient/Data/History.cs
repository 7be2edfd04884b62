using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>Stands for <c>Google.Apis.Gmail.v1.Data.History</c>.</summary>
public class History : IDirectResponseSchema
{
    [JsonProperty("labelsAdded")]
    public virtual IList<HistoryLabelAdded> LabelsAdded { get; set; }

    [JsonProperty("labelsRemoved")]
    public virtual IList<HistoryLabelRemoved> LabelsRemoved { get; set; }

    [JsonProperty("messagesAdded")]
    public virtual IList<HistoryMessageAdded> MessagesAdded { get; set; }

    [JsonProperty("messagesDeleted")]
    public virtual IList<HistoryMessageDeleted> MessagesDeleted { get; set; }

    public virtual string ETag { get; set; }
}
