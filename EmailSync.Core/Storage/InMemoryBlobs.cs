using System.Runtime.CompilerServices;

namespace EmailSync.Core.Storage;

/// <summary>Blobs for simulations at speed; they end with the process and are never used in production.</summary>
internal sealed class InMemoryBlobs : IBlobs
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, StoredBlob> blobs = new(StringComparer.Ordinal);

    public Task PutAsync(string name, ReadOnlyMemory<byte> content, string contentType, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        BlobRules.CheckName(name);
        lock (gate)
            blobs[name] = new StoredBlob(content.ToArray(), contentType);
        return Task.CompletedTask;
    }

    public Task<StoredBlob?> GetAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        BlobRules.CheckName(name);
        lock (gate)
            return Task.FromResult(blobs.TryGetValue(name, out var blob) ? blob with { Content = blob.Content.ToArray() } : null);
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        BlobRules.CheckName(name);
        lock (gate)
            blobs.Remove(name);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<string> names;
        lock (gate)
            names = [.. blobs.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
        foreach (var name in names)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return name;
        }
        await Task.CompletedTask;
    }
}
