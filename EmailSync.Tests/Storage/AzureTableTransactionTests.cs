using EmailSync.Core.Storage;

namespace EmailSync.Tests.Storage;

[TestClass]
public sealed class AzureTableTransactionTests : TableTransactionContract
{
    private protected override Task<ITables> TablesAsync() => AzuriteFixture.TablesAsync();
}
