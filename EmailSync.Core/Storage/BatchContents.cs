using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Sending.Batches;

namespace EmailSync.Core.Storage;

/// <summary>
/// The mails of batches, as blobs. Each attempt to enter a batch has a folder of its own: what a crash or the loser of a race leaves there is nobody else's. What is
/// one contact's alone stands apart from it, under the contact, and goes when the contact is deleted (R27).
/// </summary>
public sealed class BatchContents(IBlobs blobs, TableKeys keys)
{
    /// <summary>Mails in one blob.</summary>
    public const int ChunkSize = 100;

    /// <summary>Blobs of mails that are removed in one call, with all that they lead to.</summary>
    private const int ChunksAtOnce = 5;

    private const int AtOnce = 16;
    private const string Json = "application/json";
    private const string Shared = "shared";
    private const string Chunk = "mails-";

    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));

    /// <summary>Of one attempt to enter the batch.</summary>
    public string FolderOf(Batch batch) => $"{FolderOf(batch.Location, batch.Token)}{batch.Content}/";

    public async Task SaveAsync(Batch batch, BatchRequest request, CancellationToken cancellationToken)
    {
        foreach (var (index, attachment) in request.Attachments.Index())
            await blobs.PutAsync(AttachmentName(batch, index), AttachmentBlob.Write(attachment), attachment.ContentType, cancellationToken);
        var shared = new BatchShared(request.From, request.ReplyTo, request.Subject, request.Html, request.Text, [.. request.Attachments.Select(a => a.ContentId)]);
        await blobs.PutAsync(FolderOf(batch) + Shared, JsonSerializer.SerializeToUtf8Bytes(shared, StorageJson.Default.BatchShared), Json, cancellationToken);
        foreach (var (chunk, mails) in request.Mails.Chunk(ChunkSize).Index())
        {
            BatchPlace[] places = [.. mails.Select((mail, place) => new BatchPlace(mail.Contact, HasOwn(mail) ? OwnName(batch, mail, (chunk * ChunkSize) + place) : null))];

            // It leads to what is the contacts' own, and so comes before.
            await blobs.PutAsync(
                ChunkName(batch, chunk), JsonSerializer.SerializeToUtf8Bytes(places, StorageJson.Default.BatchPlaceArray), Json, cancellationToken);
            await ForEachAsync(
                places.Zip(mails).Where(own => own.First.Own is not null),
                (own, stop) => blobs.PutAsync(own.First.Own!, JsonSerializer.SerializeToUtf8Bytes(own.Second, StorageJson.Default.BatchMail), Json, stop),
                cancellationToken);
        }
    }

    /// <summary>Null once the batch has come to its end.</summary>
    public async Task<(BatchShared Shared, IReadOnlyList<OutgoingAttachment> Attachments)?> ReadSharedAsync(Batch batch, CancellationToken cancellationToken)
    {
        if (await blobs.GetAsync(FolderOf(batch) + Shared, cancellationToken) is not { } blob
            || JsonSerializer.Deserialize(blob.Content.Span, StorageJson.Default.BatchShared) is not { } shared)
            return null;
        var attachments = new List<OutgoingAttachment>();
        foreach (var (index, contentId) in shared.ContentIds.Index())
        {
            var found = await blobs.GetAsync(AttachmentName(batch, index), cancellationToken) ?? throw new InvalidDataException("A batch has lost an attachment.");
            attachments.Add(AttachmentBlob.Read(found) with { ContentId = contentId });
        }
        return (shared, attachments);
    }

    /// <summary>The next mails of a batch, at most so many and not over the end of a blob.</summary>
    public async Task<IReadOnlyList<BatchPlace>> ReadNextAsync(Batch batch, int limit, CancellationToken cancellationToken)
    {
        var places = await ReadChunkAsync(ChunkName(batch, batch.Next / ChunkSize), cancellationToken) ?? throw new InvalidDataException("A batch has lost its mails.");
        return [.. places.Skip(batch.Next % ChunkSize).Take(limit)];
    }

    /// <summary>Null where the mail had something of its own and its contact has been deleted (R27).</summary>
    public async Task<BatchMail?> ReadMailAsync(BatchPlace place, CancellationToken cancellationToken)
    {
        if (place.Own is not { } name)
            return new BatchMail(place.Contact, null, null, null);
        return await blobs.GetAsync(name, cancellationToken) is { } blob ? JsonSerializer.Deserialize(blob.Content.Span, StorageJson.Default.BatchMail) : null;
    }

    /// <summary>Blobs whose mails have all been taken up.</summary>
    public async Task RemoveTakenAsync(Batch before, Batch after, CancellationToken cancellationToken)
    {
        for (var chunk = before.Next / ChunkSize; chunk < after.Next / ChunkSize; chunk++)
            await RemoveChunkAsync(ChunkName(after, chunk), cancellationToken);
    }

    /// <summary>A part of what all attempts to enter the batch have left: the others have failed. True when there is more.</summary>
    public Task<bool> RemoveAllAsync(Batch batch, CancellationToken cancellationToken) => RemoveAsync(FolderOf(batch.Location, batch.Token), cancellationToken);

    /// <summary>A part of a folder. True when there is more.</summary>
    public async Task<bool> RemoveAsync(string folder, CancellationToken cancellationToken)
    {
        var chunks = 0;
        await foreach (var name in blobs.ListAsync(folder, cancellationToken))
        {
            if (!name[(name.LastIndexOf('/') + 1)..].StartsWith(Chunk, StringComparison.Ordinal))
                await blobs.DeleteAsync(name, cancellationToken);
            else if (++chunks > ChunksAtOnce)
                return true;
            else
                await RemoveChunkAsync(name, cancellationToken);
        }
        return false;
    }

    /// <summary>Names of what a contact has of its own in batches.</summary>
    /// <param name="location">Of which location.</param>
    /// <param name="contact">The contact, as <see cref="TableKeys.Contact"/> has it.</param>
    /// <param name="until">Batches that were accepted later are for whoever bears the contact's id then.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public IAsyncEnumerable<string> ListOwnAsync(LocationId location, string contact, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var folder = OwnFolder(location, contact);
        var end = folder + TableKeys.Oldest(until.AddTicks(1));
        return blobs.ListAsync(folder, cancellationToken).Where(name => string.CompareOrdinal(name, end) < 0);
    }

    /// <summary>What it leads to goes first.</summary>
    private async Task RemoveChunkAsync(string name, CancellationToken cancellationToken)
    {
        var places = await ReadChunkAsync(name, cancellationToken) ?? [];
        await ForEachAsync(places.Where(place => place.Own is not null), (place, stop) => blobs.DeleteAsync(place.Own!, stop), cancellationToken);
        await blobs.DeleteAsync(name, cancellationToken);
    }

    private async Task<BatchPlace[]?> ReadChunkAsync(string name, CancellationToken cancellationToken) =>
        await blobs.GetAsync(name, cancellationToken) is { } blob ? JsonSerializer.Deserialize(blob.Content.Span, StorageJson.Default.BatchPlaceArray) : null;

    private static bool HasOwn(BatchMail mail) => mail is not { Subject: null, Html: null, Text: null };

    private static Task ForEachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, Task> what, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        items, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (item, stop) => await what(item, stop));

    private string AttachmentName(Batch batch, int index) => string.Create(CultureInfo.InvariantCulture, $"{FolderOf(batch)}attachment-{index}");

    private string ChunkName(Batch batch, int chunk) => string.Create(CultureInfo.InvariantCulture, $"{FolderOf(batch)}{Chunk}{chunk:D4}");

    private string OwnName(Batch batch, BatchMail mail, int index) => string.Create(
        CultureInfo.InvariantCulture,
        $"{OwnFolder(batch.Location, keys.Contact(batch.Location, new ContactId(mail.Contact)))}{TableKeys.Oldest(batch.AcceptedAt)}-{batch.Content}-{index}");

    private string FolderOf(LocationId location, string token) => $"{keys.Location(location)}/batches/{token}/";

    private string OwnFolder(LocationId location, string contact) => $"{keys.Location(location)}/batch-mails/{contact}/";
}
