using EmailSync.Core.Storage;

namespace EmailSync.Tests.Storage;

[TestClass]
public sealed class InMemoryBlobsTests : BlobContract
{
    private protected override Task<IBlobs> BlobsAsync() => Task.FromResult<IBlobs>(new InMemoryBlobs());
}
