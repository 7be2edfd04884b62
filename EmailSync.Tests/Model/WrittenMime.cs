using System.Globalization;
using System.Text;

namespace EmailSync.Tests.Model;

/// <summary>The bytes of a mail as its sender's program would write them.</summary>
internal static class WrittenMime
{
    public static byte[] Of(WrittenMail mail)
    {
        if (mail.Bytes is { } bytes)
            return bytes;
        List<string> lines = [$"From: {mail.From}"];
        AddAddresses(lines, "To", mail.To);
        AddAddresses(lines, "Cc", mail.Cc);
        AddAddresses(lines, "Bcc", mail.Bcc);
        lines.Add($"Subject: {mail.Subject}");
        lines.Add($"Date: {mail.Date.ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture)}");
        if (mail.MessageId is { } id)
            lines.Add($"Message-ID: <{id}>");
        if (mail.References.Count > 0)
            lines.AddRange([$"In-Reply-To: <{mail.References[^1]}>", $"References: {string.Join("\r\n ", mail.References.Select(r => $"<{r}>"))}"]);
        if (mail.Automatic)
            lines.Add("Auto-Submitted: auto-replied");
        lines.AddRange(mail.ExtraHeaders);
        lines.Add("MIME-Version: 1.0");
        if (mail.Attachments.Count == 0)
            lines.AddRange(["Content-Type: text/plain; charset=utf-8", "", $"Mail {mail.Number}.", ""]);
        else
            AddParts(lines, mail);
        return Encoding.UTF8.GetBytes(string.Join("\r\n", lines));
    }

    private static void AddAddresses(List<string> lines, string field, IReadOnlyList<string> addresses)
    {
        if (addresses.Count > 0)
            lines.Add($"{field}: {string.Join(",\r\n ", addresses)}");
    }

    private static void AddParts(List<string> lines, WrittenMail mail)
    {
        lines.AddRange(["Content-Type: multipart/mixed; boundary=parts", "", "--parts", "Content-Type: text/plain; charset=utf-8", "", $"Mail {mail.Number}."]);
        foreach (var attachment in mail.Attachments)
        {
            lines.AddRange(
            [
                "--parts", "Content-Type: application/octet-stream", $"Content-Disposition: attachment; filename=\"{attachment.Name}\"",
                "Content-Transfer-Encoding: base64", "", Convert.ToBase64String(new byte[attachment.Size], Base64FormattingOptions.InsertLineBreaks),
            ]);
        }
        lines.AddRange(["--parts--", ""]);
    }
}
