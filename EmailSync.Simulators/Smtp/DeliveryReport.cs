using System.Globalization;
using System.Text;
using EmailSync.Simulators.Mail;
using MimeKit;

namespace EmailSync.Simulators.Smtp;

/// <summary>What the sink writes to a sender whose mail reached nobody (RFC 3464).</summary>
internal static class DeliveryReport
{
    private const int MaxHeaders = 100;
    private const int MaxHeaderLength = 2_000;

    public static byte[] Build(SmtpMail mail, IReadOnlyList<string> unknown, RawMail original, DateTimeOffset now)
    {
        var message = new MimeMessage();
        message.Headers.Add(HeaderId.From, $"Mail Delivery System <MAILER-DAEMON@{SmtpTrace.HostName}>");
        message.Headers.Add(HeaderId.To, $"<{mail.From}>");
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-replied");
        message.Subject = "Undelivered mail returned to its sender";
        message.Date = now;
        message.MessageId = string.Create(CultureInfo.InvariantCulture, $"{mail.Id}.{now.ToUnixTimeMilliseconds()}.report@{SmtpTrace.HostName}");
        message.Body = new MultipartReport("delivery-status")
        {
            new TextPart("plain") { Text = $"Your mail could not be delivered to:\r\n\r\n{string.Join("\r\n", unknown.Select(to => $"<{to}>"))}\r\n" },
            Status(mail, unknown, now),
            Headers(original),
        };
        using var bytes = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.International = mail.From.Any(letter => letter > '\x7f') || unknown.Any(to => to.Any(letter => letter > '\x7f'));
        message.WriteTo(format, bytes);
        return bytes.ToArray();
    }

    private static MessageDeliveryStatus Status(SmtpMail mail, IReadOnlyList<string> unknown, DateTimeOffset now)
    {
        var status = new MessageDeliveryStatus();
        status.StatusGroups.Add(new HeaderList
        {
            { "Reporting-MTA", $"dns; {SmtpTrace.HostName}" },
            { "X-Queue-Id", mail.Id },
            { "Arrival-Date", SmtpTrace.Date(mail.ReceivedAt) },
        });
        foreach (var recipient in unknown)
        {
            status.StatusGroups.Add(new HeaderList
            {
                { "Final-Recipient", $"{(recipient.Any(letter => letter > '\x7f') ? "utf-8" : "rfc822")}; {recipient}" },
                { "Action", "failed" },
                { "Status", "5.1.1" },
                { "Diagnostic-Code", "smtp; 550 5.1.1 Nobody has this address" },
                { "Last-Attempt-Date", SmtpTrace.Date(now) },
            });
        }

        return status;
    }

    private static TextPart Headers(RawMail original)
    {
        var lines = original.Headers.Take(MaxHeaders).Where(header => !header.Is("Bcc"))
            .Select(header => $"{header.Name}: {(header.Value.Length > MaxHeaderLength ? header.Value[..MaxHeaderLength] : header.Value)}\r\n");
        var part = new TextPart("rfc822-headers");
        part.SetText(Encoding.UTF8, string.Concat(lines));
        return part;
    }
}
