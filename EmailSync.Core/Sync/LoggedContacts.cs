using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync.Rules;

namespace EmailSync.Core.Sync;

/// <summary>R14: carries out what a logging address asks for. May be repeated; a contact is made once.</summary>
public sealed class LoggedContacts(DirectoryStore directory, TableKeys keys)
{
    /// <returns>The contacts that exist because of this mail.</returns>
    public async Task<IReadOnlyList<ContactId>> ApplyAsync(
        ConnectedLocation connected, MailboxId mailbox, MessageHeaders headers, SyncDecision decision, CancellationToken cancellationToken)
    {
        var location = connected.Location.Id;
        var user = connected.Connection.User;
        var made = new List<ContactId>();
        foreach (var recipient in decision.Makes.Select(i => headers.Envelope.To[i]))
        {
            if (!EmailAddress.TryParse(recipient.Address, out var address))
                continue;
            var id = keys.LoggedContact(location, address.MatchKey);
            var contact = new Contact(location, id, NameOf(recipient), [address.Display], user, headers.ReceivedAt)
            {
                CreatedFor = keys.ProviderMessage(mailbox, headers.Id),
            };
            await directory.ChangeContactAsync(location, id, before => before ?? contact, cancellationToken);
            if (!made.Contains(id))
                made.Add(id);
        }
        foreach (var contact in decision.Follows)
            await directory.ChangeContactAsync(location, contact, before => before is null ? null : Followed(before, user), cancellationToken);
        return made;
    }

    private static Contact Followed(Contact contact, UserId user) =>
        contact.FollowedBy.Contains(user) ? contact : contact with { FollowedBy = [.. contact.FollowedBy, user] };

    private static string NameOf(MailAddress recipient) => string.IsNullOrWhiteSpace(recipient.Name) ? recipient.Address : recipient.Name;
}
