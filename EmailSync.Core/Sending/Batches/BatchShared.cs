namespace EmailSync.Core.Sending.Batches;

/// <summary>What all mails of a batch have in common.</summary>
/// <param name="Attachments">Ids of what is kept for the batch, in order.</param>
public sealed record BatchShared(
    string? From, string? ReplyTo, string? Subject, string? Html, string? Text, IReadOnlyList<BatchAttachment> Attachments);
