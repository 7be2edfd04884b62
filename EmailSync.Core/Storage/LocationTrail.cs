using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Storage;

/// <summary>
/// Leads from a location to the rows of it that nothing else leads to, so that all of them can be erased (R27) without a look at any other location. An
/// entry is written before the row that it leads to: a crash in between leaves an entry that leads nowhere, never a row that nobody finds. Spread over
/// a fixed number of partitions, since a location may have a hundred thousand contacts.
/// </summary>
public sealed class LocationTrail(ITables tables, TableKeys keys)
{
    /// <summary>The cursor in front of the first entry.</summary>
    public const string Start = "0";

    private const char Separator = '-';

    private readonly ITable table = tables[TableNames.Trails];

    /// <summary>Before a row of this kind is made. May be repeated.</summary>
    public Task NoteAsync(LocationId location, TrailKind kind, string key, CancellationToken cancellationToken) =>
        table.InsertAsync(Place(location, RowKey(kind, key)), cancellationToken);

    /// <summary>As <see cref="NoteAsync(LocationId, TrailKind, string, CancellationToken)"/>, with the time: whoever would take the entry away sees that somebody has just come to need it.</summary>
    public Task NoteAsync(LocationId location, TrailKind kind, string key, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var row = Place(location, RowKey(kind, key));
        row["at"] = at;
        return table.UpsertAsync(row, cancellationToken);
    }

    /// <summary>As <see cref="NoteAsync(LocationId, TrailKind, string, DateTimeOffset, CancellationToken)"/> for many, a hundred at a time.</summary>
    public async Task NoteAsync(LocationId location, TrailKind kind, IEnumerable<string> names, DateTimeOffset at, CancellationToken cancellationToken)
    {
        foreach (var rows in names.Distinct().Select(name => Place(location, RowKey(kind, name))).GroupBy(row => row.PartitionKey).SelectMany(g => g.Chunk(RowRules.MaxOperations)))
        {
            foreach (var row in rows)
                row["at"] = at;
            await table.TransactAsync([.. rows.Select(row => new RowOperation.Upsert(row))], cancellationToken);
        }
    }

    /// <summary>Before a connection leaves anything behind. The first time stays.</summary>
    public Task NoteAsync(Connection connection, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var row = Place(
            connection.Location, RowKey(TrailKind.Connection, keys.Connection(connection.Location, connection.User) + Separator + connection.Mailbox));
        row["at"] = at;
        row["user"] = connection.User.Value;
        row["mailbox"] = connection.Mailbox.Value;
        return table.InsertAsync(row, cancellationToken);
    }

    /// <summary>The mailboxes that a user is or was connected to, in the order of their ids.</summary>
    public async Task<IReadOnlyList<TrailEntry>> ConnectionsOfAsync(LocationId location, UserId user, CancellationToken cancellationToken)
    {
        var entries = new List<TrailEntry>();
        var own = RowKey(TrailKind.Connection, keys.Connection(location, user));
        for (var bucket = 0; bucket < TableKeys.DueShards; bucket++)
        {
            await foreach (var row in table.QueryAsync(keys.Trail(location, bucket), own + Separator, own + ".", cancellationToken))
                entries.Add(Read(TrailKind.Connection, row));
        }
        return [.. entries.OrderBy(e => e.Mailbox.Value, StringComparer.Ordinal)];
    }

    public async Task<TrailEntry?> FindAsync(LocationId location, TrailKind kind, string key, CancellationToken cancellationToken)
    {
        var place = Place(location, RowKey(kind, key));
        return await table.GetAsync(place.PartitionKey, place.RowKey, cancellationToken) is { } row ? Read(kind, row) : null;
    }

    /// <summary>The next entries of a kind.</summary>
    /// <param name="location">Of which location.</param>
    /// <param name="kind">Of which kind.</param>
    /// <param name="cursor">Where an earlier page ended, or null.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The entries, and where they end; null behind the last one.</returns>
    public async Task<(IReadOnlyList<TrailEntry> Entries, string? Cursor)> PageAsync(
        LocationId location, TrailKind kind, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var entries = new List<TrailEntry>();
        var (first, after) = cursor is null ? (0, "") : (cursor[0] - '0', cursor[1..]);
        for (var bucket = first; bucket < TableKeys.DueShards; bucket++)
        {
            var from = bucket == first && after.Length > 0 ? after + "!" : RowKey(kind, "");
            await foreach (var row in table.QueryAsync(keys.Trail(location, bucket), from, Letter(kind) + ".", cancellationToken))
            {
                entries.Add(Read(kind, row));
                if (entries.Count == limit)
                    return (entries, bucket + row.RowKey);
            }
        }
        return (entries, null);
    }

    /// <summary>After all that it led to is gone. False when it was noted anew since it was read.</summary>
    public Task<bool> RemoveAsync(LocationId location, TrailEntry entry, CancellationToken cancellationToken) =>
        RemoveAsync(location, entry.Kind, entry.Key, entry.Version, cancellationToken);

    public Task<bool> RemoveAsync(LocationId location, TrailKind kind, string key, string? version, CancellationToken cancellationToken)
    {
        var place = Place(location, RowKey(kind, key));
        return table.DeleteAsync(place.PartitionKey, place.RowKey, version, cancellationToken);
    }

    private Row Place(LocationId location, string rowKey) => new(keys.Trail(location, TableKeys.Shard(rowKey)), rowKey);

    private static string RowKey(TrailKind kind, string key) => Letter(kind) + Separator + key;

    /// <summary>As it stands in storage, whatever the kinds are called.</summary>
    private static string Letter(TrailKind kind) => kind switch
    {
        TrailKind.Contact => "c",
        TrailKind.Connection => "u",
        TrailKind.Send => "s",
        TrailKind.Batch => "b",
        TrailKind.Import => "i",
        TrailKind.Header => "h",
        TrailKind.ProviderThread => "p",
        _ => "a",
    };

    private static TrailEntry Read(TrailKind kind, Row row) => new(
        kind,
        row.RowKey[2..],
        row.Time("at") ?? default,
        new UserId(row.String("user") ?? ""),
        new MailboxId(row.String("mailbox") ?? ""),
        row.ETag!);
}
