using EmailSync.Core.Storage;

namespace EmailSync.Tests.Storage;

[TestClass]
public sealed class AzureTablesTests : TableContract
{
    private protected override Task<ITables> TablesAsync() => AzuriteFixture.TablesAsync();
}
