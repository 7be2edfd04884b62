using System.Globalization;
using System.Text;

namespace EmailSync.Tests.Pipeline;

/// <summary>A mail with parts behind its text.</summary>
internal sealed record FiledMail(string From, string To, string Subject)
{
    private const string Boundary = "=-outer-=";
    private readonly StringBuilder parts = new();

    public string? Id { get; init; }

    public string? Answers { get; init; }

    /// <summary>A file of so many bytes, all alike.</summary>
    public FiledMail With(string name, string type, int size, string disposition = "attachment")
    {
        parts.Append(CultureInfo.InvariantCulture, $"--{Boundary}\r\nContent-Type: {type}\r\nContent-Disposition: {disposition}; filename=\"{name}\"\r\n")
            .Append("Content-Transfer-Encoding: base64\r\n\r\n").Append(Convert.ToBase64String(Content(size), Base64FormattingOptions.InsertLineBreaks)).Append("\r\n");
        return this;
    }

    /// <summary>A part as it stands, headers and all.</summary>
    public FiledMail With(string part)
    {
        parts.Append(CultureInfo.InvariantCulture, $"--{Boundary}\r\n{part}\r\n");
        return this;
    }

    public static byte[] Content(int size)
    {
        var content = new byte[size];
        Array.Fill(content, (byte)(size % 251));
        return content;
    }

    public byte[] Bytes() => Encoding.ASCII.GetBytes(
        $"From: {From}\r\nTo: {To}\r\nSubject: {Subject}\r\nDate: Mon, 02 Mar 2026 09:00:00 +0000\r\n" +
        (Id is null ? "" : $"Message-ID: <{Id}>\r\n") + (Answers is null ? "" : $"In-Reply-To: <{Answers}>\r\nReferences: <{Answers}>\r\n") +
        $"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"{Boundary}\"\r\n\r\n--{Boundary}\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n" +
        $"{parts}--{Boundary}--\r\n");
}
