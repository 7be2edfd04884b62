using EmailSync.Core.Storage;

namespace EmailSync.Tests.Storage;

[TestClass]
public sealed class AzureBlobsTests : BlobContract
{
    private protected override Task<IBlobs> BlobsAsync() => AzuriteFixture.BlobsAsync();
}
