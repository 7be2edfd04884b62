using System.Security.Cryptography;
using System.Text;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;

namespace EmailSync.Core.Storage;

/// <summary>Attachments that were uploaded for a message to come. An id works in its own location only.</summary>
public sealed class UploadStore(IBlobs blobs, TableKeys keys)
{
    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public async Task SaveAsync(LocationId location, string id, OutgoingAttachment attachment, CancellationToken cancellationToken)
    {
        var name = Encoding.UTF8.GetBytes(attachment.Name);
        var content = new byte[4 + name.Length + attachment.Content.Length];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(content, name.Length);
        name.CopyTo(content, 4);
        attachment.Content.Span.CopyTo(content.AsSpan(4 + name.Length));
        await blobs.PutAsync(BlobName(location, id), content, attachment.ContentType, cancellationToken);
    }

    public async Task<OutgoingAttachment?> GetAsync(LocationId location, string id, CancellationToken cancellationToken)
    {
        if (id.Length != 32 || !id.All(char.IsAsciiHexDigitLower) || await blobs.GetAsync(BlobName(location, id), cancellationToken) is not { } blob)
            return null;
        var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(blob.Content.Span);
        return new OutgoingAttachment(Encoding.UTF8.GetString(blob.Content.Span.Slice(4, length)), blob.ContentType, blob.Content[(4 + length)..]);
    }

    /// <param name="blob">As <see cref="BlobName"/> gives it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task RemoveAsync(string blob, CancellationToken cancellationToken) => blobs.DeleteAsync(blob, cancellationToken);

    public string BlobName(LocationId location, string id) => $"{keys.Location(location)}/uploads/{id}";
}
