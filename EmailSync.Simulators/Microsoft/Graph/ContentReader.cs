using EmailSync.Simulators.Mail;
using MimeKit;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>Reads MIME as Exchange shows it, leniently: what cannot be read is missing, never an exception.</summary>
internal static class ContentReader
{
    private const int MaxAttachments = 1_000;
    private static readonly ParserOptions lenient = new() { MaxMimeDepth = 64, RespectContentLength = false };

    public static MessageContent Read(RawMail mail, DateTimeOffset at)
    {
        var parts = new Parts(at);
        if (Parse(mail.Bytes) is { } entity)
            parts.Walk(entity, 0);
        var from = People(mail, "From");
        return new MessageContent
        {
            Subject = MailHeaders.Subject(mail),
            Body = parts.Html ?? parts.Text ?? "",
            IsHtml = parts.Html is not null,
            From = from.Count > 0 ? from[0] : null,
            Sender = People(mail, "Sender").FirstOrDefault() ?? (from.Count > 0 ? from[0] : null),
            To = People(mail, "To"),
            Cc = People(mail, "Cc"),
            Bcc = People(mail, "Bcc"),
            ReplyTo = People(mail, "Reply-To"),
            Importance = Importance(mail),
            MessageId = MailHeaders.MessageId(mail),
            InReplyTo = Filled(mail.Header("In-Reply-To")),
            References = Filled(mail.Header("References")),
            ListUnsubscribe = Filled(mail.Header("List-Unsubscribe")),
            XHeaders = XHeaders(mail),
            Attachments = parts.Attachments,
            Date = mail.Header("Date") is { } date && MimeKit.Utils.DateUtils.TryParse(date, out var parsed) ? parsed : null,
        };
    }

    private static MimeEntity? Parse(byte[] bytes)
    {
        try
        {
            // Persistent: parts stay where they lie in the bytes, and are decoded when somebody asks.
            return new MimeParser(lenient, new MemoryStream(bytes, writable: false), MimeFormat.Entity, persistent: true).ParseMessage().Body;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static List<GraphRecipient> People(RawMail mail, string header) =>
        [.. MailHeaders.Addresses(mail, header)
            .Select(address => new GraphRecipient(string.IsNullOrEmpty(address.Name) ? address.Address : address.Name, address.Address))];

    private static (string Name, string Value)[] XHeaders(RawMail mail) =>
        [.. mail.Headers.Where(header => header.Name.StartsWith("x-", StringComparison.OrdinalIgnoreCase)).Select(header => (header.Name, header.Value))];

    private static string Importance(RawMail mail) => (mail.Header("Importance") ?? "").Trim().ToLowerInvariant() switch
    {
        "high" => "high",
        "low" => "low",
        _ => mail.Header("X-Priority")?.Trim() is ['1' or '2', ..] ? "high" : "normal",
    };

    private static string? Filled(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    private sealed class Parts(DateTimeOffset at)
    {
        private readonly List<GraphAttachment> attachments = [];

        public string? Html { get; private set; }

        public string? Text { get; private set; }

        public IReadOnlyList<GraphAttachment> Attachments => attachments;

        public void Walk(MimeEntity entity, int depth)
        {
            switch (entity)
            {
                case Multipart multipart when depth < 60:
                    foreach (var part in multipart)
                        Walk(part, depth + 1);
                    break;
                case TextPart { IsAttachment: false, FileName: null } text when Takes(text):
                    break;
                case MessagePart message:
                    Add(Name(message, message.Message?.Subject is { Length: > 0 } subject ? subject : "message"), message, isItem: true, () => Bytes(message));
                    break;
                case MimePart part:
                    Add(Name(part, "attachment"), part, isItem: false, () => Bytes(part));
                    break;
            }
        }

        private bool Takes(TextPart text)
        {
            if (text.IsHtml ? Html is not null : Text is not null)
                return false;
            var content = text.Content is null ? "" : text.Text;
            if (text.IsHtml)
                Html = content;
            else
                Text = content;
            return true;
        }

        private void Add(string name, MimeEntity entity, bool isItem, Func<byte[]> bytes)
        {
            if (attachments.Count == MaxAttachments)
                return;
            var inline = !isItem && entity.ContentDisposition?.Disposition != ContentDisposition.Attachment && !string.IsNullOrEmpty(entity.ContentId);
            var id = string.IsNullOrEmpty(entity.ContentId) ? null : entity.ContentId;
            attachments.Add(new GraphAttachment(attachments.Count, name, entity.ContentType.MimeType, inline, id, isItem, at, bytes));
        }

        private static string Name(MimeEntity entity, string otherwise)
        {
            var name = entity.ContentDisposition?.FileName ?? entity.ContentType.Name;
            return string.IsNullOrEmpty(name) ? otherwise : name;
        }

        private static byte[] Bytes(MimeEntity entity)
        {
            using var output = new MemoryStream();
            switch (entity)
            {
                case MimePart { Content: { } content }:
                    content.DecodeTo(output);
                    break;
                case MessagePart { Message: { } message }:
                    message.WriteTo(output);
                    break;
            }

            return output.ToArray();
        }
    }
}
