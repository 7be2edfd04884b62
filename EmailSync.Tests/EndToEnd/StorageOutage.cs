using Azure;
using EmailSync.Core.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace EmailSync.Tests.EndToEnd;

/// <summary>Table Storage that is busy for a while (503 ServerBusy), as the product meets it: the client library has given up repeating.</summary>
internal sealed class StorageOutage
{
    private volatile bool isDown;

    public bool IsDown
    {
        get => isDown;
        set => isDown = value;
    }

    public void Reach(IServiceCollection services)
    {
        var registered = services.Last(s => s.ServiceType == typeof(ITables)).ImplementationFactory!;
        services.AddSingleton<ITables>(provider => new BusyTables((ITables)registered(provider), this));
    }

    private void Check()
    {
        if (IsDown)
            throw new RequestFailedException(503, "The server is busy.", "ServerBusy", null);
    }

    private sealed class BusyTables(ITables inner, StorageOutage outage) : ITables
    {
        public ITable this[string name] => new BusyTable(inner[name], outage);

        public Task PingAsync(CancellationToken cancellationToken)
        {
            outage.Check();
            return inner.PingAsync(cancellationToken);
        }
    }

    private sealed class BusyTable(ITable inner, StorageOutage outage) : ITable
    {
        public Task<Row?> GetAsync(string partitionKey, string rowKey, CancellationToken cancellationToken) =>
            Reached().GetAsync(partitionKey, rowKey, cancellationToken);

        public Task<string?> InsertAsync(Row row, CancellationToken cancellationToken) => Reached().InsertAsync(row, cancellationToken);

        public Task<string?> ReplaceAsync(Row row, string etag, CancellationToken cancellationToken) => Reached().ReplaceAsync(row, etag, cancellationToken);

        public Task<string> UpsertAsync(Row row, CancellationToken cancellationToken) => Reached().UpsertAsync(row, cancellationToken);

        public Task<bool> DeleteAsync(string partitionKey, string rowKey, string? etag, CancellationToken cancellationToken) =>
            Reached().DeleteAsync(partitionKey, rowKey, etag, cancellationToken);

        public Task<bool> TransactAsync(IReadOnlyList<RowOperation> operations, CancellationToken cancellationToken) =>
            Reached().TransactAsync(operations, cancellationToken);

        public IAsyncEnumerable<Row> QueryAsync(string partitionKey, string? from, string? before, CancellationToken cancellationToken) =>
            Reached().QueryAsync(partitionKey, from, before, cancellationToken);

        public IAsyncEnumerable<Row> ScanAsync(string rowKey, string? after, CancellationToken cancellationToken) =>
            Reached().ScanAsync(rowKey, after, cancellationToken);

        private ITable Reached()
        {
            outage.Check();
            return inner;
        }
    }
}
