namespace EmailSync.Core.Storage;

/// <summary>Blobs of one container. Two implementations: Azure Blob Storage and memory.</summary>
public interface IBlobs
{
    /// <summary>Writes or overwrites.</summary>
    Task PutAsync(string name, ReadOnlyMemory<byte> content, string contentType, CancellationToken cancellationToken);

    /// <summary>The content, or null where there is none.</summary>
    Task<StoredBlob?> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>An absent blob is no failure.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);

    IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken);
}
