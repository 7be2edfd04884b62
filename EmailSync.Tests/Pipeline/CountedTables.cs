using EmailSync.Core.Storage;

namespace EmailSync.Tests.Pipeline;

/// <summary>Counts requests as a storage account bills them, and the rows that they bring; of every table except one.</summary>
internal sealed class CountedTables(ITables inner, string except = "") : ITables
{
    private const int RowsPerRequest = 1000;
    private int reads;
    private int writes;
    private int rows;

    public ITable this[string name] => name == except ? inner[name] : new Counted(inner[name], this);

    public (int Reads, int Writes, int Rows) Counts => (reads, writes, rows);

    public void Reset() => reads = writes = rows = 0;

    public Task PingAsync(CancellationToken cancellationToken) => inner.PingAsync(cancellationToken);

    private sealed class Counted(ITable inner, CountedTables counts) : ITable
    {
        public Task<Row?> GetAsync(string partitionKey, string rowKey, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref counts.reads);
            return inner.GetAsync(partitionKey, rowKey, cancellationToken);
        }

        public Task<string?> InsertAsync(Row row, CancellationToken cancellationToken) => Write(inner.InsertAsync(row, cancellationToken));

        public Task<string?> ReplaceAsync(Row row, string etag, CancellationToken cancellationToken) => Write(inner.ReplaceAsync(row, etag, cancellationToken));

        public Task<string> UpsertAsync(Row row, CancellationToken cancellationToken) => Write(inner.UpsertAsync(row, cancellationToken));

        public Task<bool> DeleteAsync(string partitionKey, string rowKey, string? etag, CancellationToken cancellationToken) =>
            Write(inner.DeleteAsync(partitionKey, rowKey, etag, cancellationToken));

        public Task<bool> TransactAsync(IReadOnlyList<RowOperation> operations, CancellationToken cancellationToken) =>
            Write(inner.TransactAsync(operations, cancellationToken));

        public async IAsyncEnumerable<Row> QueryAsync(
            string partitionKey, string? from, string? before, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var brought = 0;
            Interlocked.Increment(ref counts.reads);
            await foreach (var row in inner.QueryAsync(partitionKey, from, before, cancellationToken))
            {
                Interlocked.Increment(ref counts.rows);
                if (brought > 0 && brought % RowsPerRequest == 0)
                    Interlocked.Increment(ref counts.reads);
                brought++;
                yield return row;
            }
        }

        public async IAsyncEnumerable<Row> ScanAsync(
            string rowKey, string? after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref counts.reads);
            await foreach (var row in inner.ScanAsync(rowKey, after, cancellationToken))
            {
                Interlocked.Increment(ref counts.rows);
                yield return row;
            }
        }

        private Task<T> Write<T>(Task<T> write)
        {
            Interlocked.Increment(ref counts.writes);
            return write;
        }
    }
}
