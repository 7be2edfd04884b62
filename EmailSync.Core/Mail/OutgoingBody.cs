using System.Security.Cryptography;
using System.Text;
using MimeKit;

namespace EmailSync.Core.Mail;

/// <summary>The MIME tree of a mail: words, pictures in them, files beside them. The same mail gives the same tree.</summary>
internal static class OutgoingBody
{
    public static MimeEntity Build(OutgoingMail mail)
    {
        var body = Arrange(mail);
        SetBoundaries(body, $"{mail.MessageId}\n{mail.SendToken}");
        return body;
    }

    private static MimeEntity Arrange(OutgoingMail mail)
    {
        var isInline = InlineParts.Of(mail.Html, mail.Attachments);
        // A blank HTML would hide the text.
        var html = string.IsNullOrWhiteSpace(mail.Html) ? null : mail.Html;
        var text = OutgoingText.Part("plain", mail.Text ?? (html is null ? "" : HtmlText.FromHtml(html)));
        MimeEntity body = html is null ? text : new MultipartAlternative { text, Html(html, mail.Attachments, isInline) };
        if (mail.Attachments.Count == isInline.Count) return body;
        var mixed = new Multipart("mixed") { body };
        for (var i = 0; i < mail.Attachments.Count; i++)
            if (!isInline.Contains(i)) mixed.Add(Attachment(i, mail.Attachments[i], isInline: false));
        return mixed;
    }

    // Pictures stand with the HTML and not with the text, which has no use for them (RFC 2387).
    private static MimeEntity Html(string html, IReadOnlyList<OutgoingAttachment> attachments, IReadOnlySet<int> isInline)
    {
        var part = OutgoingText.Part("html", html);
        if (isInline.Count == 0) return part;
        var related = new Multipart("related") { part };
        related.ContentType.Parameters["type"] = "text/html";
        foreach (var i in isInline.Order()) related.Add(Attachment(i, attachments[i], isInline: true));
        return related;
    }

    private static MimePart Attachment(int index, OutgoingAttachment attachment, bool isInline)
    {
        var field = $"attachments[{index}]";
        var name = OutgoingValue.Text(field + ".name", attachment.Name);
        if (name.Length == 0) name = $"attachment-{index + 1}";
        var type = TypeOf(OutgoingValue.Text(field + ".contentType", attachment.ContentType));
        var part = new MimePart(type.MediaType, type.MediaSubtype)
        {
            Content = new MimeContent(new MemoryStream(attachment.Content.ToArray(), writable: false)),
            ContentTransferEncoding = ContentEncoding.Base64
        };
        var parameters = type.Parameters.Where(parameter => !parameter.Name.Equals("name", StringComparison.OrdinalIgnoreCase));
        Set(part, "Content-Type", type.MimeType + string.Concat(parameters.Select(p => ParameterWriter.Write(p.Name, p.Value))) + ParameterWriter.Write("name", name));
        Set(part, "Content-Disposition", (isInline ? ContentDisposition.Inline : ContentDisposition.Attachment) + ParameterWriter.Write("filename", name));
        // Beside the body it would make clients look for the place where it belongs, and hide it.
        if (isInline) Set(part, "Content-ID", $"<{attachment.ContentId}>");
        return part;
    }

    // Messages and multiparts may not be base64-encoded (RFC 2046), and anything else could change their bytes.
    private static ContentType TypeOf(string text) =>
        Ascii.IsValid(text) && ContentType.TryParse(text, out var type) && !type.IsMimeType("multipart", "*") && !type.IsMimeType("message", "*")
            ? type
            : new ContentType("application", "octet-stream");

    // The placeholder is what its own parser takes; what is written is the raw value.
    private static void Set(MimePart part, string name, string value)
    {
        var header = new Header(Encoding.UTF8, name, name == "Content-Type" ? "text/plain" : "inline");
        header.SetRawValue(Encoding.UTF8.GetBytes($" {value}\r\n"));
        part.Headers.Replace(header);
    }

    // "=_" occurs in neither base64 nor quoted-printable, and nobody can guess the rest.
    private static void SetBoundaries(MimeEntity body, string seed)
    {
        if (body is not Multipart multipart) return;
        multipart.Boundary = "=_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(seed)))[..32];
        foreach (var part in multipart) SetBoundaries(part, seed + "\n.");
    }
}
