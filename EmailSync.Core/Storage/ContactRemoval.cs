using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

/// <summary>R27: takes contacts out of the directory, and what leads to them.</summary>
public sealed class ContactRemoval(ITables tables, TableKeys keys, AddressIndex addresses, TimeProvider time)
{
    /// <summary>A contact has another name for its conversation for each time that it was erased within a day.</summary>
    private const int MaxNames = 8;

    private const string ContactRow = DirectoryStore.ContactRow;

    private readonly ITable table = tables[TableNames.Directory];
    private readonly ITable conversations = tables[TableNames.Conversations];
    private readonly LocationTrail trail = new(tables, keys);

    /// <summary>
    /// R27: takes a contact out, and in the same transaction puts in its place what is to be erased. From here on nobody sees the contact. Null when
    /// there is none, one with another conversation, or one for which the condition does not hold.
    /// </summary>
    public async Task<Erasure?> RemoveContactAsync(
        LocationId location, ContactId id, ConversationKey conversation, DateTimeOffset now, Precondition precondition, CancellationToken cancellationToken)
    {
        var pk = keys.Contact(location, id);
        while (true)
        {
            var row = await table.GetAsync(pk, ContactRow, cancellationToken);
            if (row is null || DirectoryRows.ConversationOf(keys, location, id, row) != conversation || !precondition.Holds(row.ETag))
                return null;
            var erasure = new Erasure(location, id, conversation, DirectoryRows.Strings(row.String("indexed")), now, EmptiedAt: null);
            List<RowOperation> operations =
            [
                new RowOperation.Delete(pk, ContactRow, row.ETag!),
                new RowOperation.Upsert(ErasureStore.Write(pk, erasure)),
            ];
            if (await table.GetAsync(pk, FillInStore.IntentRow, cancellationToken) is { } intent)
                operations.Add(new RowOperation.Delete(pk, intent.RowKey, intent.ETag!));
            if (await table.TransactAsync(operations, cancellationToken))
                return erasure;
        }
    }

    /// <summary>
    /// After all of a contact is gone: nothing leads to it any more. Not while another row stands there, nor while one may be about to.
    /// </summary>
    /// <param name="location">Of which location.</param>
    /// <param name="partition">Where the contact stood.</param>
    /// <param name="last">The row that is about to go as well.</param>
    /// <param name="quiet">So long ago it was noted that it would be needed, at least.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>When to come again; null when there is nothing to come for.</returns>
    internal async Task<DateTimeOffset?> LoseContactAsync(
        LocationId location, string partition, string last, TimeSpan quiet, CancellationToken cancellationToken)
    {
        if (await trail.FindAsync(location, TrailKind.Contact, partition, cancellationToken) is not { } entry)
            return null;
        await foreach (var row in table.QueryAsync(partition, null, null, cancellationToken))
        {
            if (row.RowKey != last)
                return null;
        }
        var now = time.GetUtcNow();
        if (entry.At + quiet > now)
            return entry.At + quiet;
        return await trail.RemoveAsync(location, entry, cancellationToken) ? null : now + quiet;
    }

    /// <summary>
    /// R27 for a whole location: takes out whatever contact stands in a partition, as <see cref="RemoveContactAsync"/> does, and gives all that is to be erased
    /// there, with the subjects that due work has for it.
    /// </summary>
    internal async Task<IReadOnlyList<(string Subject, Erasure Erasure)>> TakeOutAsync(
        LocationId location, string partition, DateTimeOffset now, CancellationToken cancellationToken)
    {
        while (await table.GetAsync(partition, ContactRow, cancellationToken) is { } row)
        {
            var contact = DirectoryRows.ReadContact(keys, location, new ContactId(row.String("id") ?? ""), row);
            if (contact.Adopted is not null)
                await OweGivenUpAsync(partition, contact, now, cancellationToken);
            await RemoveContactAsync(location, contact.Id, contact.Conversation, now, Precondition.None, cancellationToken);
        }
        var erasures = new List<(string, Erasure)>();
        await foreach (var row in table.QueryAsync(partition, ErasureStore.FirstRow, ErasureStore.AfterRows, cancellationToken))
            erasures.Add((ErasureStore.SubjectOf(row), ErasureStore.Read(row)));
        return erasures;
    }

    /// <summary>Conversations without mail that were closed for good when the contact took over another.</summary>
    private async Task OweGivenUpAsync(string partition, Contact contact, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (var again = 0; again < MaxNames; again++)
        {
            var key = keys.ConversationOf(contact.Location, contact.Id, again);
            if (key != contact.Conversation && ConversationStore.IsErased(await conversations.GetAsync(key.Value, ConversationStore.HeadRow, cancellationToken)))
                await table.UpsertAsync(ErasureStore.Write(partition, new Erasure(contact.Location, contact.Id, key, [], now, EmptiedAt: null)), cancellationToken);
        }
    }

    /// <summary>All that still stands where a contact was.</summary>
    internal async Task ClearContactAsync(string partition, CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync(partition, null, null, cancellationToken))
            await table.DeleteAsync(partition, row.RowKey, row.ETag, cancellationToken);
    }

    /// <summary>
    /// After a contact was taken out: its addresses lead to it no more, unless the CRM has put a contact of the same id again. Gives those that lead to
    /// nobody now.
    /// </summary>
    public async Task<IReadOnlyList<string>> ForgetAddressesAsync(
        LocationId location, ContactId id, IReadOnlyList<string> matchKeys, CancellationToken cancellationToken)
    {
        var unused = new List<string>();
        foreach (var key in matchKeys)
        {
            while (true)
            {
                var row = await table.GetAsync(keys.Contact(location, id), ContactRow, cancellationToken);
                var entry = row is not null && DirectoryRows.Strings(row.String("indexed")).Contains(key) ? AddressOwnerDocument.Of(DirectoryRows.ReadContact(keys, location, id, row)) : null;
                await addresses.SetContactAsync(location, key, id, entry, cancellationToken);
                if ((await table.GetAsync(keys.Contact(location, id), ContactRow, cancellationToken))?.ETag == row?.ETag)
                    break;
            }
            if (!await addresses.HasContactsAsync(location, key, cancellationToken))
                unused.Add(key);
        }
        return unused;
    }
}
