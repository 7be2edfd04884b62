using System.Security.Cryptography;
using System.Text;
using MimeKit;
using MimeKit.Utils;

namespace EmailSync.Core.Mail;

/// <summary>
/// Builds the MIME of a mail (RFC 5322, 2045-2047, 2231). The same mail gives the same bytes, so that a repeated attempt can be compared.
/// Bcc is written: Gmail takes its recipients from the headers and removes it.
/// </summary>
public static class OutgoingMailBuilder
{
    private const int MaxLineLength = 76;

    /// <exception cref="OutgoingMailException">A header value holds a control character, or an address or id cannot be written.</exception>
    public static byte[] Build(OutgoingMail mail)
    {
        var message = new MimeMessage();
        message.Headers.Clear();
        AddMailboxes(message, "From", [mail.From], "from");
        AddMailboxes(message, "To", mail.To, "to");
        AddMailboxes(message, "Cc", mail.Cc, "cc");
        AddMailboxes(message, "Bcc", mail.Bcc, "bcc");
        if (mail.ReplyTo is { } replyTo) AddMailboxes(message, "Reply-To", [replyTo], "replyTo");
        Add(message, "Subject", HeaderWriter.Text(OutgoingValue.Text("subject", mail.Subject), "Subject: ".Length));
        Add(message, "Date", DateUtils.FormatDate(mail.Date));
        Add(message, "Message-ID", $"<{OutgoingValue.Id("messageId", mail.MessageId)}>");
        if (mail.InReplyTo is { } parent && OutgoingValue.TryId("inReplyTo", parent)) Add(message, "In-Reply-To", $"<{parent}>");
        var references = mail.References.Where(id => OutgoingValue.TryId("references", id)).Select(id => $"<{id}>").ToList();
        if (references.Count > 0) Add(message, "References", string.Join("\r\n ", references));
        Add(message, "X-EmailSync-Send", OutgoingValue.Token("sendToken", mail.SendToken));
        message.Body = Body(mail);
        SetBoundaries(message.Body, $"{mail.MessageId}\n{mail.SendToken}");

        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.Prepare(EncodingConstraint.SevenBit, MaxLineLength);
        using var stream = new MemoryStream();
        message.WriteTo(format, stream);
        return stream.ToArray();
    }

    private static void AddMailboxes(MimeMessage message, string name, IReadOnlyList<MailAddress> addresses, string field)
    {
        for (var i = 0; i < addresses.Count; i++)
        {
            var place = name == "From" ? field : $"{field}[{i}]";
            _ = OutgoingValue.Text(place + ".name", addresses[i].Name ?? "");
            _ = OutgoingValue.Address(place + ".address", addresses[i].Address);
        }

        if (addresses.Count > 0) Add(message, name, HeaderWriter.Mailboxes(addresses));
    }

    // Written as it stands: everything must come back exactly, while MimeKit cuts long words of names and rewrites ids that it finds odd.
    // A local part beyond ASCII is written raw (RFC 6532): there is no encoding for it.
    private static void Add(MimeMessage message, string name, string value)
    {
        var header = new Header(Encoding.UTF8, name, "-");
        header.SetRawValue(Encoding.UTF8.GetBytes($" {value}\r\n"));
        message.Headers.Add(header);
    }

    private static MimeEntity Body(OutgoingMail mail)
    {
        var text = Part("plain", mail.Text ?? (mail.Html is null ? "" : HtmlText.FromHtml(mail.Html)));
        MimeEntity body = mail.Html is null ? text : new MultipartAlternative { text, Part("html", mail.Html) };
        if (mail.Attachments.Count == 0) return body;
        var mixed = new Multipart("mixed") { body };
        for (var i = 0; i < mail.Attachments.Count; i++) mixed.Add(Attachment(i, mail.Attachments[i]));
        return mixed;
    }

    private static TextPart Part(string subtype, string text)
    {
        var part = new TextPart(subtype);
        part.SetText(Encoding.UTF8, text.ReplaceLineEndings("\r\n"));
        return part;
    }

    private static MimePart Attachment(int index, OutgoingAttachment attachment)
    {
        var field = $"attachments[{index}]";
        var name = OutgoingValue.Text(field + ".name", attachment.Name);
        var type = ContentType.TryParse(OutgoingValue.Text(field + ".contentType", attachment.ContentType), out var parsed) ? parsed : null;
        // Messages and multiparts may not be base64-encoded (RFC 2046), and anything else could change their bytes.
        if (type is null || type.IsMimeType("multipart", "*") || type.IsMimeType("message", "*")) type = new ContentType("application", "octet-stream");
        return new MimePart(type)
        {
            Content = new MimeContent(new MemoryStream(attachment.Content.ToArray(), writable: false)),
            ContentDisposition = new ContentDisposition(ContentDisposition.Attachment),
            ContentTransferEncoding = ContentEncoding.Base64,
            FileName = name.Length > 0 ? name : $"attachment-{index + 1}"
        };
    }

    // "=_" occurs in neither base64 nor quoted-printable, and nobody can guess the rest.
    private static void SetBoundaries(MimeEntity body, string seed)
    {
        if (body is not Multipart multipart) return;
        multipart.Boundary = "=_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(seed)))[..32];
        foreach (var part in multipart) SetBoundaries(part, seed + "\n.");
    }
}
