using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace EmailSync.Core.Storage;

internal sealed class AzureBlobs(BlobContainerClient container) : IBlobs
{
    private const string Table = "blobs";

    public async Task PutAsync(string name, ReadOnlyMemory<byte> content, string contentType, CancellationToken cancellationToken)
    {
        BlobRules.CheckName(name);
        try
        {
            await UploadAsync(name, content, contentType, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404 && e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            StorageOperations.Count(Table, "create");
            await container.CreateIfNotExistsAsync(PublicAccessType.None, cancellationToken: cancellationToken);
            await UploadAsync(name, content, contentType, cancellationToken);
        }
    }

    public async Task<StoredBlob?> GetAsync(string name, CancellationToken cancellationToken)
    {
        BlobRules.CheckName(name);
        StorageOperations.Count(Table, "get");
        try
        {
            var download = await container.GetBlobClient(name).DownloadContentAsync(cancellationToken);
            return new StoredBlob(download.Value.Content.ToMemory(), download.Value.Details.ContentType);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        BlobRules.CheckName(name);
        StorageOperations.Count(Table, "delete");
        try
        {
            await container.GetBlobClient(name).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // The container is not there yet, so neither is the blob.
        }
    }

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var pages = container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken)
            .AsPages().GetAsyncEnumerator(cancellationToken);
        var more = true;
        while (more && await NextAsync(pages))
        {
            // The last page says that it is; the library would say so once more, without a request.
            more = !string.IsNullOrEmpty(pages.Current.ContinuationToken);
            foreach (var blob in pages.Current.Values)
                yield return blob.Name;
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<Page<BlobItem>> pages)
    {
        StorageOperations.Count(Table, "list");
        try
        {
            return await pages.MoveNextAsync();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return false;
        }
    }

    private async Task UploadAsync(string name, ReadOnlyMemory<byte> content, string contentType, CancellationToken cancellationToken)
    {
        StorageOperations.Count(Table, "put");
        var options = new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = contentType } };
        await container.GetBlobClient(name).UploadAsync(new BinaryData(content), options, cancellationToken);
    }
}
