using EmailSync.Core.Sync;

namespace EmailSync.Functions.Sync;

public sealed record CommitPageInput(string MailboxId, SyncPage Page);
