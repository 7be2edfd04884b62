using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync.Rules;

namespace EmailSync.Core.Sync;

/// <summary>
/// R14: carries out what a logging address asks for, and has the older mail of these people filled in (B4). May be repeated; a contact is made once.
/// </summary>
public sealed class LoggedContacts(DirectoryStore directory, FillIn fillIn, TableKeys keys)
{
    /// <returns>The contacts that exist because of this mail.</returns>
    public async Task<IReadOnlyList<ContactId>> ApplyAsync(
        ConnectedLocation connected, MailboxId mailbox, MessageHeaders headers, SyncDecision decision, CancellationToken cancellationToken)
    {
        var made = new Dictionary<ContactId, string>();
        foreach (var recipient in decision.Makes.Select(i => headers.Envelope.To[i]))
        {
            if (EmailAddress.TryParse(recipient.Address, out var address))
                made[await MakeAsync(connected, mailbox, headers, recipient, address, cancellationToken)] = address.Display;
        }
        if (made.Count > 0 && connected.Location.Settings.FillIn)
            await fillIn.OrderAsync(connected.Location.Id, made.Values, cancellationToken);
        foreach (var contact in decision.Follows)
            await FollowAsync(connected, contact, cancellationToken);
        return [.. made.Keys];
    }

    private async Task<ContactId> MakeAsync(
        ConnectedLocation connected,
        MailboxId mailbox,
        MessageHeaders headers,
        MailAddress recipient,
        EmailAddress address,
        CancellationToken cancellationToken)
    {
        var location = connected.Location.Id;
        var id = keys.LoggedContact(location, address.MatchKey);
        var contact = new Contact(location, id, NameOf(recipient), [address.Display], connected.Connection.User, headers.ReceivedAt)
        {
            CreatedFor = keys.ProviderMessage(mailbox, headers.Id),
        };
        await directory.ChangeContactAsync(location, id, before => before ?? contact, cancellationToken);
        return id;
    }

    private async Task FollowAsync(ConnectedLocation connected, ContactId id, CancellationToken cancellationToken)
    {
        var (location, user) = (connected.Location, connected.Connection.User);
        if (await directory.GetContactAsync(location.Id, id, cancellationToken) is not { } contact || contact.FollowedBy.Contains(user))
            return;

        // The order first: it concerns this mailbox alone, whose round gets to it after this, and a crash in between owes nothing.
        if (location.Settings.FillIn)
            await fillIn.OrderAsync(location.Id, contact.Emails, user, cancellationToken);
        await directory.ChangeContactAsync(
            location.Id,
            id,
            before => before is null || before.FollowedBy.Contains(user) ? before : before with { FollowedBy = [.. before.FollowedBy, user] },
            cancellationToken);
    }

    private static string NameOf(MailAddress recipient) => string.IsNullOrWhiteSpace(recipient.Name) ? recipient.Address : recipient.Name;
}
