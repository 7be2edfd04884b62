using System.Globalization;
using System.Text;
using EmailSync.Simulators.Mail;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>Exchange's report for an address that nobody has.</summary>
internal static class NonDeliveryReport
{
    public static byte[] Build(string sender, string recipient, RawMail original, DateTimeOffset now, long number)
    {
        var date = now.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);
        var messageId = MailHeaders.MessageId(original);
        var headers = string.Concat(original.Headers.Where(header => !header.Is("Bcc")).Take(100).Select(header => $"{header.Name}: {header.Value}\r\n"));
        var boundary = string.Create(CultureInfo.InvariantCulture, $"_000_ndr{number:x8}_");
        var domain = sender[(sender.LastIndexOf('@') + 1)..];
        var references = messageId is null ? "" : $"In-Reply-To: {messageId}\r\nReferences: {messageId}\r\n";
        return Encoding.UTF8.GetBytes(
            $"""
            From: <postmaster@{domain}>
            To: <{sender}>
            Date: {date}
            Message-ID: <{number:x8}-{now.ToUnixTimeMilliseconds()}@ndr.prod.outlook.example>
            {references}Subject: Undeliverable: {original.Header("Subject")}
            Auto-Submitted: auto-replied
            X-MS-Exchange-Message-Is-Ndr:
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"

            --{boundary}
            Content-Type: text/plain; charset="utf-8"

            Your message to {recipient} couldn't be delivered. The address wasn't found at the destination domain.

            --{boundary}
            Content-Type: message/delivery-status

            Reporting-MTA: dns;ndr.prod.outlook.example
            Received-From-MTA: dns;ndr.prod.outlook.example
            Arrival-Date: {date}

            Final-Recipient: rfc822;{recipient}
            Action: failed
            Status: 5.1.10
            Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup

            --{boundary}
            Content-Type: message/rfc822

            {headers}
            --{boundary}--

            """.ReplaceLineEndings("\r\n"));
    }
}
