using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;

namespace EmailSync.Core.Threads;

/// <summary>A message that was skipped as unknown and is decided again when its thread becomes known (R10).</summary>
public sealed record WaitingMessage(MailboxId Mailbox, ProviderMessageId Message);
