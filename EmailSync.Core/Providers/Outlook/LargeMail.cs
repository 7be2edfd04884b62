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
        if (message.Body is not Multipart { ContentType.MediaSubtype: "mixed" } mixed) return null;
        var envelope = EnvelopeReader.FromMime(mime);
        var length = mime.Length;
        var taken = new List<(int Place, MimePart Part, IMimeContent Content, int Length)>();
        foreach (var found in Removable(mixed).OrderByDescending(found => found.Length))
        {
            if (length <= limit) break;
            length -= found.Length;
            taken.Add(found);
        }
        if (length > limit) return null;
        foreach (var (_, part, _, _) in taken) mixed.Remove(part);
        message.Headers.RemoveAll(TokenHeader);
        return new LargeMail(
            Write(message), envelope.SendToken, envelope.MessageId, [.. taken.OrderBy(found => found.Place).Select(found => Part.Of(found.Part, found.Content))]);
    }

    private static IEnumerable<(int Place, MimePart Part, IMimeContent Content, int Length)> Removable(Multipart mixed)
    {
        for (var place = 0; place < mixed.Count; place++)
            if (mixed[place] is MimePart { IsAttachment: true, Content: { Stream: { } encoded } content } part)
                yield return (place, part, content, (int)encoded.Length);
    }

    private static byte[] Write(MimeMessage message)
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        using var stream = new MemoryStream();
        message.WriteTo(format, stream);
        return stream.ToArray();
    }

    internal sealed record Part(string Name, string ContentType, byte[] Content)
    {
        public static Part Of(MimePart part, IMimeContent content)
        {
            using var decoded = new MemoryStream();
            content.DecodeTo(decoded);
            return new Part(part.FileName ?? "attachment", part.ContentType.MimeType, decoded.ToArray());
        }
    }
}
