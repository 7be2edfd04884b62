using EmailSync.Core.Storage;
using EmailSync.Tests.Storage;

namespace EmailSync.Tests.Stores;

[TestClass]
public sealed class AzureStoresTests : StoreContract
{
    private protected override Task<ITables> TablesAsync() => AzuriteFixture.TablesAsync();

    private protected override Task<IBlobs> BlobsAsync() => AzuriteFixture.BlobsAsync();
}
