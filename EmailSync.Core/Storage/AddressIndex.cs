using System.Text.Json;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Storage;

/// <summary>
/// Who has an address in a location: contacts and users in one row, so that one read tells the rules all there is to know of it (R11, R15, R21).
/// </summary>
public sealed class AddressIndex(ITables tables, TableKeys keys)
{
    /// <summary>
    /// So many contacts are looked up by an address, the oldest: to the oldest its mail belongs (R21). A CRM may give one address to thousands, "none@…" for instance, and a
    /// row holds some thousand names.
    /// </summary>
    public const int MaxContacts = 500;

    private const string RowKey = "contacts";
    private const string FromDirectory = "directory";

    private readonly ITable table = tables[TableNames.Directory];

    public async Task<AddressOwners> FindAsync(LocationId location, EmailAddress address, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(keys.Address(location, address.MatchKey), RowKey, cancellationToken);
        return row is null ? AddressOwners.None : new AddressOwners([.. Contacts(row).Select(o => o.ToOwner())], Users(row).Count > 0);
    }

    internal async Task<bool> HasContactsAsync(LocationId location, string matchKey, CancellationToken cancellationToken) =>
        await table.GetAsync(keys.Address(location, matchKey), RowKey, cancellationToken) is { } row && Contacts(row).Count > 0;

    /// <param name="isNew">Nobody is likely to have the address: the first try does without a look.</param>
    internal Task SetContactAsync(
        LocationId location, string matchKey, ContactId contact, AddressOwnerDocument? entry, CancellationToken cancellationToken, bool isNew = false) =>
        ChangeAsync(
            location,
            matchKey,
            (contacts, _) =>
            {
                contacts.RemoveAll(o => o.Contact == contact.Value);
                if (entry is not null)
                    contacts.Add(entry);
                if (contacts.Count > MaxContacts)
                    contacts.Remove(contacts.OrderBy(o => o.CreatedAt).ThenBy(o => o.Contact, StringComparer.Ordinal).Last());
            },
            cancellationToken,
            isNew);

    /// <summary>A user has the address by what the CRM says of them, or has it no longer.</summary>
    internal Task SetUserAsync(LocationId location, string matchKey, UserId user, bool has, CancellationToken cancellationToken) =>
        SetUserAsync(location, matchKey, new AddressUserDocument(user.Value, FromDirectory), has, cancellationToken);

    /// <summary>A user has the address by a mailbox that is connected, or has it no longer.</summary>
    public Task SetUserAsync(LocationId location, string matchKey, UserId user, MailboxId mailbox, bool has, CancellationToken cancellationToken) =>
        SetUserAsync(location, matchKey, new AddressUserDocument(user.Value, mailbox.Value), has, cancellationToken);

    private Task SetUserAsync(LocationId location, string matchKey, AddressUserDocument entry, bool has, CancellationToken cancellationToken) =>
        ChangeAsync(
            location,
            matchKey,
            (_, users) =>
            {
                users.Remove(entry);
                if (has)
                    users.Add(entry);
            },
            cancellationToken);

    private async Task ChangeAsync(
        LocationId location, string matchKey, Action<List<AddressOwnerDocument>, List<AddressUserDocument>> change, CancellationToken cancellationToken, bool isNew = false)
    {
        var pk = keys.Address(location, matchKey);
        for (var isFirst = true; ; isFirst = false)
        {
            var row = isNew && isFirst ? null : await table.GetAsync(pk, RowKey, cancellationToken);
            List<AddressOwnerDocument> contacts = row is null ? [] : Contacts(row);
            List<AddressUserDocument> users = row is null ? [] : Users(row);
            var (contactsBefore, usersBefore) = (contacts.ToList(), users.ToList());
            change(contacts, users);
            if (contacts.SequenceEqual(contactsBefore) && users.SequenceEqual(usersBefore))
                return;

            var next = new Row(pk, RowKey)
            {
                ["owners"] = contacts.Count == 0 ? null : JsonSerializer.Serialize(contacts, StorageJson.Default.ListAddressOwnerDocument),
                ["users"] = users.Count == 0 ? null : JsonSerializer.Serialize(users, StorageJson.Default.ListAddressUserDocument),
            };
            var done = (row, contacts.Count + users.Count) switch
            {
                (null, _) => await table.InsertAsync(next, cancellationToken) is not null,
                (_, 0) => await table.DeleteAsync(pk, RowKey, row.ETag, cancellationToken),
                _ => await table.ReplaceAsync(next, row.ETag!, cancellationToken) is not null,
            };
            if (done)
                return;
        }
    }

    private static List<AddressOwnerDocument> Contacts(Row row) =>
        row.String("owners") is { } json ? StorageJson.Read(json, StorageJson.Default.ListAddressOwnerDocument) : [];

    private static List<AddressUserDocument> Users(Row row) =>
        row.String("users") is { } json ? StorageJson.Read(json, StorageJson.Default.ListAddressUserDocument) : [];
}
