using EmailSync.Core.Sync;

namespace EmailSync.Functions.Sync;

/// <param name="Page">The page without its messages.</param>
/// <param name="HadMessages">The page had messages to sync.</param>
public sealed record CommitPageInput(string MailboxId, SyncPage Page, bool HadMessages);
