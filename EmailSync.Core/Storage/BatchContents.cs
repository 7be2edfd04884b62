using System.Text.Json;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Sending.Batches;

namespace EmailSync.Core.Storage;

/// <summary>The mails of batches, as blobs; each goes when its mails have been taken up.</summary>
public sealed class BatchContents(IBlobs blobs, UploadStore uploads, TableKeys keys)
{
    /// <summary>Mails in one blob.</summary>
    public const int ChunkSize = 100;

    private const string Json = "application/json";

    public async Task SaveAsync(string token, BatchRequest request, CancellationToken cancellationToken)
    {
        var attachments = new List<BatchAttachment>();
        foreach (var (index, attachment) in request.Attachments.Index())
        {
            // The same id whenever the same request is repeated: what a crash left behind is written over.
            var id = keys.BatchAttachment(token, request.BodyHash, index);
            await uploads.SaveAsync(request.Location, id, attachment, cancellationToken);
            attachments.Add(new BatchAttachment(id, attachment.ContentId));
        }
        var shared = new BatchShared(request.From, request.ReplyTo, request.Subject, request.Html, request.Text, attachments);
        await blobs.PutAsync(
            SharedName(request.Location, token, request.BodyHash), JsonSerializer.SerializeToUtf8Bytes(shared, StorageJson.Default.BatchShared), Json, cancellationToken);
        foreach (var (index, chunk) in request.Mails.Chunk(ChunkSize).Index())
        {
            await blobs.PutAsync(
                ChunkName(request.Location, token, request.BodyHash, index), JsonSerializer.SerializeToUtf8Bytes(chunk, StorageJson.Default.BatchMailArray), Json, cancellationToken);
        }
    }

    /// <summary>Null once the batch has come to its end.</summary>
    public async Task<(BatchShared Shared, IReadOnlyList<OutgoingAttachment> Attachments)?> ReadSharedAsync(Batch batch, CancellationToken cancellationToken)
    {
        if (await blobs.GetAsync(SharedName(batch.Location, batch.Token, batch.BodyHash), cancellationToken) is not { } blob
            || JsonSerializer.Deserialize(blob.Content.Span, StorageJson.Default.BatchShared) is not { } shared)
            return null;
        var attachments = new List<OutgoingAttachment>();
        foreach (var attachment in shared.Attachments)
        {
            var found = await uploads.GetAsync(batch.Location, attachment.Id, cancellationToken);
            attachments.Add((found ?? throw new InvalidDataException("A batch has lost an attachment.")) with { ContentId = attachment.ContentId });
        }
        return (shared, attachments);
    }

    /// <summary>The next mails of a batch, at most so many and not over the end of a blob.</summary>
    public async Task<IReadOnlyList<BatchMail>> ReadNextAsync(Batch batch, int limit, CancellationToken cancellationToken)
    {
        var name = ChunkName(batch.Location, batch.Token, batch.BodyHash, batch.Next / ChunkSize);
        var blob = await blobs.GetAsync(name, cancellationToken) ?? throw new InvalidDataException("A batch has lost its mails.");
        var chunk = JsonSerializer.Deserialize(blob.Content.Span, StorageJson.Default.BatchMailArray) ?? [];
        return [.. chunk.Skip(batch.Next % ChunkSize).Take(limit)];
    }

    /// <summary>Blobs whose mails have all been taken up.</summary>
    public async Task RemoveTakenAsync(Batch before, Batch after, CancellationToken cancellationToken)
    {
        for (var chunk = before.Next / ChunkSize; chunk < after.Next / ChunkSize; chunk++)
            await blobs.DeleteAsync(ChunkName(after.Location, after.Token, after.BodyHash, chunk), cancellationToken);
    }

    public async Task RemoveAllAsync(Batch batch, CancellationToken cancellationToken)
    {
        await foreach (var name in blobs.ListAsync(Folder(batch.Location, batch.Token), cancellationToken))
            await blobs.DeleteAsync(name, cancellationToken);
        for (var index = 0; index < batch.Attachments; index++)
            await blobs.DeleteAsync(uploads.BlobName(batch.Location, keys.BatchAttachment(batch.Token, batch.BodyHash, index)), cancellationToken);
    }

    private string SharedName(LocationId location, string token, string bodyHash) => $"{Folder(location, token)}{bodyHash}/shared";

    private string ChunkName(LocationId location, string token, string bodyHash, int chunk) =>
        FormattableString.Invariant($"{Folder(location, token)}{bodyHash}/{chunk:D4}");

    /// <summary>Two requests at once under one key may have different bodies: what the refused one has saved is apart from what is sent.</summary>
    private string Folder(LocationId location, string token) => $"{keys.Location(location)}/batches/{token}/";
}
