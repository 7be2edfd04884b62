using EmailSync.Simulators.Mail;
using MimeKit;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>Writes the MIME of an item that was made of JSON.</summary>
internal static class ContentWriter
{
    public static RawMail Write(MessageContent content)
    {
        var message = new MimeMessage();
        message.Headers.Clear();
        Add(message.From, content.From is null ? [] : [content.From]);
        if (content.Sender is { } sender && content.From is { } from && !sender.Address.Equals(from.Address, StringComparison.OrdinalIgnoreCase))
            message.Sender = Mailbox(sender);
        Add(message.To, content.To);
        Add(message.Cc, content.Cc);
        Add(message.Bcc, content.Bcc);
        Add(message.ReplyTo, content.ReplyTo);
        message.Subject = OneLine(content.Subject);
        if (content.Date is { } date)
            message.Date = date;
        Header(message, "Message-ID", content.MessageId);
        Header(message, "In-Reply-To", content.InReplyTo);
        Header(message, "References", content.References);
        Header(message, "List-Unsubscribe", content.ListUnsubscribe);
        if (content.Importance != "normal")
            Header(message, "Importance", content.Importance);
        foreach (var (name, value) in content.XHeaders)
            Header(message, name, value);
        message.Body = Body(content);
        using var output = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.EnsureNewLine = true;
        message.WriteTo(format, output);
        return RawMail.Parse(output.ToArray());
    }

    private static MimeEntity Body(MessageContent content)
    {
        var text = Text(content.IsHtml ? "html" : "plain", content.Body);
        var inline = content.Attachments.Where(attachment => attachment.IsInline).ToArray();
        MimeEntity html = text;
        if (inline.Length > 0)
        {
            var related = new MultipartRelated { Root = text };
            foreach (var attachment in inline)
                related.Add(Part(attachment));
            html = related;
        }

        // HTML goes out beside its text.
        MimeEntity body = content.IsHtml ? new MultipartAlternative { Text("plain", BodyText.Plain(content)), html } : html;

        var others = content.Attachments.Where(attachment => !attachment.IsInline).ToArray();
        if (others.Length == 0)
            return body;
        var mixed = new Multipart("mixed") { body };
        foreach (var attachment in others)
            mixed.Add(Part(attachment));
        return mixed;
    }

    private static TextPart Text(string subtype, string text)
    {
        var part = new TextPart(subtype);
        part.SetText("utf-8", text);
        return part;
    }

    private static MimeEntity Part(GraphAttachment attachment)
    {
        var bytes = attachment.Bytes();
        if (attachment.IsItem)
        {
            using var stream = new MemoryStream(bytes);
            return new MessagePart { Message = MimeMessage.Load(stream), ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) };
        }

        var type = ContentType.TryParse(attachment.ContentType, out var parsed) && parsed.MediaType is not ("multipart" or "message")
            ? parsed
            : new ContentType("application", "octet-stream");
        return new MimePart(type)
        {
            Content = new MimeContent(new MemoryStream(bytes, writable: false)),
            ContentTransferEncoding = ContentEncoding.Base64,
            ContentDisposition = new ContentDisposition(attachment.IsInline ? ContentDisposition.Inline : ContentDisposition.Attachment)
            {
                FileName = OneLine(attachment.Name),
            },
            ContentId = attachment.ContentId is { } id ? OneLine(id).Trim('<', '>') : null,
        };
    }

    // A draft may name what is no address; it is refused when it is sent.
    private static void Add(InternetAddressList list, IEnumerable<GraphRecipient> people) =>
        list.AddRange(people.Where(person => MessageJson.IsAddress(person.Address)).Select(Mailbox));

    private static MailboxAddress Mailbox(GraphRecipient person) => new(person.Name == person.Address ? "" : OneLine(person.Name), OneLine(person.Address));

    private static void Header(MimeMessage message, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            message.Headers.Add(name, OneLine(value));
    }

    private static string OneLine(string text) => text.Replace('\r', ' ').Replace('\n', ' ');
}
