using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Storage;

/// <param name="Key">The partition that it leads to; for a connection, that and the mailbox.</param>
/// <param name="At">When it was noted; for a send, when its key is used up no longer.</param>
/// <param name="User">Of a connection only.</param>
/// <param name="Mailbox">Of a connection only.</param>
/// <param name="Version">As it was read.</param>
public sealed record TrailEntry(TrailKind Kind, string Key, DateTimeOffset At, UserId User, MailboxId Mailbox, string Version);
