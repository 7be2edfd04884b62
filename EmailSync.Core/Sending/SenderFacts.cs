using EmailSync.Core.Conversations;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Sending;

/// <summary>All that decides from where a mail goes out.</summary>
/// <param name="Mailbox">The user's mailbox.</param>
/// <param name="Provider">Its provider; null where there is no mailbox.</param>
/// <param name="From">What the request says of the sender's address.</param>
/// <param name="HasLocationProvider">The location has a mail service of its own.</param>
public sealed record SenderFacts(MessageKind Kind, SenderMailbox Mailbox, MailProviderName? Provider, FromAddress From, bool HasLocationProvider);

/// <summary>A user's mailbox as a sender.</summary>
public enum SenderMailbox
{
    /// <summary>Never connected, or disconnected.</summary>
    None,
    Connected,
    Paused,
    ReauthRequired,
}

/// <summary>The address a request wants a mail to come from.</summary>
public enum FromAddress
{
    Blank,

    /// <summary>The connected mailbox's own.</summary>
    Connected,

    /// <summary>Another one that the mailbox's account really owns.</summary>
    SendAs,
    Other,
}
