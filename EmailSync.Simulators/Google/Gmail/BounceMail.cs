using System.Globalization;
using System.Text;
using EmailSync.Simulators.Mail;

namespace EmailSync.Simulators.Google.Gmail;

/// <summary>The delivery report for an address that nobody has (RFC 3464).</summary>
internal static class BounceMail
{
    public static byte[] Build(string sender, string recipient, RawMail original, DateTimeOffset now, long number)
    {
        var date = now.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);
        var messageId = MailHeaders.MessageId(original);
        var headers = string.Concat(original.Headers.Where(header => !header.Is("Bcc")).Take(100).Select(header => $"{header.Name}: {header.Value}\r\n"));
        var boundary = string.Create(CultureInfo.InvariantCulture, $"0000000000bounce{number:x8}");
        var references = messageId is null ? "" : $"In-Reply-To: {messageId}\r\nReferences: {messageId}\r\n";
        return Encoding.UTF8.GetBytes(
            $"""
            From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
            To: {sender}
            Auto-Submitted: auto-replied
            Subject: Delivery Status Notification (Failure)
            Date: {date}
            Message-ID: <{number:x8}.{now.ToUnixTimeMilliseconds()}.bounce@mx.google.com>
            X-Failed-Recipients: {recipient}
            {references}MIME-Version: 1.0
            Content-Type: multipart/report; boundary="{boundary}"; report-type=delivery-status

            --{boundary}
            Content-Type: text/plain; charset="UTF-8"

            ** Address not found **

            Your message wasn't delivered to {recipient} because the address couldn't be found, or is unable to receive mail.

            --{boundary}
            Content-Type: message/delivery-status

            Reporting-MTA: dns; googlemail.com
            Arrival-Date: {date}
            X-Original-Message-ID: {messageId}

            Final-Recipient: rfc822; {recipient}
            Action: failed
            Status: 5.1.1
            Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.
            Last-Attempt-Date: {date}

            --{boundary}
            Content-Type: text/rfc822-headers

            {headers}
            --{boundary}--

            """.ReplaceLineEndings("\r\n"));
    }
}
