using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

/// <summary>Locations, users and contacts; keeps the index of their addresses in line.</summary>
public sealed class DirectoryStore(ITables tables, TableKeys keys, AddressIndex addresses, TimeProvider time)
{
    private const int ParallelReads = 8;

    internal const string ContactRow = "contact";

    private readonly ITable table = tables[TableNames.Directory];
    private readonly ITable conversations = tables[TableNames.Conversations];
    private readonly LocationTrail trail = new(tables, keys);

    /// <summary>Null as well for one that is being erased (R27).</summary>
    public async Task<Location?> GetLocationAsync(LocationId id, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(keys.Location(id), LocationErasureStore.LocationRow, cancellationToken);
        return row is null || LocationErasureStore.IsErasing(row) ? null : DirectoryRows.ReadLocation(id, row);
    }

    /// <summary>False while what stood under its id is being erased (R27): what is written then might be erased along.</summary>
    public async Task<bool> SaveLocationAsync(Location location, CancellationToken cancellationToken) =>
        !(await ChangeLocationAsync(location.Id, _ => location, cancellationToken)).IsBeingErased;

    /// <summary>Makes a location, or the next state of one.</summary>
    /// <param name="id">Which location.</param>
    /// <param name="change">From the location as it stands (null when there is none) to what it shall be, null to leave it; asked again when somebody else was quicker.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The location as it was written, null when it was left; and whether what stood under the id is being erased (R27), in which case nothing was asked.</returns>
    public async Task<(Location? Location, bool IsBeingErased)> ChangeLocationAsync(
        LocationId id, Func<Location?, Location?> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var before = await table.GetAsync(keys.Location(id), LocationErasureStore.LocationRow, cancellationToken);
            if (before is not null && LocationErasureStore.IsErasing(before))
                return (null, true);
            if (change(before is null ? null : DirectoryRows.ReadLocation(id, before)) is not { } location)
                return (null, false);
            var row = DirectoryRows.Write(keys, location);
            var version = before is null ? await table.InsertAsync(row, cancellationToken) : await table.ReplaceAsync(row, before.ETag!, cancellationToken);
            if (version is not null)
                return (location with { Version = version }, false);
        }
    }

    /// <summary>The webhook is told nothing any more until the CRM puts it again.</summary>
    /// <param name="asked">The webhook as it was asked.</param>
    /// <returns>False when it has been put anew since, or is gone, or was disabled already.</returns>
    public async Task<bool> DisableWebhookAsync(LocationId id, WebhookTarget asked, string reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        while (await table.GetAsync(keys.Location(id), LocationErasureStore.LocationRow, cancellationToken) is { } row)
        {
            if (WebhookColumns.Read(row) is not { DisabledAt: null } stands || (stands.Url, stands.SetAt) != (asked.Url, asked.SetAt))
                return false;
            var next = new Row(row.PartitionKey, row.RowKey);
            foreach (var (name, value) in row.Values)
                next[name] = value;
            WebhookColumns.Write(next, stands with { DisabledAt = now, DisabledReason = reason });
            if (await table.ReplaceAsync(next, row.ETag!, cancellationToken) is not null)
                return true;
        }
        return false;
    }

    public async Task<User?> GetUserAsync(LocationId location, UserId id, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(keys.Location(location), keys.User(id), cancellationToken);
        return row is null ? null : DirectoryRows.ReadUser(location, id, row);
    }

    /// <summary>Stores a user as given, whatever stood there.</summary>
    public Task SaveUserAsync(User user, CancellationToken cancellationToken) => ChangeUserAsync(user.Location, user.Id, _ => user, cancellationToken);

    /// <summary>
    /// Makes a user, or the next state of one, and marks the addresses as internal (R15), in the order of
    /// <see cref="ChangeContactAsync(LocationId, ContactId, Func{Contact?, Contact?}, CancellationToken)"/> and for the same reason.
    /// </summary>
    /// <returns>The user as written; null when <paramref name="change"/> left it.</returns>
    public async Task<User?> ChangeUserAsync(LocationId location, UserId id, Func<User?, User?> change, CancellationToken cancellationToken)
    {
        var (pk, rk) = (keys.Location(location), keys.User(id));
        while (true)
        {
            var before = await table.GetAsync(pk, rk, cancellationToken);
            if (change(before is null ? null : DirectoryRows.ReadUser(location, id, before)) is not { } user)
            {
                // An earlier try may have taken out addresses that whoever was quicker has kept.
                await MarkAsync(location, id, pk, rk, DirectoryRows.Strings(before?.String("indexed")), cancellationToken);
                return null;
            }
            var wanted = user.Aliases.Prepend(user.Email).Select(DirectoryRows.MatchKey).ToHashSet(StringComparer.Ordinal);
            foreach (var stale in DirectoryRows.Strings(before?.String("indexed")).Except(wanted))
                await addresses.SetUserAsync(location, stale, id, has: false, cancellationToken);

            var row = new Row(pk, rk)
            {
                ["id"] = id.Value,
                ["name"] = user.Name,
                ["email"] = user.Email,
                ["aliases"] = DirectoryRows.Json([.. user.Aliases]),
                ["indexed"] = DirectoryRows.Json([.. wanted]),
            };
            var version = before is null ? await table.InsertAsync(row, cancellationToken) : await table.ReplaceAsync(row, before.ETag!, cancellationToken);
            if (version is null)
                continue;
            await MarkAsync(location, id, pk, rk, wanted, cancellationToken);
            return user with { Version = version };
        }
    }

    private async Task MarkAsync(LocationId location, UserId id, string pk, string rk, IReadOnlyCollection<string> wanted, CancellationToken cancellationToken)
    {
        foreach (var key in wanted)
            await addresses.SetUserAsync(location, key, id, has: true, cancellationToken);
        if (wanted.Count == 0)
            return;
        var now = await table.GetAsync(pk, rk, cancellationToken);
        foreach (var stale in wanted.Except(DirectoryRows.Strings(now?.String("indexed"))))
            await addresses.SetUserAsync(location, stale, id, has: false, cancellationToken);
    }

    /// <summary>
    /// Before a user is taken out on a condition: writes the row anew as it stands, under the version for which the condition holds. Whoever has it changed since comes too
    /// late, and whoever changes it from now on comes after the deletion was decided. Null where there is no user, false where the condition does not hold.
    /// </summary>
    public async Task<bool?> ClaimUserAsync(LocationId location, UserId id, Precondition precondition, CancellationToken cancellationToken)
    {
        while (await table.GetAsync(keys.Location(location), keys.User(id), cancellationToken) is { } row)
        {
            if (!precondition.Holds(row.ETag))
                return false;
            if (precondition.IsNone || await table.ReplaceAsync(row, row.ETag!, cancellationToken) is not null)
                return true;
        }
        return null;
    }

    /// <summary>Takes out a user, after the marks of the addresses (R15); does nothing when there is none.</summary>
    public async Task RemoveUserAsync(LocationId location, UserId id, CancellationToken cancellationToken)
    {
        var (pk, rk) = (keys.Location(location), keys.User(id));
        while (await table.GetAsync(pk, rk, cancellationToken) is { } row)
        {
            foreach (var key in DirectoryRows.Strings(row.String("indexed")))
                await addresses.SetUserAsync(location, key, id, has: false, cancellationToken);
            if (await table.DeleteAsync(pk, rk, row.ETag, cancellationToken))
                return;
        }
    }

    public async Task<Contact?> GetContactAsync(LocationId location, ContactId id, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(keys.Contact(location, id), ContactRow, cancellationToken);
        return row is null ? null : DirectoryRows.ReadContact(keys, location, id, row);
    }

    /// <summary>Stores a contact as given, whatever stood there.</summary>
    public Task SaveContactAsync(Contact contact, CancellationToken cancellationToken) =>
        ChangeContactAsync(contact.Location, contact.Id, _ => contact, cancellationToken);

    /// <summary>
    /// Makes a contact, or the next state of one, and brings the address index in line. The contact's row is written before its addresses are indexed and
    /// after stale ones are taken out, so that an interrupted call is repaired by repeating it and never leaves an address that leads nowhere.
    /// </summary>
    /// <param name="change">
    /// From the contact as it stands (null when there is none) to what it shall be, null to make none; asked again when somebody else was quicker.
    /// </param>
    /// <returns>The contact as it stands afterwards.</returns>
    public Task<Contact?> ChangeContactAsync(
        LocationId location, ContactId id, Func<Contact?, Contact?> change, CancellationToken cancellationToken) =>
        ChangeContactAsync(location, id, takes: null, change, cancellationToken);

    /// <summary>As <see cref="ChangeContactAsync(LocationId, ContactId, Func{Contact?, Contact?}, CancellationToken)"/>.</summary>
    /// <param name="takes">The conversation that the contact has from now on, whichever it had before; null leaves it its own.</param>
    public Task<Contact?> ChangeContactAsync(
        LocationId location, ContactId id, ConversationKey? takes, Func<Contact?, Contact?> change, CancellationToken cancellationToken) =>
        ChangeContactAsync(location, id, takes, notSince: null, change, cancellationToken);

    /// <summary>Before contacts are made by <see cref="ImportContactAsync"/>, all of a page at once.</summary>
    public Task ExpectContactsAsync(LocationId location, IReadOnlyCollection<ContactId> ids, CancellationToken cancellationToken) =>
        trail.NoteAsync(location, TrailKind.Contact, ids.Select(id => keys.Contact(location, id)), time.GetUtcNow(), cancellationToken);

    /// <summary>
    /// As <see cref="ChangeContactAsync(LocationId, ContactId, Func{Contact?, Contact?}, CancellationToken)"/>, for a contact that is expected. Null as well when a contact of this id was
    /// deleted since then (R27): what was given before does not bring it back.
    /// </summary>
    /// <param name="isNew">Nobody is likely to know it or its addresses: they are written without a look at what stands there, which is looked at where that turns out wrong.</param>
    public Task<Contact?> ImportContactAsync(
        LocationId location, ContactId id, DateTimeOffset notSince, bool isNew, Func<Contact?, Contact?> change, CancellationToken cancellationToken) =>
        ChangeContactAsync(location, id, takes: null, notSince, change, cancellationToken, isNew);

    private async Task<Contact?> ChangeContactAsync(
        LocationId location,
        ContactId id,
        ConversationKey? takes,
        DateTimeOffset? notSince,
        Func<Contact?, Contact?> change,
        CancellationToken cancellationToken,
        bool isNew = false)
    {
        var pk = keys.Contact(location, id);
        var isUnsure = false;
        while (true)
        {
            var isGuess = isNew && !isUnsure;
            var before = isGuess ? null : await table.GetAsync(pk, ContactRow, cancellationToken);
            if (change(before is null ? null : DirectoryRows.ReadContact(keys, location, id, before)) is not { } contact)
            {
                // An earlier try may have taken out addresses that whoever was quicker has kept.
                if (isUnsure && before is not null)
                {
                    var standing = DirectoryRows.Strings(before.String("indexed")).ToHashSet(StringComparer.Ordinal);
                    await IndexAsync(pk, DirectoryRows.ReadContact(keys, location, id, before), standing, before.ETag!, cancellationToken);
                }
                return null;
            }
            if ((takes ?? (before is null ? await FreeConversationAsync(location, id, notSince, cancellationToken) : DirectoryRows.ConversationOf(keys, location, id, before))) is not { } conversation)
            {
                // Erased since; but it may have been put again.
                if (!isGuess)
                    return null;
                isUnsure = true;
                continue;
            }
            contact = contact with { Conversation = conversation };
            var wanted = contact.Emails.Select(DirectoryRows.MatchKey).ToHashSet(StringComparer.Ordinal);
            foreach (var stale in DirectoryRows.Strings(before?.String("indexed")).Except(wanted))
                await addresses.SetContactAsync(location, stale, id, null, cancellationToken);

            // Before there is anything to be found.
            if (before is null && notSince is null)
                await trail.NoteAsync(location, TrailKind.Contact, pk, time.GetUtcNow(), cancellationToken);
            var row = DirectoryRows.Write(keys, contact, wanted);
            var version = before is null ? await table.InsertAsync(row, cancellationToken) : await table.ReplaceAsync(row, before.ETag!, cancellationToken);
            isUnsure = version is null;
            if (version is null)
                continue;
            await IndexAsync(pk, contact, wanted, version, cancellationToken, isGuess);
            return contact with { Version = version };
        }
    }

    /// <summary>Users of a location as their rows stand.</summary>
    internal async Task<IReadOnlyList<UserId>> ListUsersAsync(LocationId location, int limit, CancellationToken cancellationToken)
    {
        var users = new List<UserId>();
        await foreach (var row in table.QueryAsync(keys.Location(location), "user-", "user.", cancellationToken))
        {
            users.Add(new UserId(row.String("id") ?? ""));
            if (users.Count == limit)
                break;
        }
        return users;
    }

    /// <summary>How due work names a contact.</summary>
    public string SubjectOf(LocationId location, ContactId id) => keys.Contact(location, id);

    /// <summary>The contact of such a subject, if another is taking its conversation over.</summary>
    public async Task<Contact?> FindAdoptedAsync(string subject, CancellationToken cancellationToken) =>
        await table.GetAsync(subject, ContactRow, cancellationToken) is { } row && row.String("adoptedIn") is { } location
            ? DirectoryRows.ReadContact(keys, new LocationId(location), new ContactId(row.String("id") ?? ""), row)
            : null;

    /// <summary>
    /// Takes out a contact whose conversation another has by now, its addresses first, so that none is left that leads nowhere. False when the contact
    /// has changed since it was read.
    /// </summary>
    public async Task<bool> RemoveAdoptedAsync(Contact adopted, CancellationToken cancellationToken)
    {
        var pk = keys.Contact(adopted.Location, adopted.Id);
        if (await table.GetAsync(pk, ContactRow, cancellationToken) is not { } row)
            return true;
        foreach (var key in DirectoryRows.Strings(row.String("indexed")))
            await addresses.SetContactAsync(adopted.Location, key, adopted.Id, null, cancellationToken);
        var now = DirectoryRows.ReadContact(keys, adopted.Location, adopted.Id, row);
        return now.AssignedTo == adopted.AssignedTo && now.FollowedBy.SequenceEqual(adopted.FollowedBy)
            && await table.DeleteAsync(pk, ContactRow, row.ETag, cancellationToken);
    }

    /// <summary>
    /// The conversation that a new contact gets: the one named after it, unless an earlier contact of this id was erased there not long ago (R27), or
    /// another has taken it over. The old name stays closed while work that began before the erasure may still come. Null where one was erased since a time that is named.
    /// </summary>
    private async Task<ConversationKey?> FreeConversationAsync(LocationId location, ContactId id, DateTimeOffset? notSince, CancellationToken cancellationToken)
    {
        for (var again = 0; ; again++)
        {
            var key = keys.ConversationOf(location, id, again);
            var head = await conversations.GetAsync(key.Value, ConversationStore.HeadRow, cancellationToken);
            if (head is null || (!ConversationStore.IsErased(head) && head.String("contact") == id.Value))
                return key;
            if (head.Time(ConversationStore.ErasedAt) >= notSince)
                return null;
        }
    }

    /// <summary>Two calls at once may write their index entries in either order: the entries follow the row until it stands still.</summary>
    private async Task IndexAsync(string pk, Contact contact, HashSet<string> wanted, string version, CancellationToken cancellationToken, bool isNew = false)
    {
        while (true)
        {
            foreach (var key in wanted)
                await addresses.SetContactAsync(contact.Location, key, contact.Id, AddressOwnerDocument.Of(contact), cancellationToken, isNew);
            isNew = false;
            var now = await table.GetAsync(pk, ContactRow, cancellationToken);
            if (now?.ETag == version)
                return;
            var next = DirectoryRows.Strings(now?.String("indexed")).ToHashSet(StringComparer.Ordinal);
            foreach (var stale in wanted.Except(next))
                await addresses.SetContactAsync(contact.Location, stale, contact.Id, null, cancellationToken);
            if (now is null)
                return;
            (contact, wanted, version) = (DirectoryRows.ReadContact(keys, contact.Location, contact.Id, now), next, now.ETag!);
        }
    }

    /// <summary>Contacts with an address, by their ids.</summary>
    /// <param name="location">Of which location.</param>
    /// <param name="address">Which address.</param>
    /// <param name="after">The id behind which to go on, or null.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The contacts, and the id behind which there are more; null where there are none.</returns>
    public async Task<(IReadOnlyList<Contact> Contacts, string? Next)> FindContactsAsync(
        LocationId location, EmailAddress address, string? after, int limit, CancellationToken cancellationToken)
    {
        var owners = await addresses.FindAsync(location, address, cancellationToken);
        var ids = owners.Contacts.Select(o => o.Contact)
            .Where(id => string.CompareOrdinal(id.Value, after) > 0)
            .OrderBy(id => id.Value, StringComparer.Ordinal)
            .Take(limit + 1)
            .ToList();
        var found = new List<Contact>();
        foreach (var chunk in ids.Take(limit).Chunk(ParallelReads))
            found.AddRange((await Task.WhenAll(chunk.Select(id => GetContactAsync(location, id, cancellationToken)))).OfType<Contact>());
        return (found, ids.Count > limit ? ids[limit - 1].Value : null);
    }
}
