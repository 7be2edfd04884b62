using EmailSync.Core.Storage;

namespace EmailSync.Tests.Pipeline;

internal sealed class FusedTables(ITables inner, WriteFuse fuse) : ITables
{
    public ITable this[string name] => new FusedTable(inner[name], fuse);

    public Task PingAsync(CancellationToken cancellationToken) => inner.PingAsync(cancellationToken);

    private sealed class FusedTable(ITable inner, WriteFuse fuse) : ITable
    {
        public Task<Row?> GetAsync(string partitionKey, string rowKey, CancellationToken cancellationToken)
        {
            fuse.Check();
            return inner.GetAsync(partitionKey, rowKey, cancellationToken);
        }

        public Task<string?> InsertAsync(Row row, CancellationToken cancellationToken) =>
            WriteAsync(() => inner.InsertAsync(row, cancellationToken), etag => etag is not null);

        public Task<string?> ReplaceAsync(Row row, string etag, CancellationToken cancellationToken) =>
            WriteAsync(() => inner.ReplaceAsync(row, etag, cancellationToken), next => next is not null);

        public Task<string> UpsertAsync(Row row, CancellationToken cancellationToken) =>
            WriteAsync(() => inner.UpsertAsync(row, cancellationToken), _ => true);

        public Task<bool> DeleteAsync(string partitionKey, string rowKey, string? etag, CancellationToken cancellationToken) =>
            WriteAsync(() => inner.DeleteAsync(partitionKey, rowKey, etag, cancellationToken), done => done);

        public Task<bool> TransactAsync(IReadOnlyList<RowOperation> operations, CancellationToken cancellationToken) =>
            WriteAsync(() => inner.TransactAsync(operations, cancellationToken), done => done);

        public IAsyncEnumerable<Row> QueryAsync(string partitionKey, string? from, string? before, CancellationToken cancellationToken)
        {
            fuse.Check();
            return inner.QueryAsync(partitionKey, from, before, cancellationToken);
        }

        public IAsyncEnumerable<Row> ScanAsync(string rowKey, string? after, CancellationToken cancellationToken)
        {
            fuse.Check();
            return inner.ScanAsync(rowKey, after, cancellationToken);
        }

        private async Task<T> WriteAsync<T>(Func<Task<T>> write, Func<T, bool> happened)
        {
            fuse.Check();
            var result = await write();
            if (happened(result))
                fuse.Wrote();
            return result;
        }
    }
}
