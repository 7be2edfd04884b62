using System.Text;

namespace EmailSync.Tests.Mail;

/// <summary>A report by a mail system; what is not said is an ordinary RFC 3464 report of one failure.</summary>
internal sealed record AReport(string To, string? MessageId, params string[] Failed)
{
    public string From { get; init; } = "Mail Delivery System <MAILER-DAEMON@mx.example>";
    public string Subject { get; init; } = "Undelivered Mail Returned to Sender";
    public string Action { get; init; } = "failed";
    public string Status { get; init; } = "5.1.1";
    public string Id { get; init; } = "report-1@mx.example";
    public string? Token { get; init; }

    /// <summary>RFC 5965 instead: how the feedback is called.</summary>
    public string? Feedback { get; init; }

    public byte[] Bytes()
    {
        var type = Feedback is null ? "delivery-status" : "feedback-report";
        List<string> lines =
        [
            $"From: {From}", $"To: {To}", $"Subject: {Subject}", "Date: Mon, 02 Mar 2026 09:30:00 +0000", $"Message-ID: <{Id}>", "MIME-Version: 1.0",
            $"Content-Type: multipart/report; report-type={type}; boundary=b1", "", "--b1", "Content-Type: text/plain", "", "What happened.", "",
            "--b1", $"Content-Type: message/{type}", "",
        ];
        if (Feedback is not null)
            lines.AddRange([$"Feedback-Type: {Feedback}", "User-Agent: Loop/1.0", "Version: 1", .. Failed.Select(f => $"Original-Rcpt-To: <{f}>"), ""]);
        else
            lines.AddRange(["Reporting-MTA: dns; mx.example", "", .. Failed.SelectMany(f => new[] { $"Final-Recipient: rfc822; {f}", $"Action: {Action}", $"Status: {Status}", "" })]);
        lines.AddRange(["--b1", "Content-Type: text/rfc822-headers", "", "From: <ana@acme.example>", "Subject: Offer"]);
        if (MessageId is not null)
            lines.Add($"Message-ID: <{MessageId}>");
        if (Token is not null)
            lines.Add($"X-EmailSync-Send: {Token}");
        lines.AddRange(["", "--b1--", ""]);
        return Encoding.UTF8.GetBytes(string.Join("\r\n", lines));
    }
}
