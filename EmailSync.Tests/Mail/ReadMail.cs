using System.Globalization;
using System.Security.Cryptography;
using EmailSync.Core.Mail;
using MimeKit;

namespace EmailSync.Tests.Mail;

/// <summary>What a mail says, whoever has read it; also the JSON of <c>tools/read-mail</c>.</summary>
internal sealed record ReadMail(
    IReadOnlyList<ReadPerson> From, IReadOnlyList<ReadPerson> ReplyTo, IReadOnlyList<ReadPerson> To, IReadOnlyList<ReadPerson> Cc, IReadOnlyList<ReadPerson> Bcc, string Subject,
    DateTimeOffset Date, IReadOnlyList<string> MessageId, IReadOnlyList<string> InReplyTo, IReadOnlyList<string> References, string? Unsubscribe, string Text, string? Html,
    IReadOnlyList<ReadFile> Attachments)
{
    private const int MostReferences = 50;

    /// <summary>What any reader must find in it.</summary>
    public static ReadMail Of(OutgoingMail mail)
    {
        var isLinked = mail.Attachments
            .Select(file => file.ContentId is { } id && mail.Html?.Contains(id.Replace("@", "%40", StringComparison.Ordinal), StringComparison.Ordinal) == true).ToArray();
        var files = mail.Attachments.Select((file, i) => new ReadFile(
            file.Name, file.ContentType, isLinked[i] ? "inline" : "attachment", isLinked[i] ? file.ContentId : null, Hash(file.Content.ToArray())));
        var uris = new[] { mail.Unsubscribe?.OneClick, mail.Unsubscribe?.Mail }.OfType<Uri>().Select(uri => $"<{uri.OriginalString}>").ToArray();
        return new ReadMail(
            People([mail.From]), People(mail.ReplyTo is null ? [] : [mail.ReplyTo]), People(mail.To), People(mail.Cc), People(mail.Bcc), mail.Subject, mail.Date, [mail.MessageId],
            mail.InReplyTo is null ? [] : [mail.InReplyTo],
            mail.References.Count <= MostReferences ? mail.References : [mail.References[0], .. mail.References.TakeLast(MostReferences - 1)],
            uris.Length == 0 ? null : string.Join(", ", uris),
            mail.Text ?? (mail.Html is null ? "" : HtmlText.FromHtml(mail.Html)), string.IsNullOrEmpty(mail.Html) ? null : mail.Html, [.. files.OrderBy(file => file.Disposition == "attachment")]);
    }

    public static ReadMail ByMimeKit(byte[] mime)
    {
        using var message = MimeMessage.Load(new MemoryStream(mime));
        return new ReadMail(
            People(message.From), People(message.ReplyTo), People(message.To), People(message.Cc), People(message.Bcc), message.Subject ?? "", message.Date,
            [message.MessageId ?? ""], message.InReplyTo is null ? [] : [message.InReplyTo], [.. message.References],
            message.Headers["List-Unsubscribe"], message.TextBody ?? "", message.HtmlBody,
            [.. message.BodyParts.OfType<MimePart>().Where(part => part.ContentDisposition is not null).Select(part => new ReadFile(
                part.FileName ?? "", part.ContentType.MimeType, part.ContentDisposition!.Disposition, part.ContentId, Hash(Decode(part))))]);
    }

    /// <summary>Field by field, in words: equal where two readers found the same.</summary>
    public IReadOnlyList<string> Says() =>
    [
        $"from {string.Join(", ", From)}", $"replyTo {string.Join(", ", ReplyTo)}", $"to {string.Join(", ", To)}", $"cc {string.Join(", ", Cc)}", $"bcc {string.Join(", ", Bcc)}",
        $"subject {Subject}", $"date {Date.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture)}", $"messageId {string.Join(' ', MessageId)}", $"inReplyTo {string.Join(' ', InReplyTo)}",
        $"references {string.Join(' ', References)}", $"unsubscribe {Unsubscribe}", $"text {Lines(Text)}", $"html {(Html is null ? "none" : Lines(Html))}",
        .. Attachments.Select(file => file.ToString()),
    ];

    private static string Lines(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    private static ReadPerson[] People(IEnumerable<MailAddress> people) => [.. people.Select(person => new ReadPerson(person.Name ?? "", Ascii(person.Address)))];

    private static ReadPerson[] People(InternetAddressList list) => [.. list.Mailboxes.Select(mailbox => new ReadPerson(mailbox.Name ?? "", mailbox.GetAddress(idnEncode: true)))];

    private static string Ascii(string address)
    {
        var at = address.IndexOf('@', StringComparison.Ordinal);
        return System.Text.Ascii.IsValid(address.AsSpan(at)) ? address : $"{address[..at]}@{new IdnMapping().GetAscii(address[(at + 1)..])}";
    }

    private static byte[] Decode(MimePart part)
    {
        using var content = new MemoryStream();
        part.Content?.DecodeTo(content);
        return content.ToArray();
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}

internal sealed record ReadPerson(string Name, string Address);

internal sealed record ReadFile(string Name, string Type, string Disposition, string? ContentId, string Sha256);
