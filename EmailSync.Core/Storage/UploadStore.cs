using System.Security.Cryptography;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;

namespace EmailSync.Core.Storage;

/// <summary>Attachments that were uploaded for a message to come. An id works in its own location only.</summary>
public sealed class UploadStore(IBlobs blobs, TableKeys keys)
{
    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public Task SaveAsync(LocationId location, string id, OutgoingAttachment attachment, CancellationToken cancellationToken) =>
        blobs.PutAsync(BlobName(location, id), AttachmentBlob.Write(attachment), attachment.ContentType, cancellationToken);

    public async Task<OutgoingAttachment?> GetAsync(LocationId location, string id, CancellationToken cancellationToken) =>
        id.Length == 32 && id.All(char.IsAsciiHexDigitLower) && await blobs.GetAsync(BlobName(location, id), cancellationToken) is { } blob
            ? AttachmentBlob.Read(blob)
            : null;

    /// <param name="blob">As <see cref="BlobName"/> gives it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task RemoveAsync(string blob, CancellationToken cancellationToken) => blobs.DeleteAsync(blob, cancellationToken);

    public string BlobName(LocationId location, string id) => $"{keys.Location(location)}/uploads/{id}";
}
