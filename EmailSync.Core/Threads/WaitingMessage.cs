using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;

namespace EmailSync.Core.Threads;

/// <summary>A message that was skipped as unknown and is decided again when its thread becomes known (R10).</summary>
/// <param name="At">When its provider took it in; a provider thread takes only what came after it became known.</param>
public sealed record WaitingMessage(MailboxId Mailbox, ProviderMessageId Message, DateTimeOffset At);
