using EmailSync.Core.Conversations;
using EmailSync.Core.Mail;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Sending;

/// <summary>From where a mail goes out, and as whom.</summary>
/// <param name="ReplyTo">Where answers are to go instead, or null.</param>
/// <param name="Mailbox">Null where it goes through the location's mail service; so is <paramref name="Connection"/>.</param>
public sealed record Sender(MessageVia Via, MailAddress From, MailAddress? ReplyTo, Mailbox? Mailbox, Connection? Connection);
