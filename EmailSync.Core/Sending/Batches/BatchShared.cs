namespace EmailSync.Core.Sending.Batches;

/// <summary>What all mails of a batch have in common.</summary>
/// <param name="ContentIds">Of its attachments, in their order; null for one that the HTML does not show.</param>
public sealed record BatchShared(string? From, string? ReplyTo, string? Subject, string? Html, string? Text, IReadOnlyList<string?> ContentIds);
