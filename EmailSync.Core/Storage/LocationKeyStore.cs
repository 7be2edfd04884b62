using System.Text.Json;
using EmailSync.Core.Access;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

/// <summary>
/// Keys of locations: a partition for each location. A key's id holds its partition and its row key, so that a call that brings it costs one read, and
/// nothing else has to lead there.
/// </summary>
public sealed class LocationKeyStore(ITables tables, TableKeys keys)
{
    private readonly ITable table = tables[TableNames.Keys];

    /// <summary>What the ids of a location's keys begin with.</summary>
    public string PartitionOf(LocationId location) => keys.LocationKeys(location);

    /// <summary>For whoever has only the key; the id has its form.</summary>
    public async Task<(LocationKey Key, string Version)?> FindAsync(string id, CancellationToken cancellationToken) =>
        await table.GetAsync(id[..KeyHasher.Length], id[KeyHasher.Length..], cancellationToken) is { } row ? (Read(row), row.ETag!) : null;

    /// <summary>Among the keys of a location. Another location's is looked for in the same way as one that nobody has.</summary>
    public async Task<(LocationKey Key, string Version)?> FindAsync(LocationId location, string id, CancellationToken cancellationToken) =>
        await table.GetAsync(PartitionOf(location), id[KeyHasher.Length..], cancellationToken) is { } row && row.PartitionKey + row.RowKey == id
            ? (Read(row), row.ETag!)
            : null;

    /// <summary>False when the id is taken.</summary>
    public async Task<bool> InsertAsync(LocationKey key, CancellationToken cancellationToken) => await table.InsertAsync(Write(key), cancellationToken) is not null;

    /// <summary>False when it has changed since it was read, or is gone.</summary>
    public async Task<bool> ReplaceAsync(LocationKey key, string version, CancellationToken cancellationToken) =>
        await table.ReplaceAsync(Write(key), version, cancellationToken) is not null;

    /// <summary>In the order of their ids, behind <paramref name="after"/> where that is given.</summary>
    public async Task<IReadOnlyList<LocationKey>> ListAsync(LocationId location, string? after, int limit, CancellationToken cancellationToken)
    {
        var found = new List<LocationKey>();
        await foreach (var row in table.QueryAsync(PartitionOf(location), after is null ? null : after[KeyHasher.Length..] + "!", null, cancellationToken))
        {
            found.Add(Read(row));
            if (found.Count == limit)
                break;
        }
        return found;
    }

    /// <summary>Whatever stands there: nobody changes a revoked key.</summary>
    public Task RemoveAsync(LocationKey key, CancellationToken cancellationToken) =>
        table.DeleteAsync(key.Id[..KeyHasher.Length], key.Id[KeyHasher.Length..], null, cancellationToken);

    /// <summary>R27: the location is deleted. True when there may be more.</summary>
    public async Task<bool> EraseAsync(LocationId location, int limit, CancellationToken cancellationToken)
    {
        var page = await ListAsync(location, after: null, limit, cancellationToken);
        foreach (var key in page)
            await RemoveAsync(key, cancellationToken);
        return page.Count > 0;
    }

    private static Row Write(LocationKey key) => new(key.Id[..KeyHasher.Length], key.Id[KeyHasher.Length..])
    {
        ["location"] = key.Location.Value,
        ["name"] = key.Name,
        ["createdAt"] = key.CreatedAt,
        ["secrets"] = JsonSerializer.Serialize([.. key.Secrets], StorageJson.Default.ListStoredSecret),
        ["lastUsedAt"] = key.LastUsedAt,
        ["rotatedAt"] = key.RotatedAt,
        ["revokedAt"] = key.RevokedAt,
    };

    private static LocationKey Read(Row row) => new(
        row.PartitionKey + row.RowKey,
        new LocationId(row.String("location") ?? ""),
        row.String("name") ?? "",
        row.Time("createdAt") ?? default,
        StorageJson.Read(row.String("secrets") ?? "[]", StorageJson.Default.ListStoredSecret))
    {
        LastUsedAt = row.Time("lastUsedAt"),
        RotatedAt = row.Time("rotatedAt"),
        RevokedAt = row.Time("revokedAt"),
    };
}
