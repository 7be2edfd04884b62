using System.Buffers.Binary;
using System.Text;
using EmailSync.Core.Mail;

namespace EmailSync.Core.Storage;

/// <summary>A file that waits for its mail, as a blob: the length of its name, its name, its bytes.</summary>
internal static class AttachmentBlob
{
    public static byte[] Write(OutgoingAttachment attachment)
    {
        var name = Encoding.UTF8.GetBytes(attachment.Name);
        var content = new byte[4 + name.Length + attachment.Content.Length];
        BinaryPrimitives.WriteInt32BigEndian(content, name.Length);
        name.CopyTo(content, 4);
        attachment.Content.Span.CopyTo(content.AsSpan(4 + name.Length));
        return content;
    }

    public static OutgoingAttachment Read(StoredBlob blob)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(blob.Content.Span);
        return new OutgoingAttachment(Encoding.UTF8.GetString(blob.Content.Span.Slice(4, length)), blob.ContentType, blob.Content[(4 + length)..]);
    }
}
