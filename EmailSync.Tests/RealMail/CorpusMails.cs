using System.Globalization;
using System.Text;
using EmailSync.Tests.Mail;
using MimeKit;

namespace EmailSync.Tests.RealMail;

/// <summary>Everything in the corpus as mails: a mailbox is taken apart, and what is only a body or an attachment gets the plainest mail around it.</summary>
internal static class CorpusMails
{
    public static IReadOnlyList<CorpusMail> All() => [.. Corpus.AllFiles().SelectMany(Read)];

    private static IEnumerable<CorpusMail> Read(string file)
    {
        var name = $"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileName(file)}";
        var bytes = File.ReadAllBytes(file);
        return Path.GetExtension(file) switch
        {
            ".eml" => [new CorpusMail(name, bytes)],
            ".mbox" => Mailbox(name, bytes),
            ".html" => [Html(name, bytes)],
            ".tnef" => [Tnef(name, bytes)],
            var other => throw new NotSupportedException($"{name}: nobody knows how {other} becomes a mail."),
        };
    }

    /// <summary>Content-Length says where a mail ends: some hold lines that begin like the next one.</summary>
    private static IEnumerable<CorpusMail> Mailbox(string name, byte[] bytes)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        var parser = new MimeParser(new ParserOptions { RespectContentLength = true }, stream, MimeFormat.Mbox);
        var starts = new List<int>();
        while (!parser.IsEndOfStream)
        {
            parser.ParseMessage().Dispose();
            starts.Add((int)parser.MboxMarkerOffset);
        }

        return starts.Select((start, i) =>
        {
            var mail = bytes.AsSpan(start..(i + 1 < starts.Count ? starts[i + 1] : bytes.Length));
            return new CorpusMail($"{name}#{i + 1}", mail[(mail.IndexOf((byte)'\n') + 1)..].ToArray());
        });
    }

    private static CorpusMail Html(string name, byte[] body) =>
        new(name, [.. Headers(name, "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit"), .. body]);

    private static CorpusMail Tnef(string name, byte[] payload) => new(name,
    [
        .. Headers(name, "Content-Type: multipart/mixed; boundary=\"parts\""),
        .. "--parts\r\nContent-Type: text/plain\r\n\r\nSee the attachment.\r\n--parts\r\n"u8,
        .. "Content-Type: application/ms-tnef; name=\"winmail.dat\"\r\nContent-Disposition: attachment; filename=\"winmail.dat\"\r\n"u8,
        .. "Content-Transfer-Encoding: base64\r\n\r\n"u8,
        .. Encoding.ASCII.GetBytes(Convert.ToBase64String(payload, Base64FormattingOptions.InsertLineBreaks)),
        .. "\r\n--parts--\r\n"u8,
    ]);

    private static byte[] Headers(string name, string content) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"Message-ID: <{name}@corpus.example>\r\nDate: Mon, 02 Mar 2026 10:00:00 +0000\r\nSubject: {name}\r\nMIME-Version: 1.0\r\n{content}\r\n\r\n"));
}
