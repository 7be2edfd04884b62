using System.Text.RegularExpressions;
using EmailSync.Core.Directory;
using MimeKit;

namespace EmailSync.Core.Mail;

/// <summary>
/// Reads what became of a mail from delivery reports (RFC 3464), from what Gmail, Exim, qmail and Exchange write instead, and from complaints (RFC 5965).
/// Never throws on what a sender wrote, and does bounded work.
/// </summary>
public sealed partial class DeliveryReportReader(MailContentExtractor extractor)
{
    private const int MaxRecipients = 100;

    private static readonly HashSet<string> failedRecipients = new(StringComparer.OrdinalIgnoreCase) { "X-Failed-Recipients" };

    // Mail that the reader's system, not its person, found fault with is no complaint: auth-failure, virus, not-spam.
    private static readonly string[] complaints = ["abuse", "fraud", "opt-out", "opt-out-list"];

    /// <summary>Null where the mail is no report on delivery, and no complaint.</summary>
    public MailReport? Read(ReadOnlyMemory<byte> mime)
    {
        var own = EnvelopeReader.FromMime(mime);
        if (!own.TellsWhatBecame)
            return null;
        using var message = extractor.Load(mime, out _);
        if (message is null)
            return null;
        List<MimeEntity> parts = [.. message.BodyParts];
        var text = ReportParts.Lines(parts);
        var groups = ReportParts.Groups(parts.OfType<MessageDeliveryStatus>());
        var (original, token) = ReturnedMail.Find(parts, groups, text, own);
        if (parts.OfType<MessageFeedbackReport>().FirstOrDefault() is { } feedback)
        {
            var fields = ReportParts.Groups([feedback]).FirstOrDefault();
            return complaints.Contains(fields?.Field("Feedback-Type")?.ToLowerInvariant())
                ? new MailReport(true, Complaining(fields!), original, token)
                : null;
        }
        if (!own.IsReport)
            return null;
        List<ReportedRecipient> recipients = [.. groups.Select(Reported).OfType<ReportedRecipient>()];
        recipients.AddRange(OnlyNamed(mime, text, recipients, own.Subject));
        return new MailReport(false, [.. recipients.DistinctBy(r => r.Address, StringComparer.OrdinalIgnoreCase).Take(MaxRecipients)], original, token);
    }

    private static ReportedRecipient? Reported(HeaderList group)
    {
        if ((Usable(group.Field("Original-Recipient")) ?? Usable(group.Field("Final-Recipient"))) is not { } address)
            return null;
        var status = EnhancedStatus.FindIn(group.Field("Status"));
        var action = HeaderText.FirstWord(group.Field("Action") ?? "");

        // "Delayed" is no failure, whatever the status says; "failed" is one with a status of 4 as well: the time for trying is over.
        if (action is not "failed" && (action is not "" || status is null || !EnhancedStatus.IsPermanent(status)))
            return new ReportedRecipient(address, null);
        if (status is null or "5.0.0" || status[0] == '2')
            status = EnhancedStatus.FindIn(group.Field("Diagnostic-Code")) is { } said && said[0] != '2' ? said : EnhancedStatus.Unknown;
        return new ReportedRecipient(address, status);
    }

    /// <summary>Who is named outside of a delivery status: by the header that Exim and Gmail write, or by the text alone.</summary>
    private static IEnumerable<ReportedRecipient> OnlyNamed(ReadOnlyMemory<byte> mime, List<string> text, List<ReportedRecipient> reported, string subject)
    {
        var header = HeaderBlock.Read(mime.Span, failedRecipients) is [var first, ..]
            ? first.Value.Split(',', MaxRecipients + 1, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : null;
        var isStillTried = subject.Contains("delay", StringComparison.OrdinalIgnoreCase) || subject.Contains("warning", StringComparison.OrdinalIgnoreCase);
        if (header is null && (reported.Count > 0 || isStillTried))
            return [];
        var before = text.TakeWhile(line => !BeginsTheReturned(line)).ToList();
        var status = before.Select(EnhancedStatus.FindIn).FirstOrDefault(code => code?[0] is '5' or '4') ?? EnhancedStatus.Unknown;
        return (header ?? before.Select(Alone).OfType<string>()).Take(MaxRecipients).Select(address => new ReportedRecipient(address, status));
    }

    private static IReadOnlyList<ReportedRecipient> Complaining(HeaderList fields) =>
    [
        .. fields["Original-Rcpt-To"].Concat(fields["Removal-Recipient"])
            .Select(value => value.Trim(' ', '<', '>'))
            .Where(address => EmailAddress.TryParse(address, out _))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Take(MaxRecipients)
            .Select(address => new ReportedRecipient(address, null)),
    ];

    /// <summary>"rfc822; address"; null where that is no address.</summary>
    private static string? Usable(string? field)
    {
        var semicolon = field?.IndexOf(';', StringComparison.Ordinal) ?? -1;
        var address = semicolon < 0 ? "" : field![(semicolon + 1)..].Trim(' ', '<', '>');
        return EmailAddress.TryParse(address, out _) ? address : null;
    }

    private static bool BeginsTheReturned(string line) =>
        line.StartsWith("---", StringComparison.Ordinal)
        || line.Contains("copy of the message", StringComparison.OrdinalIgnoreCase)
        || line.Contains("original message headers", StringComparison.OrdinalIgnoreCase)
        || line.TrimStart(' ', '>').StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase);

    private static string? Alone(string line) =>
        AddressAlone().Match(line) is { Success: true } match && EmailAddress.TryParse(match.Groups[1].Value, out var address) ? address.Display : null;

    // One "@" only: with more the attempts would multiply. "  ana@x.example", "<ana@x.example>:" (qmail), "  ana@x.example on 3/2/2026 10:00 AM" (Exchange).
    [GeneratedRegex(@"^\s{0,20}<?([^\s<>:@]{1,254}@[^\s<>:@]{1,254})>?(:|\s+on\s\d.*)?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex AddressAlone();
}
