using EmailSync.Core.Sync;

namespace EmailSync.Functions.Sync;

/// <param name="Round">Where the round of looks goes on; null for its beginning.</param>
public sealed record SyncMailboxInput(string MailboxId, SyncRound? Round = null);
