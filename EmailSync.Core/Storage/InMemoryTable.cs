using System.Runtime.CompilerServices;

namespace EmailSync.Core.Storage;

internal sealed class InMemoryTable : ITable
{
    private const int PageSize = 1000;
    private readonly Lock gate = new();
    private readonly Dictionary<string, SortedList<string, Row>> partitions = new(StringComparer.Ordinal);
    private long lastETag;

    public Task<Row?> GetAsync(string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RowRules.CheckKey(partitionKey);
        RowRules.CheckKey(rowKey);
        lock (gate)
            return Task.FromResult(Find(partitionKey, rowKey) is { } row ? Copy(row, row.ETag) : null);
    }

    public Task<string?> InsertAsync(Row row, CancellationToken cancellationToken) =>
        WriteAsync(new RowOperation.Insert(row), row, cancellationToken);

    public Task<string?> ReplaceAsync(Row row, string etag, CancellationToken cancellationToken) =>
        WriteAsync(new RowOperation.Replace(row, etag), row, cancellationToken);

    public async Task<string> UpsertAsync(Row row, CancellationToken cancellationToken) =>
        (await WriteAsync(new RowOperation.Upsert(row), row, cancellationToken))!;

    public Task<bool> DeleteAsync(string partitionKey, string rowKey, string? etag, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RowRules.CheckKey(partitionKey);
        RowRules.CheckKey(rowKey);
        if (etag is not null)
            RowRules.CheckETag(etag);
        lock (gate)
        {
            if (Find(partitionKey, rowKey) is not { } standing)
                return Task.FromResult(true);
            if (etag is not null && standing.ETag != etag)
                return Task.FromResult(false);
            Remove(partitionKey, rowKey);
            return Task.FromResult(true);
        }
    }

    public Task<bool> TransactAsync(IReadOnlyList<RowOperation> operations, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RowRules.Check(operations);
        lock (gate)
        {
            // As with Azure Tables: deletes alone succeed when every row is gone already.
            if (operations.All(operation => operation is RowOperation.Delete && Find(operation.PartitionKey, operation.RowKey) is null))
                return Task.FromResult(true);
            if (!operations.All(Holds))
                return Task.FromResult(false);
            foreach (var operation in operations)
                Apply(operation);
            return Task.FromResult(true);
        }
    }

    public async IAsyncEnumerable<Row> QueryAsync(
        string partitionKey, string? from, string? before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RowRules.CheckKey(partitionKey);
        var inclusive = true;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = Page(partitionKey, from, inclusive, before);
            foreach (var row in page)
                yield return row;
            if (page.Count < PageSize)
                yield break;
            (from, inclusive) = (page[^1].RowKey, false);
            await Task.Yield();
        }
    }

    public async IAsyncEnumerable<Row> ScanAsync(string rowKey, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RowRules.CheckKey(rowKey);
        List<string> names;
        lock (gate)
            names = [.. partitions.Keys.Where(name => after is null || string.CompareOrdinal(name, after) > 0).Order(StringComparer.Ordinal)];
        foreach (var name in names)
        {
            if (await GetAsync(name, rowKey, cancellationToken) is { } row)
                yield return row;
        }
    }

    private List<Row> Page(string partitionKey, string? from, bool inclusive, string? before)
    {
        lock (gate)
        {
            var page = new List<Row>();
            if (!partitions.TryGetValue(partitionKey, out var rows))
                return page;
            for (var i = from is null ? 0 : IndexOf(rows, from, inclusive); i < rows.Count && page.Count < PageSize; i++)
            {
                var row = rows.GetValueAtIndex(i);
                if (before is not null && string.CompareOrdinal(row.RowKey, before) >= 0)
                    break;
                page.Add(Copy(row, row.ETag));
            }
            return page;
        }
    }

    private static int IndexOf(SortedList<string, Row> rows, string from, bool inclusive)
    {
        int low = 0, high = rows.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(rows.GetKeyAtIndex(middle), from);
            if (order < 0 || (order == 0 && !inclusive))
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private Task<string?> WriteAsync(RowOperation operation, Row row, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (operation is RowOperation.Replace replace)
            RowRules.CheckETag(replace.ETag);
        RowRules.Check(row);
        lock (gate)
            return Task.FromResult(Holds(operation) ? Apply(operation) : null);
    }

    private bool Holds(RowOperation operation)
    {
        var standing = Find(operation.PartitionKey, operation.RowKey);
        return operation switch
        {
            RowOperation.Insert => standing is null,
            RowOperation.Replace replace => standing?.ETag == replace.ETag,
            RowOperation.Delete delete => standing?.ETag == delete.ETag,
            _ => true,
        };
    }

    private string? Apply(RowOperation operation)
    {
        switch (operation)
        {
            case RowOperation.Insert insert:
                return Put(insert.Row);
            case RowOperation.Replace replace:
                return Put(replace.Row);
            case RowOperation.Upsert upsert:
                return Put(upsert.Row);
            default:
                Remove(operation.PartitionKey, operation.RowKey);
                return null;
        }
    }

    private Row? Find(string partitionKey, string rowKey) =>
        partitions.TryGetValue(partitionKey, out var rows) ? rows.GetValueOrDefault(rowKey) : null;

    private string Put(Row row)
    {
        var etag = $"W/\"{++lastETag}\"";
        if (!partitions.TryGetValue(row.PartitionKey, out var rows))
            partitions[row.PartitionKey] = rows = new SortedList<string, Row>(StringComparer.Ordinal);
        rows[row.RowKey] = Copy(row, etag);
        return etag;
    }

    private void Remove(string partitionKey, string rowKey)
    {
        var rows = partitions[partitionKey];
        rows.Remove(rowKey);
        if (rows.Count == 0)
            partitions.Remove(partitionKey);
    }

    private static Row Copy(Row row, string? etag)
    {
        var copy = new Row(row.PartitionKey, row.RowKey) { ETag = etag };
        foreach (var (name, value) in row.Values)
            copy[name] = value switch
            {
                byte[] binary => binary.ToArray(),
                DateTimeOffset time => time.ToUniversalTime(),
                _ => value,
            };
        return copy;
    }
}
