namespace EmailSync.Core.Sending.Batches;

/// <summary>An attachment of all mails of a batch.</summary>
public sealed record BatchAttachment(string Id, string? ContentId);
