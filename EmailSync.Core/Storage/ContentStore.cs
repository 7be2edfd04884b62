using System.IO.Compression;
using System.Text.Json;
using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;

namespace EmailSync.Core.Storage;

/// <summary>
/// Raw MIME and shown content of messages. Raw MIME is a blob, or each attachment where the MIME is not kept. Shown content goes into the message's
/// own row while it is small, which spares a blob write per message and a blob read per line of a conversation
/// (docs/decisions/0004-content-in-the-row.md).
/// </summary>
public sealed class ContentStore(IBlobs blobs, TableKeys keys)
{
    /// <summary>Compressed bytes that still go into the row; a property holds 64 KiB.</summary>
    private const int InlineLimit = 48 * 1024;

    private static readonly MailContent Empty = new("", "", null, []);

    public Task SaveRawAsync(LocationId location, MessageId id, ReadOnlyMemory<byte> mime, CancellationToken cancellationToken) =>
        blobs.PutAsync(RawName(location, id), mime, "message/rfc822", cancellationToken);

    public async Task<ReadOnlyMemory<byte>?> ReadRawAsync(LocationId location, MessageId id, CancellationToken cancellationToken) =>
        (await blobs.GetAsync(RawName(location, id), cancellationToken))?.Content;

    /// <summary>One attachment of a message whose MIME is not kept.</summary>
    public Task SaveAttachmentAsync(
        LocationId location, MessageId id, string attachmentId, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        blobs.PutAsync(AttachmentName(location, id, attachmentId), content, "application/octet-stream", cancellationToken);

    public async Task<ReadOnlyMemory<byte>?> ReadAttachmentAsync(
        LocationId location, MessageId id, string attachmentId, CancellationToken cancellationToken) =>
        (await blobs.GetAsync(AttachmentName(location, id, attachmentId), cancellationToken))?.Content;

    public async Task<PreparedContent> PrepareAsync(LocationId location, MessageId id, MailContent content, CancellationToken cancellationToken)
    {
        var compressed = Compress(JsonSerializer.SerializeToUtf8Bytes(content, StorageJson.Default.MailContent));
        if (compressed.Length <= InlineLimit)
            return new PreparedContent(compressed);
        await blobs.PutAsync(ContentName(location, id), compressed, "application/octet-stream", cancellationToken);
        return new PreparedContent(null);
    }

    public async Task<MailContent> ReadAsync(SyncedMessage message, byte[]? inline, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? compressed = inline ?? (await blobs.GetAsync(ContentName(message.Location, message.Id), cancellationToken))?.Content;
        return compressed is { } bytes ? JsonSerializer.Deserialize(Decompress(bytes), StorageJson.Default.MailContent) ?? Empty : Empty;
    }

    /// <summary>Names of all blobs of a conversation; its rows may be gone already.</summary>
    public IAsyncEnumerable<string> ListAsync(LocationId location, ConversationKey conversation, CancellationToken cancellationToken) =>
        blobs.ListAsync($"{keys.Location(location)}/{conversation}/", cancellationToken);

    /// <summary>Names of all blobs of a location, uploads too.</summary>
    public IAsyncEnumerable<string> ListAsync(LocationId location, CancellationToken cancellationToken) =>
        blobs.ListAsync($"{keys.Location(location)}/", cancellationToken);

    /// <summary>The MIME that a name of <see cref="ListAsync(LocationId, ConversationKey, CancellationToken)"/> stands for, and whose it is; null for any other blob.</summary>
    public async Task<(MessageId Message, ReadOnlyMemory<byte> Mime)?> ReadRawAsync(string name, CancellationToken cancellationToken) =>
        name.Split('/') is [_, var conversation, var message, "raw"] && MessageId.TryParse(conversation + message, out var id)
        && await blobs.GetAsync(name, cancellationToken) is { } blob
            ? (id, blob.Content)
            : null;

    /// <summary>Whose a name of <see cref="ListAsync(LocationId, ConversationKey, CancellationToken)"/> is; null for a blob of no message.</summary>
    public static MessageId? MessageOf(string name) =>
        name.Split('/') is [_, var conversation, var message, _] && MessageId.TryParse(conversation + message, out var id) ? id : null;

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => blobs.DeleteAsync(name, cancellationToken);

    /// <summary>All that is kept of a message beside its row.</summary>
    public async Task DeleteAsync(LocationId location, MessageId id, CancellationToken cancellationToken)
    {
        await foreach (var name in blobs.ListAsync($"{keys.Location(location)}/{id.Conversation}/{id.SortKey}/", cancellationToken))
            await blobs.DeleteAsync(name, cancellationToken);
    }

    private string RawName(LocationId location, MessageId id) => $"{keys.Location(location)}/{id.Conversation}/{id.SortKey}/raw";

    private string ContentName(LocationId location, MessageId id) => $"{keys.Location(location)}/{id.Conversation}/{id.SortKey}/content";

    private string AttachmentName(LocationId location, MessageId id, string attachmentId) =>
        $"{keys.Location(location)}/{id.Conversation}/{id.SortKey}/attachment-{attachmentId}";

    private static byte[] Compress(byte[] content)
    {
        using var output = new MemoryStream();
        using (var brotli = new BrotliStream(output, CompressionLevel.Fastest))
            brotli.Write(content);
        return output.ToArray();
    }

    private static byte[] Decompress(ReadOnlyMemory<byte> content)
    {
        using var output = new MemoryStream();
        using (var brotli = new BrotliStream(new MemoryStream(content.ToArray()), CompressionMode.Decompress))
            brotli.CopyTo(output);
        return output.ToArray();
    }
}
