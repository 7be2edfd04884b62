using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using EmailSync.Core.Storage;

namespace EmailSync.Tests.Pipeline;

/// <summary>Notes every partition that was ever written, so that all rows that stand can be read, on whichever backend; and may do something after a write.</summary>
internal sealed class WatchedTables(ITables inner) : ITables
{
    private readonly ConcurrentDictionary<(string Table, string Partition), bool> written = new();
    private int writes;
    private Func<Task>? interruption;
    private int interruptAt;
    private Interruption? reading;
    private string[] uncounted = [];

    public ITable this[string name] => new WatchedTable(name, inner[name], this);

    public Task PingAsync(CancellationToken cancellationToken) => inner.PingAsync(cancellationToken);

    public bool HasInterrupted => interruption is null;

    /// <summary>After the n-th write from now on, before its writer goes on, this happens, once.</summary>
    /// <param name="count">Which write.</param>
    /// <param name="what">What happens.</param>
    /// <param name="except">Writes to these tables do not count: its writers hold what others wait for.</param>
    public void InterruptAfter(int count, Func<Task> what, params string[] except) => (writes, interruptAt, interruption, uncounted) = (0, count, what, except);

    /// <summary>After the next read of a row of this table, before its reader goes on, this happens.</summary>
    public void InterruptAfterRead(string table, Func<Task> what) => reading = new Interruption(table, what);

    /// <summary>Every row that stands, a line each: table, keys, values.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync()
    {
        var lines = new List<string>();
        foreach (var (table, partition) in written.Keys)
        {
            await foreach (var row in inner[table].QueryAsync(partition, null, null, CancellationToken.None))
                lines.Add(Line(table, row));
        }
        return [.. lines.Order(StringComparer.Ordinal)];
    }

    /// <summary>All that stands now, so that a story can begin there again and again.</summary>
    public async Task<IReadOnlyList<(string Table, Row Row)>> SaveAsync()
    {
        var rows = new List<(string, Row)>();
        foreach (var (table, partition) in written.Keys)
        {
            await foreach (var row in inner[table].QueryAsync(partition, null, null, CancellationToken.None))
                rows.Add((table, row));
        }
        return rows;
    }

    /// <summary>Tokens that stand stay: providers that replace them do not take the old ones back.</summary>
    public async Task RestoreAsync(IReadOnlyList<(string Table, Row Row)> saved)
    {
        var standing = await SaveAsync();
        bool Stays((string Table, Row Row) at) =>
            at.Table == TableNames.Tokens && standing.Any(s => s.Table == at.Table && s.Row.PartitionKey == at.Row.PartitionKey && s.Row.RowKey == at.Row.RowKey);
        saved = [.. saved.Where(s => !Stays(s))];
        foreach (var (table, row) in standing.Where(s => s.Table != TableNames.Tokens))
            await inner[table].DeleteAsync(row.PartitionKey, row.RowKey, null, CancellationToken.None);
        foreach (var (table, row) in saved)
            await inner[table].UpsertAsync(row, CancellationToken.None);
    }

    private static string Line(string table, Row row)
    {
        var line = new StringBuilder($"{table} {row.PartitionKey} {row.RowKey}");
        foreach (var (name, value) in row.Values.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            var shown = value switch
            {
                byte[] bytes => Convert.ToBase64String(bytes),
                DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
                _ => Convert.ToString(value, CultureInfo.InvariantCulture),
            };
            line.Append(CultureInfo.InvariantCulture, $" {name}={shown}");
        }
        return line.ToString();
    }

    private async Task WroteAsync(string table, string partition)
    {
        written[(table, partition)] = true;
        if (uncounted.Contains(table) || Interlocked.Increment(ref writes) != interruptAt || Interlocked.Exchange(ref interruption, null) is not { } what)
            return;
        await what();
    }

    private sealed record Interruption(string Table, Func<Task> What);

    private sealed class WatchedTable(string name, ITable inner, WatchedTables owner) : ITable
    {
        public async Task<Row?> GetAsync(string partitionKey, string rowKey, CancellationToken cancellationToken)
        {
            var row = await inner.GetAsync(partitionKey, rowKey, cancellationToken);
            if (owner.reading is { } interruption && interruption.Table == name && Interlocked.CompareExchange(ref owner.reading, null, interruption) == interruption)
                await interruption.What();
            return row;
        }

        public Task<string?> InsertAsync(Row row, CancellationToken cancellationToken) =>
            WriteAsync(row.PartitionKey, inner.InsertAsync(row, cancellationToken));

        public Task<string?> ReplaceAsync(Row row, string etag, CancellationToken cancellationToken) =>
            WriteAsync(row.PartitionKey, inner.ReplaceAsync(row, etag, cancellationToken));

        public Task<string> UpsertAsync(Row row, CancellationToken cancellationToken) => WriteAsync(row.PartitionKey, inner.UpsertAsync(row, cancellationToken));

        public Task<bool> DeleteAsync(string partitionKey, string rowKey, string? etag, CancellationToken cancellationToken) =>
            WriteAsync(partitionKey, inner.DeleteAsync(partitionKey, rowKey, etag, cancellationToken));

        public Task<bool> TransactAsync(IReadOnlyList<RowOperation> operations, CancellationToken cancellationToken) =>
            WriteAsync(operations[0].PartitionKey, inner.TransactAsync(operations, cancellationToken));

        public IAsyncEnumerable<Row> QueryAsync(string partitionKey, string? from, string? before, CancellationToken cancellationToken) =>
            inner.QueryAsync(partitionKey, from, before, cancellationToken);

        public IAsyncEnumerable<Row> ScanAsync(string rowKey, string? after, CancellationToken cancellationToken) =>
            inner.ScanAsync(rowKey, after, cancellationToken);

        private async Task<T> WriteAsync<T>(string partition, Task<T> write)
        {
            var result = await write;
            await owner.WroteAsync(name, partition);
            return result;
        }
    }
}
