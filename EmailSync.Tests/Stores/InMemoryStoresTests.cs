using EmailSync.Core.Storage;

namespace EmailSync.Tests.Stores;

[TestClass]
public sealed class InMemoryStoresTests : StoreContract
{
    private protected override Task<ITables> TablesAsync() => Task.FromResult<ITables>(new InMemoryTables());

    private protected override Task<IBlobs> BlobsAsync() => Task.FromResult<IBlobs>(new InMemoryBlobs());
}
