using System.Collections.Concurrent;
using Azure.Data.Tables;

namespace EmailSync.Core.Storage;

/// <summary>Tables of one storage account. The prefix keeps several installations (and tests) apart in one account.</summary>
internal sealed class AzureTables(TableServiceClient service, string prefix = "") : ITables
{
    private readonly ConcurrentDictionary<string, ITable> tables = new(StringComparer.Ordinal);

    public ITable this[string name] => tables.GetOrAdd(name, n => new AzureTable(n, service.GetTableClient(prefix + n)));

    // A point read needs no table to be there, and no more rights than the product itself has.
    public async Task PingAsync(CancellationToken cancellationToken) =>
        await this[TableNames.Directory].GetAsync("ping", "ping", cancellationToken);
}
