using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;

namespace EmailSync.Core.Conversations;

/// <summary>One user's copy of a message (R26).</summary>
public sealed record MailboxCopy(
    UserId User,
    MailboxId Mailbox,
    MailProviderName Provider,
    ProviderMessageId ProviderMessage,
    ProviderThreadId ProviderThread,
    bool Read,
    bool Trashed,
    bool Deleted);
