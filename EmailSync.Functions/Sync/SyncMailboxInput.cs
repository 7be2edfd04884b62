namespace EmailSync.Functions.Sync;

/// <param name="Feed">The feed that the round goes on with; null for its beginning.</param>
public sealed record SyncMailboxInput(string MailboxId, string? Feed);
