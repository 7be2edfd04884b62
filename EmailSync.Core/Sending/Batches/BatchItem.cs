using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Sending.Batches;

/// <summary>One mail of a batch that has been taken up.</summary>
/// <param name="Index">Its place in the request.</param>
/// <param name="Token">Its send in the ledger; null where it was refused.</param>
/// <param name="Failure">Short code of why it was refused or has failed.</param>
public sealed record BatchItem(int Index, ContactId Contact, BatchItemStatus Status, string? Token, MessageId? Message, string? Failure)
{
    /// <summary>What the ledger says of a mail of a batch; null where it has forgotten it.</summary>
    public static (BatchItemStatus Status, string? Failure) StatusOf(SendEntry? send) => send switch
    {
        { State: SendState.Sent } => (BatchItemStatus.Sent, null),
        { State: SendState.Failed, Failure: CancelSend.Failure } => (BatchItemStatus.Cancelled, null),
        { State: SendState.Failed, Failure: var failure } => (BatchItemStatus.Failed, failure ?? ErasedSends.Failure),
        null => (BatchItemStatus.Failed, ErasedSends.Failure),
        _ => (BatchItemStatus.Waiting, null),
    };
}
