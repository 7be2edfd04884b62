using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Sending.Batches;

/// <summary>One mail of a batch that has been taken up.</summary>
/// <param name="Index">Its place in the request.</param>
/// <param name="Token">Its send in the ledger; null where it was refused.</param>
/// <param name="Failure">Short code of why it was refused or has failed.</param>
public sealed record BatchItem(int Index, ContactId Contact, BatchItemStatus Status, string? Token, MessageId? Message, string? Failure);
