using EmailSync.Core.Sending.Batches;

namespace EmailSync.Functions.Http.Contracts;

/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="MessageId">Absent where it was refused.</param>
public sealed record BatchItemView(int Index, string ContactId, BatchItemStatus Status, string? MessageId, string? Failure)
{
    public static BatchItemView Of(BatchItem item) => new(item.Index, item.Contact.Value, item.Status, item.Message?.Value, item.Failure);
}
