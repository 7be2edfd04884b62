using EmailSync.Core.Mail;
using MimeKit;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>
/// A mail that is too large for one request, cut in two: the mail without its largest attachments and without our mark, and those attachments. The mark
/// goes on last, so that a draft which a crash left half made is never taken for a whole one. Pure.
/// </summary>
internal sealed record LargeMail(byte[] Mime, string? Token, string? MessageId, IReadOnlyList<LargeMail.Part> Attachments)
{
    private const string TokenHeader = "X-EmailSync-Send";

    /// <summary>Null where no set of attachments that can be taken out makes it small enough.</summary>
    public static LargeMail? Cut(ReadOnlyMemory<byte> mime, int limit)
    {
        using var stream = new MemoryStream(mime.ToArray(), writable: false);
        using var message = MimeMessage.Load(stream);
        var envelope = EnvelopeReader.FromMime(mime);
        var length = mime.Length;
        var taken = new List<Removable>();
        foreach (var found in Files(message.Body).OrderByDescending(found => found.Length))
        {
            if (length <= limit) break;
            length -= found.Length;
            taken.Add(found);
        }
        if (length > limit) return null;
        foreach (var file in taken) file.Parent.Remove(file.Part);
        message.Headers.RemoveAll(TokenHeader);
        return new LargeMail(Write(message), envelope.SendToken, envelope.MessageId, [.. taken.OrderBy(file => file.Place).Select(Part.Of)]);
    }

    /// <summary>Files beside the words, and pictures in them: those that a part of the HTML names by their Content-ID.</summary>
    private static List<Removable> Files(MimeEntity? body)
    {
        var files = new List<Removable>();
        Visit(body);
        return files;

        void Visit(MimeEntity? entity)
        {
            if (entity is not Multipart { ContentType.MediaSubtype: "mixed" or "alternative" or "related" } parent) return;
            foreach (var child in parent)
            {
                var isPicture = parent.ContentType.MediaSubtype == "related" && child is MimePart { ContentId.Length: > 0 } and not TextPart;
                if (child is MimePart { Content: { Stream: { } encoded } content } part && (isPicture || (parent.ContentType.MediaSubtype == "mixed" && part.IsAttachment)))
                    files.Add(new Removable(files.Count, parent, part, content, isPicture, (int)encoded.Length));
                else
                    Visit(child);
            }
        }
    }

    internal sealed record Removable(int Place, Multipart Parent, MimePart Part, IMimeContent Content, bool IsPicture, int Length);

    private static byte[] Write(MimeMessage message)
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        using var stream = new MemoryStream();
        message.WriteTo(format, stream);
        return stream.ToArray();
    }

    /// <param name="ContentId">Of a picture in the HTML; null for a file beside it.</param>
    internal sealed record Part(string Name, string ContentType, byte[] Content, string? ContentId)
    {
        internal static Part Of(Removable file)
        {
            using var decoded = new MemoryStream();
            file.Content.DecodeTo(decoded);
            return new Part(file.Part.FileName ?? "attachment", file.Part.ContentType.MimeType, decoded.ToArray(), file.IsPicture ? file.Part.ContentId : null);
        }
    }
}
