using System.Runtime.CompilerServices;
using System.Text.Json;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

/// <summary>Locations, users and contacts, with an index of contacts by address.</summary>
public sealed class DirectoryStore(ITables tables, TableKeys keys)
{
    private readonly ITable table = tables[TableNames.Directory];

    public async Task<Location?> GetLocationAsync(LocationId id, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(keys.Location(id), "location", cancellationToken);
        return row is null
            ? null
            : new Location(
                id,
                row.String("name") ?? "",
                Settings(row),
                row.String("webhookUrl") is { } url ? new WebhookTarget(url, row.String("webhookSecret") ?? "") : null,
                row.String("otherSettings") ?? "{}");
    }

    public Task SaveLocationAsync(Location location, CancellationToken cancellationToken)
    {
        var row = new Row(keys.Location(location.Id), "location")
        {
            ["id"] = location.Id.Value,
            ["name"] = location.Name,
            ["settings"] = JsonSerializer.Serialize(LocationSettingsDocument.Of(location.Settings), StorageJson.Default.LocationSettingsDocument),
            ["otherSettings"] = location.OtherSettings,
            ["webhookUrl"] = location.Webhook?.Url,
            ["webhookSecret"] = location.Webhook?.ProtectedSecret,
        };
        return table.UpsertAsync(row, cancellationToken);
    }

    public async Task<User?> GetUserAsync(LocationId location, UserId id, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(keys.Location(location), keys.User(id), cancellationToken);
        return row is null
            ? null
            : new User(location, id, row.String("name") ?? "", row.String("email") ?? "", Strings(row.String("aliases")));
    }

    public Task SaveUserAsync(User user, CancellationToken cancellationToken)
    {
        var row = new Row(keys.Location(user.Location), keys.User(user.Id))
        {
            ["id"] = user.Id.Value,
            ["name"] = user.Name,
            ["email"] = user.Email,
            ["aliases"] = Json([.. user.Aliases]),
        };
        return table.UpsertAsync(row, cancellationToken);
    }

    public async Task<Contact?> GetContactAsync(LocationId location, ContactId id, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(keys.Contact(location, id), "contact", cancellationToken);
        return row is null ? null : ReadContact(location, id, row);
    }

    /// <summary>
    /// Stores a contact and brings the address index in line. The contact's row is written before its addresses are indexed and after stale ones are
    /// taken out, so that an interrupted call is repaired by repeating it and never leaves an address that leads nowhere.
    /// </summary>
    public async Task SaveContactAsync(Contact contact, CancellationToken cancellationToken)
    {
        var pk = keys.Contact(contact.Location, contact.Id);
        var before = await table.GetAsync(pk, "contact", cancellationToken);
        var wanted = contact.Emails.Select(MatchKey).ToHashSet(StringComparer.Ordinal);
        var indexed = before is null ? [] : Strings(before.String("indexed")).ToHashSet(StringComparer.Ordinal);
        foreach (var stale in indexed.Except(wanted))
            await IndexAsync(contact.Location, stale, contact.Id, null, cancellationToken);

        var row = new Row(pk, "contact")
        {
            ["id"] = contact.Id.Value,
            ["name"] = contact.Name,
            ["emails"] = Json([.. contact.Emails]),
            ["assignedTo"] = contact.AssignedTo?.Value,
            ["createdAt"] = contact.CreatedAt,
            // Written before the index: what may be indexed is known even after a crash in between.
            ["indexed"] = Json([.. wanted]),
        };
        await table.UpsertAsync(row, cancellationToken);

        foreach (var key in wanted)
            await IndexAsync(contact.Location, key, contact.Id, contact, cancellationToken);

        // Two calls at once: what the other one's row does not want any more must not stay behind in the index.
        var now = await table.GetAsync(pk, "contact", cancellationToken);
        foreach (var stale in wanted.Except(now is null ? [] : Strings(now.String("indexed"))))
            await IndexAsync(contact.Location, stale, contact.Id, null, cancellationToken);
    }

    /// <summary>R11, R21: who has this address in this location. One storage read.</summary>
    public async Task<AddressOwners> OwnersOfAsync(LocationId location, EmailAddress address, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(keys.Address(location, address.MatchKey), "contacts", cancellationToken);
        return row is null ? AddressOwners.None : new AddressOwners([.. ReadOwners(row).Select(o => o.ToOwner())]);
    }

    public async IAsyncEnumerable<Contact> ContactsByAddressAsync(
        LocationId location, EmailAddress address, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var owners = await OwnersOfAsync(location, address, cancellationToken);
        foreach (var owner in owners.Contacts)
        {
            if (await GetContactAsync(location, owner.Contact, cancellationToken) is { } contact)
                yield return contact;
        }
    }

    private async Task IndexAsync(LocationId location, string matchKey, ContactId contact, Contact? entry, CancellationToken cancellationToken)
    {
        var pk = keys.Address(location, matchKey);
        while (true)
        {
            var row = await table.GetAsync(pk, "contacts", cancellationToken);
            var owners = row is null ? [] : ReadOwners(row);
            var rest = owners.Where(o => o.Contact != contact.Value).ToList();
            if (entry is not null)
                rest.Add(new AddressOwnerDocument(contact.Value, entry.AssignedTo?.Value, entry.CreatedAt));
            if (rest.SequenceEqual(owners))
                return;

            var next = new Row(pk, "contacts") { ["owners"] = JsonSerializer.Serialize(rest, StorageJson.Default.ListAddressOwnerDocument) };
            var done = (row, rest.Count) switch
            {
                (null, _) => await table.InsertAsync(next, cancellationToken) is not null,
                (_, 0) => await table.DeleteAsync(pk, "contacts", row.ETag, cancellationToken),
                _ => await table.ReplaceAsync(next, row.ETag!, cancellationToken) is not null,
            };
            if (done)
                return;
        }
    }

    private static Contact ReadContact(LocationId location, ContactId id, Row row) => new(
        location,
        id,
        row.String("name") ?? "",
        Strings(row.String("emails")),
        row.String("assignedTo") is { } user ? new UserId(user) : null,
        row.Time("createdAt") ?? default);

    private static List<AddressOwnerDocument> ReadOwners(Row row) =>
        row.String("owners") is { } json ? StorageJson.Read(json, StorageJson.Default.ListAddressOwnerDocument) : [];

    private static string MatchKey(string email) =>
        EmailAddress.TryParse(email, out var address) ? address.MatchKey : throw new ArgumentException("An unreadable address reached the store.");

    private static LocationSettings Settings(Row row) =>
        row.String("settings") is { } json ? StorageJson.Read(json, StorageJson.Default.LocationSettingsDocument).ToSettings() : new LocationSettings();

    private static List<string> Strings(string? json) => json is null ? [] : StorageJson.Read(json, StorageJson.Default.ListString);

    private static string Json(List<string> values) => JsonSerializer.Serialize(values, StorageJson.Default.ListString);
}
