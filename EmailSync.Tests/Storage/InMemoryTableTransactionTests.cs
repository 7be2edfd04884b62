using EmailSync.Core.Storage;

namespace EmailSync.Tests.Storage;

[TestClass]
public sealed class InMemoryTableTransactionTests : TableTransactionContract
{
    private protected override Task<ITables> TablesAsync() => Task.FromResult<ITables>(new InMemoryTables());
}
