using System.Runtime.InteropServices;
using System.Text;
using AngleSharp.Html.Dom;
using MimeKit;

namespace EmailSync.Core.Mail;

/// <summary>
/// Turns raw MIME into what the CRM shows. Never throws on what a sender wrote: a broken part costs that part at most. Work and results are bounded.
/// </summary>
/// <param name="tracking">The marks of our own tracking, which are not shown; null where there are none.</param>
public sealed class MailContentExtractor(TrackedHtml? tracking = null)
{
    private const string EncryptedNote = "[Encrypted message]";

    private readonly ParserOptions options = CreateOptions();
    private readonly MailHtmlSanitizer sanitizer = new();

    public MailContent Extract(ReadOnlyMemory<byte> mime) => Read(mime).Content;

    public ExtractedMail Read(ReadOnlyMemory<byte> mime)
    {
        using var message = Load(mime, out var isCut);
        if (message?.Body is not { } root) return new ExtractedMail(new MailContent("", "", null, []), []);
        var walk = new MimeWalk(options);
        var pieces = walk.Run(root);
        var attachments = walk.Attachments.ConvertAll(found => found.Extracted);
        var (text, quoted, html) = Body(pieces);
        if (text.Length == 0 && quoted.Length == 0 && walk.IsEncrypted) text = EncryptedNote;
        if (isCut || walk.IsCut) text += PartText.CutMark;
        return new ExtractedMail(new MailContent(text, quoted, html, attachments.ConvertAll(extracted => extracted.Attachment)), attachments);
    }

    /// <summary>The decoded content of one attachment, or null where the message has none of that id.</summary>
    public OpenedAttachment? OpenAttachment(ReadOnlyMemory<byte> mime, string attachmentId) =>
        OpenAttachments(mime, new HashSet<string>(StringComparer.Ordinal) { attachmentId }).FirstOrDefault();

    /// <summary>Those of the attachments that the message has, one in memory at a time.</summary>
    public IEnumerable<OpenedAttachment> OpenAttachments(ReadOnlyMemory<byte> mime, IReadOnlySet<string> attachmentIds)
    {
        using var message = Load(mime, out _);
        if (message?.Body is not { } root) yield break;
        var walk = new MimeWalk(options);
        walk.Run(root);
        foreach (var found in walk.Attachments)
        {
            if (!attachmentIds.Contains(found.Extracted.Attachment.Id)) continue;
            using var content = new MemoryStream();
            MimeWalk.WriteContent(found.Entity, content);
            yield return new OpenedAttachment(found.Extracted.Attachment, content.ToArray());
        }
    }

    private (string Text, string Quoted, string? Html) Body(List<MimeWalk.Piece> pieces)
    {
        var html = MailBody.JoinHtml(pieces);
        if (html is not null && MailBody.IsOnlyHtml(pieces))
        {
            var body = HtmlBody.Read(Parse(html), sanitizer);
            return (body.Text, body.Quoted, body.Html);
        }

        var (text, quoted) = QuotedHistory.Split(MailBody.JoinText(pieces));
        return (text, quoted, html is null ? null : sanitizer.Sanitize(Parse(html)));
    }

    private IHtmlDocument Parse(string html)
    {
        var document = HtmlDocuments.Parse(html);
        tracking?.Unmark(document);
        return document;
    }

    /// <summary>The mail as far as the bounds reach; null where it cannot be read at all.</summary>
    internal MimeMessage? Load(ReadOnlyMemory<byte> mime, out bool isCut)
    {
        var bytes = MemoryMarshal.TryGetArray(mime, out var segment) ? segment : new ArraySegment<byte>(mime.ToArray());
        int length;
        using (var measured = Stream(bytes.Count)) length = MimeBounds.Measure(options, measured, bytes.Count);
        isCut = length < bytes.Count;
        try
        {
            // The parts read from this stream when they are decoded, so it lives as long as they do; it holds nothing but the array.
            return MimeMessage.Load(options, Stream(length), persistent: true);
        }
        catch (FormatException)
        {
            return null;
        }

        MemoryStream Stream(int count) => new(bytes.Array ?? [], bytes.Offset, count, writable: false);
    }

    private static ParserOptions CreateOptions()
    {
        var created = ParserOptions.Default.Clone();
        created.MaxMimeDepth = MimeBounds.MaxDepth;
        created.CharsetEncoding = Encoding.GetEncoding(1252);
        return created;
    }
}
