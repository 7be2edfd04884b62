using System.Globalization;
using System.Net;
using System.Text;
using MimeKit;
using MimeKit.Text;

namespace EmailSync.Benchmarks.Load;

/// <summary>
/// Writes mails as mail clients do: text and HTML side by side, answers with the answered text quoted below, long ones with an attachment that makes up
/// most of their size.
/// </summary>
internal static class MailWriter
{
    private const int LongFrom = 30_000;

    // HTML says the same as the text, with its markup about twice as long; base64 makes three bytes four.
    private const int TextShare = 4;
    private const double Base64 = 0.73;
    private static readonly string[] words =
    [
        "about", "account", "again", "appointment", "attached", "before", "between", "call", "change", "client", "confirm", "contract", "date", "delivery",
        "details", "evening", "everything", "follow", "forward", "from", "give", "house", "invoice", "know", "later", "meeting", "month", "morning", "need",
        "number", "offer", "office", "order", "payment", "phone", "please", "price", "question", "ready", "receive", "request", "schedule", "send", "soon",
        "thanks", "the", "there", "think", "this", "time", "today", "tomorrow", "until", "visit", "week", "will", "with", "work", "would", "your",
    ];

    public static byte[] Write(LoadMail mail, DateTimeOffset date)
    {
        var lot = new Random(mail.Number);
        var message = new MimeMessage
        {
            MessageId = mail.MessageId,
            Date = date,
            Subject = mail.Subject,
        };
        message.From.Add(new MailboxAddress(mail.From?.Id ?? "A stranger", mail.Sender));
        message.To.Add(new MailboxAddress(mail.Mailbox.User, mail.Mailbox.Address));
        message.References.AddRange(mail.References);
        if (mail.Answers is { } answered)
            message.InReplyTo = answered.MessageId;

        var paragraphs = Paragraphs(lot, Math.Min(mail.Size, LongFrom) / TextShare);
        var quoted = mail.Answers is null ? [] : Paragraphs(lot, 600);
        Entity(message, mail, lot, Text(paragraphs, quoted), Html(paragraphs, quoted));
        using var bytes = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(format, bytes);
        return bytes.ToArray();
    }

    private static void Entity(MimeMessage message, LoadMail mail, Random lot, string text, string html)
    {
        var body = new MultipartAlternative
        {
            new TextPart(TextFormat.Plain) { Text = text },
            new TextPart(TextFormat.Html) { Text = html },
        };
        body.Boundary = Boundary(mail, "body");
        if (mail.Size < LongFrom)
        {
            message.Body = body;
            return;
        }

        var content = new byte[(int)((mail.Size - LongFrom) * Base64) + 1_000];
        lot.NextBytes(content);
        var attachment = new MimePart("application", "pdf")
        {
            Content = new MimeContent(new MemoryStream(content)),
            ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = $"document-{mail.Number}.pdf" },
            ContentTransferEncoding = ContentEncoding.Base64,
        };
        message.Body = new Multipart("mixed") { body, attachment };
        ((Multipart)message.Body).Boundary = Boundary(mail, "mixed");
    }

    private static string Boundary(LoadMail mail, string part) => string.Create(CultureInfo.InvariantCulture, $"={part}-{mail.Number:D8}=");

    private static List<string> Paragraphs(Random lot, int length)
    {
        var paragraphs = new List<string>();
        var written = 0;
        while (written < length)
        {
            var paragraph = new StringBuilder();
            var sentences = lot.Next(1, 6);
            for (var s = 0; s < sentences && written + paragraph.Length < length; s++)
                paragraph.AppendJoin(' ', Enumerable.Range(0, lot.Next(4, 18)).Select(_ => words[lot.Next(words.Length)])).Append(". ");
            paragraphs.Add(paragraph.ToString().TrimEnd());
            written += paragraph.Length;
        }

        return paragraphs;
    }

    private static string Text(List<string> paragraphs, List<string> quoted)
    {
        var text = new StringBuilder().AppendJoin("\n\n", paragraphs).Append('\n');
        if (quoted.Count > 0)
            text.Append("\nOn Monday somebody wrote:\n").AppendJoin("\n>\n", quoted.Select(line => "> " + line)).Append('\n');
        return text.ToString();
    }

    private static string Html(List<string> paragraphs, List<string> quoted)
    {
        var html = new StringBuilder("<html><head><meta charset=\"utf-8\"><style>p { margin: 0 0 1em } .sign { color: #777 }</style></head><body>\n");
        foreach (var paragraph in paragraphs)
            html.Append(CultureInfo.InvariantCulture, $"<p style=\"font-family: Arial, sans-serif; font-size: 13px\">{WebUtility.HtmlEncode(paragraph)}</p>\n");
        html.Append("<table><tr><td class=\"sign\">With kind regards</td><td><a href=\"https://people.example/\">people.example</a></td></tr></table>\n");
        if (quoted.Count > 0)
        {
            html.Append("<blockquote type=\"cite\">")
                .AppendJoin('\n', quoted.Select(line => $"<p>{WebUtility.HtmlEncode(line)}</p>"))
                .Append("</blockquote>\n");
        }

        return html.Append("</body></html>\n").ToString();
    }
}
