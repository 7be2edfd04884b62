using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Sending;

/// <summary>Loads what <see cref="SenderChoice"/> decides on, and says what a mail comes from.</summary>
public sealed class SenderFinder(MailboxStore mailboxes, IMailProviders providers)
{
    /// <returns>The sender, or the stable code of why there is none.</returns>
    public async Task<(Sender? Sender, string? Refusal)> FindAsync(SendRequest request, Location location, User user, CancellationToken cancellationToken)
    {
        var connection = await mailboxes.GetConnectionAsync(location.Id, user.Id, cancellationToken);
        var mailbox = connection is null ? null : await mailboxes.GetAsync(connection.Mailbox, cancellationToken);
        var state = State(connection, mailbox);
        var name = string.IsNullOrWhiteSpace(user.Name) ? null : user.Name;
        var from = FromAddress.Blank;
        var address = new MailAddress(name, mailbox?.Address ?? "");
        if (request.From is { } wanted && mailbox is not null)
            (from, address) = await MatchAsync(wanted, name, mailbox, asks: state == SenderMailbox.Connected && request.Kind == MessageKind.Individual, cancellationToken);
        else if (request.From is not null)
            from = FromAddress.Other;

        var choice = SenderChoice.Of(new SenderFacts(request.Kind, state, mailbox?.Provider, from, location.Provider is not null));
        if (choice.Refusal is { } refusal)
            return (null, refusal);
        if (choice.Via == MessageVia.Mailbox)
            return (new Sender(MessageVia.Mailbox, address, null, mailbox, connection), null);

        // R3: a location's mail service writes whatever address it is told.
        if (request.IsUsersOwn && request.From is { } named && !user.Aliases.Prepend(user.Email).Any(own => EmailAddress.Same(own, named)) && from == FromAddress.Other)
            return (null, "from_not_owned");

        // Answers are for the user, and what comes to the service's own address may be read by nobody.
        var sender = request.From ?? location.Provider!.From;
        var answersTo = mailbox?.Address ?? (string.IsNullOrWhiteSpace(user.Email) ? null : user.Email);
        var replyTo = answersTo is null || request.From is not null || EmailAddress.Same(answersTo, sender) ? null : new MailAddress(name, answersTo);
        return (new Sender(MessageVia.LocationProvider, new MailAddress(name ?? location.Name, sender), replyTo, null, null), null);
    }

    private static SenderMailbox State(Connection? connection, Mailbox? mailbox) => (connection, mailbox) switch
    {
        (null, _) or (_, null) => SenderMailbox.None,
        (_, { Status: MailboxStatus.ReauthRequired }) => SenderMailbox.ReauthRequired,
        ({ PausedAt: not null }, _) => SenderMailbox.Paused,
        _ => SenderMailbox.Connected,
    };

    /// <summary>R30: the connected address, or a send-as address that the account really owns.</summary>
    /// <param name="wanted">The address that the request names.</param>
    /// <param name="name">The user's.</param>
    /// <param name="mailbox">The user's mailbox.</param>
    /// <param name="asks">The answer matters, and the provider can be asked.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    private async Task<(FromAddress From, MailAddress Address)> MatchAsync(
        string wanted, string? name, Mailbox mailbox, bool asks, CancellationToken cancellationToken)
    {
        if (EmailAddress.Same(wanted, mailbox.Address))
            return (FromAddress.Connected, new MailAddress(name, mailbox.Address));
        var owned = asks ? await providers[mailbox.Provider].ListSendAsAsync(mailbox.Id, cancellationToken) : [];
        return owned.FirstOrDefault(a => EmailAddress.Same(a.Address, wanted)) is { } sendAs
            ? (FromAddress.SendAs, new MailAddress(sendAs.DisplayName ?? name, sendAs.Address))
            : (FromAddress.Other, new MailAddress(name, wanted));
    }
}
