using EmailSync.Core.Storage;

namespace EmailSync.Tests.Pipeline;

internal sealed class FusedBlobs(IBlobs inner, WriteFuse fuse) : IBlobs
{
    public async Task PutAsync(string name, ReadOnlyMemory<byte> content, string contentType, CancellationToken cancellationToken)
    {
        fuse.Check();
        await inner.PutAsync(name, content, contentType, cancellationToken);
        fuse.Wrote();
    }

    public Task<StoredBlob?> GetAsync(string name, CancellationToken cancellationToken)
    {
        fuse.Check();
        return inner.GetAsync(name, cancellationToken);
    }

    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        fuse.Check();
        await inner.DeleteAsync(name, cancellationToken);
        fuse.Wrote();
    }

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);
}
