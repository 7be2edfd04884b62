using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Sending;

/// <summary>A send that is not finished, as it was noted before it was accepted.</summary>
/// <param name="Mailbox">From which it goes; of no meaning where it goes through the location's mail service.</param>
public sealed record SendUnderWay(string Token, DateTimeOffset NotedAt, MailboxId Mailbox, DateTimeOffset SendAt, int Recipients);
