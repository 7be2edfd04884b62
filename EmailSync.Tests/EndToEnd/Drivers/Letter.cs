using System.Globalization;
using System.Text;

namespace EmailSync.Tests.EndToEnd.Drivers;

/// <summary>A mail as a person's client writes it.</summary>
internal sealed record Letter(string From, string To, string Subject, string Text)
{
    public string? Cc { get; init; }

    public string? Bcc { get; init; }

    public string? Html { get; init; }

    /// <summary>The Message-ID of the mail that this answers, with brackets.</summary>
    public string? Answers { get; init; }

    /// <summary>With brackets; null leaves it out, and a client's mail gets one from the simulator.</summary>
    public string? MessageId { get; init; }

    public DateTimeOffset? Date { get; init; }

    /// <summary>Name, media type and content.</summary>
    public (string Name, string Type, byte[] Content)? Attachment { get; init; }

    public byte[] Bytes()
    {
        var mail = new StringBuilder();
        Header(mail, "From", From);
        Header(mail, "To", To);
        Header(mail, "Cc", Cc);
        Header(mail, "Bcc", Bcc);
        Header(mail, "Subject", Subject);
        Header(mail, "Date", Date?.ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture));
        Header(mail, "Message-ID", MessageId);
        Header(mail, "In-Reply-To", Answers);
        Header(mail, "References", Answers);
        Header(mail, "MIME-Version", "1.0");
        if (Html is null && Attachment is null)
            return Encoding.UTF8.GetBytes(mail.Append(Part("text/plain", Text)).ToString().ReplaceLineEndings("\r\n"));

        Header(mail, "Content-Type", "multipart/mixed; boundary=\"outer\"");
        mail.Append("\n--outer\nContent-Type: multipart/alternative; boundary=\"inner\"\n\n--inner\n").Append(Part("text/plain", Text));
        if (Html is not null)
            mail.Append("\n--inner\n").Append(Part("text/html", Html));
        mail.Append("\n--inner--\n");
        if (Attachment is var (name, type, content))
        {
            mail.Append(CultureInfo.InvariantCulture, $"\n--outer\nContent-Type: {type}; name=\"{name}\"\nContent-Disposition: attachment; filename=\"{name}\"\n")
                .Append("Content-Transfer-Encoding: base64\n\n").Append(Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks)).Append('\n');
        }

        mail.Append("\n--outer--\n");
        return Encoding.UTF8.GetBytes(mail.ToString().ReplaceLineEndings("\r\n"));
    }

    private static string Part(string type, string text) =>
        $"Content-Type: {type}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n";

    private static void Header(StringBuilder mail, string name, string? value)
    {
        if (value is not null)
            mail.Append(CultureInfo.InvariantCulture, $"{name}: {value}\n");
    }
}
