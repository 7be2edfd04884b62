using EmailSync.Core.Storage;

namespace EmailSync.Tests.Storage;

[TestClass]
public sealed class InMemoryTablesTests : TableContract
{
    private protected override Task<ITables> TablesAsync() => Task.FromResult<ITables>(new InMemoryTables());
}
