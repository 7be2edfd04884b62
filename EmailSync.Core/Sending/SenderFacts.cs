using EmailSync.Core.Conversations;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Sending;

/// <summary>All that decides from where a mail goes out.</summary>
/// <param name="Mailbox">The user's mailbox.</param>
/// <param name="Provider">Its provider; null where there is no mailbox.</param>
/// <param name="From">What the request says of the sender's address.</param>
/// <param name="HasLocationProvider">The location has a mail service of its own.</param>
public sealed record SenderFacts(MessageKind Kind, SenderMailbox Mailbox, MailProviderName? Provider, FromAddress From, bool HasLocationProvider);
