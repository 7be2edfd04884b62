using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using MimeKit;
using MimeKit.Tnef;

namespace EmailSync.Core.Mail;

/// <summary>One walk over a MIME tree: what is a body, what is an attachment, and under which id. Raw text and HTML; nothing is made safe here.</summary>
internal sealed class MimeWalk(ParserOptions options)
{
    private static readonly HashSet<string> contentType = new(StringComparer.OrdinalIgnoreCase) { "Content-Type" };

    private int parts;
    private int textLength;

    /// <summary>A piece of the body: text, HTML, or both as alternatives of each other.</summary>
    internal sealed record Piece(string? Text, string? Html);

    internal sealed record Found(ExtractedAttachment Extracted, MimeEntity Entity);

    public List<Found> Attachments { get; } = [];

    public bool IsEncrypted { get; private set; }

    public bool IsCut { get; private set; }

    public List<Piece> Run(MimeEntity root) => root is Multipart ? Visit(root, "", 0, false) : Visit(root, "1", 0, false);

    private List<Piece> Visit(MimeEntity entity, string path, int depth, bool hasBody)
    {
        if (++parts > MimeBounds.MaxParts || depth > MimeBounds.MaxDepth)
        {
            IsCut = true;
            return [];
        }

        switch (entity)
        {
            case Multipart multipart:
                return VisitMultipart(multipart, path, depth);
            case MimePart part when IsTnef(part):
                return Open(TryReadTnef(part), part, path, depth);
            case MimePart part when IsSmime(part):
                return Open(TryReadSigned(part), part, path, depth);
            case TextPart text when IsBody(text, hasBody):
                return [ReadBody(text)];
            default:
                Attach(entity, path, isRelated: false);
                return [];
        }
    }

    private List<Piece> VisitMultipart(Multipart multipart, string path, int depth)
    {
        var isAlternative = multipart.ContentType.IsMimeType("multipart", "alternative");
        var isRelated = multipart.ContentType.IsMimeType("multipart", "related");
        var isSigned = multipart.ContentType.IsMimeType("multipart", "signed");
        var isEncrypted = multipart.ContentType.IsMimeType("multipart", "encrypted");
        IsEncrypted |= isEncrypted;
        var pieces = new List<Piece>();
        var choices = new List<Piece>();
        var root = isRelated ? RootOf(multipart) : null;
        for (var i = 0; i < multipart.Count; i++)
        {
            var id = path.Length == 0 ? $"{i + 1}" : $"{path}.{i + 1}";
            if (isRelated && multipart[i] != root && multipart[i] is MimePart)
            {
                if (++parts <= MimeBounds.MaxParts) Attach(multipart[i], id, isRelated: true);
                continue;
            }

            // Ciphertext and signatures (RFC 1847) are what the mail is, under whatever name they go.
            if ((isEncrypted || (isSigned && i > 0)) && multipart[i] is MimePart and not TextPart)
            {
                if (++parts <= MimeBounds.MaxParts) Attach(multipart[i], id, isRelated: false, AttachmentRole.Container);
                continue;
            }

            // Renderings of the same words for other readers (AMP, watches, enriched text) are no attachments.
            if (isAlternative && multipart[i] is TextPart other && other.FileName is null && IsOtherRendering(other)) continue;
            var visited = Visit(multipart[i], id, depth + 1, !isAlternative && pieces.Count > 0);
            (isAlternative ? choices : pieces).AddRange(visited.Count > 1 && isAlternative ? [Merge(visited)] : visited);
        }

        // The last rendering is the richest (RFC 2046 section 5.1.4).
        var text = choices.LastOrDefault(choice => !string.IsNullOrWhiteSpace(choice.Text))?.Text;
        var html = choices.LastOrDefault(choice => choice.Html is not null)?.Html;
        if (choices.Count > 0) pieces.Add(new Piece(text, html));
        return pieces;
    }

    private static Piece Merge(List<Piece> pieces) => new(
        pieces.Any(p => p.Html is not null) ? null : MailBody.JoinText(pieces),
        MailBody.JoinHtml(pieces));

    private static MimeEntity? RootOf(Multipart related)
    {
        var start = related.ContentType.Parameters["start"]?.Trim('<', '>', ' ');
        return related.FirstOrDefault(part => start is { Length: > 0 } && part.ContentId == start)
            ?? related.FirstOrDefault(part => part is TextPart or Multipart)
            ?? related.FirstOrDefault();
    }

    private static bool IsOtherRendering(TextPart part) =>
        !part.IsPlain && !part.IsHtml && !part.ContentType.IsMimeType("text", "calendar") && !part.ContentType.IsMimeType("text", "rtf");

    // A text file that a client shows inline has a name and follows the words.
    private static bool IsBody(TextPart part, bool hasBody) =>
        (part.IsPlain || part.IsHtml || part.IsEnriched || part.ContentType.MediaSubtype.Length == 0)
        && part.ContentDisposition?.IsAttachment != true
        && !(part.FileName is { Length: > 0 } && (hasBody || part.ContentDisposition is not null));

    private Piece ReadBody(TextPart part)
    {
        if (textLength >= PartText.MaxBytes)
        {
            IsCut = true;
            return new Piece("", null);
        }

        var text = PartText.Read(part, PartText.MaxBytes - textLength);
        textLength += text.Length;
        return part.IsHtml ? new Piece(null, text) : new Piece(text, null);
    }

    private List<Piece> Open(MimeEntity? inside, MimePart container, string path, int depth)
    {
        if (inside is null)
        {
            Attach(container, path, isRelated: false, AttachmentRole.Container);
            return [];
        }

        return Visit(inside, inside is Multipart ? path : path + ".1", depth + 1, false);
    }

    // Some gateways call it a stream of bytes; the extension tells then (RFC 8551 section 3.2.1).
    private static bool IsSmime(MimePart part) =>
        part.ContentType.IsMimeType("application", "pkcs7-mime") || part.ContentType.IsMimeType("application", "x-pkcs7-mime")
        || (part.ContentType.IsMimeType("application", "octet-stream") && part.FileName?.EndsWith(".p7m", StringComparison.OrdinalIgnoreCase) == true);

    private static bool IsTnef(MimePart part) =>
        part is TnefPart || string.Equals(part.FileName, "winmail.dat", StringComparison.OrdinalIgnoreCase);

    private static MimeEntity? TryReadTnef(MimePart part)
    {
        if (part.Content is null) return null;
        using var content = new MemoryStream();
        part.Content.DecodeTo(content);
        if (!TnefBounds.AreKept(content.GetBuffer().AsSpan(0, (int)content.Length))) return null;
        try
        {
            var tnef = part as TnefPart ?? new TnefPart { Content = part.Content };
            return tnef.ConvertToMessage().Body;
        }
        catch (Exception e) when (e is TnefException or FormatException or IOException or ArgumentException or InvalidOperationException
            or NotSupportedException or ArithmeticException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    // Signed data carries the readable part inside; its signature is not judged here. Anything else under this type is encrypted.
    private MimeEntity? TryReadSigned(MimePart part)
    {
        using var content = new MemoryStream();
        part.Content?.DecodeTo(content);
        try
        {
            var signed = new SignedCms();
            signed.Decode(content.GetBuffer().AsSpan(0, (int)content.Length));
            // A signed file, an invoice say, holds no mail: it stays what was attached.
            if (signed.ContentInfo.Content is { Length: > 0 } inside && HeaderBlock.Read(inside, contentType).Count > 0) return Load(inside);
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            IsEncrypted = true;
        }

        return null;
    }

    /// <summary>The bounds of the whole mail did not see what was inside.</summary>
    private MimeEntity Load(byte[] inside)
    {
        int length;
        using (var measured = new MemoryStream(inside, writable: false)) length = MimeBounds.Measure(options, measured, inside.Length);
        IsCut |= length < inside.Length;
        return MimeEntity.Load(options, new MemoryStream(inside, 0, length, writable: false), persistent: true);
    }

    private void Attach(MimeEntity entity, string path, bool isRelated, AttachmentRole? role = null)
    {
        var type = entity.ContentType.MimeType.ToLowerInvariant();
        if (type.Length > 100 || !type.All(c => c is > ' ' and < '\u007f')) type = "application/octet-stream";
        var contentId = MessageIdReader.ReadFirst([entity.Headers["Content-Id"] ?? ""]);
        var disposition = entity.ContentDisposition;
        var inline = disposition is null ? isRelated : !disposition.IsAttachment || (isRelated && contentId is not null);
        var attachment = new MailAttachment(path, AttachmentName.Of(entity, path, type), type, Measure(entity), inline, contentId);
        var extension = FileExtension.Of(AttachmentName.Given(entity));
        Attachments.Add(new Found(new ExtractedAttachment(attachment, extension, role ?? RoleOf(attachment, disposition?.IsAttachment == true)), entity));
    }

    private static AttachmentRole RoleOf(MailAttachment attachment, bool isAttached)
    {
        var type = attachment.ContentType;
        if (type is "application/pkcs7-signature" or "application/x-pkcs7-signature" or "application/pgp-signature") return AttachmentRole.Container;
        if (attachment.Inline && type.StartsWith("image/", StringComparison.Ordinal)) return AttachmentRole.InlineImage;
        var isMail = type is "text/calendar" or "text/rfc822-headers" || type.StartsWith("message/", StringComparison.Ordinal);
        return isMail && !isAttached ? AttachmentRole.PartOfMail : AttachmentRole.File;
    }

    private static long Measure(MimeEntity entity)
    {
        using var counter = new BoundedStream(0);
        WriteContent(entity, counter);
        return counter.Count;
    }

    public static void WriteContent(MimeEntity entity, Stream stream)
    {
        if (entity is MimePart part) part.Content?.DecodeTo(stream);
        else if (entity is MessagePart { Message: { } message }) message.WriteTo(stream);
        else entity.WriteTo(stream, contentOnly: true);
    }
}
