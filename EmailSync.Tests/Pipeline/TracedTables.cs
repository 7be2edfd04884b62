using System.Runtime.CompilerServices;
using EmailSync.Core.Storage;

namespace EmailSync.Tests.Pipeline;

/// <summary>Notes every request to storage: which table, what, and the kind of row.</summary>
internal sealed class TracedTables(ITables inner) : ITables
{
    private readonly Lock gate = new();
    private readonly List<string> requests = [];

    public ITable this[string name] => new Traced(inner[name], name, this);

    /// <summary>What there was since this was asked last.</summary>
    public IReadOnlyList<string> Take()
    {
        lock (gate)
        {
            string[] taken = [.. requests];
            requests.Clear();
            return taken;
        }
    }

    public Task PingAsync(CancellationToken cancellationToken) => inner.PingAsync(cancellationToken);

    private void Note(string table, string what, string partition, string? row)
    {
        lock (gate)
            requests.Add($"{table} {what} {partition} {row}");
    }

    private sealed class Traced(ITable inner, string name, TracedTables trace) : ITable
    {
        public Task<Row?> GetAsync(string partitionKey, string rowKey, CancellationToken cancellationToken)
        {
            trace.Note(name, "get", partitionKey, rowKey);
            return inner.GetAsync(partitionKey, rowKey, cancellationToken);
        }

        public Task<string?> InsertAsync(Row row, CancellationToken cancellationToken)
        {
            trace.Note(name, "insert", row.PartitionKey, row.RowKey);
            return inner.InsertAsync(row, cancellationToken);
        }

        public Task<string?> ReplaceAsync(Row row, string etag, CancellationToken cancellationToken)
        {
            trace.Note(name, "replace", row.PartitionKey, row.RowKey);
            return inner.ReplaceAsync(row, etag, cancellationToken);
        }

        public Task<string> UpsertAsync(Row row, CancellationToken cancellationToken)
        {
            trace.Note(name, "upsert", row.PartitionKey, row.RowKey);
            return inner.UpsertAsync(row, cancellationToken);
        }

        public Task<bool> DeleteAsync(string partitionKey, string rowKey, string? etag, CancellationToken cancellationToken)
        {
            trace.Note(name, "delete", partitionKey, rowKey);
            return inner.DeleteAsync(partitionKey, rowKey, etag, cancellationToken);
        }

        public Task<bool> TransactAsync(IReadOnlyList<RowOperation> operations, CancellationToken cancellationToken)
        {
            trace.Note(name, "transact", "", $"{operations.Count} rows");
            return inner.TransactAsync(operations, cancellationToken);
        }

        public async IAsyncEnumerable<Row> QueryAsync(string partitionKey, string? from, string? before, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            trace.Note(name, "query", partitionKey, $"{from}..{before}");
            await foreach (var row in inner.QueryAsync(partitionKey, from, before, cancellationToken))
                yield return row;
        }

        public async IAsyncEnumerable<Row> ScanAsync(string rowKey, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            trace.Note(name, "scan", "", rowKey);
            await foreach (var row in inner.ScanAsync(rowKey, after, cancellationToken))
                yield return row;
        }
    }
}
