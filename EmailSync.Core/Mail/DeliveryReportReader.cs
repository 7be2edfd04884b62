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
    private const int MaxLines = 2_000;

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
        var text = Lines(parts);
        var (original, token) = ReturnedMail.Find(message, parts, text, own);
        if (parts.OfType<MessageFeedbackReport>().FirstOrDefault() is { } feedback)
        {
            return complaints.Contains(feedback.Fields["Feedback-Type"]?.Trim().ToLowerInvariant())
                ? new MailReport(true, Complaining(feedback.Fields), original, token)
                : null;
        }
        if (!own.IsReport)
            return null;
        var recipients = Reported(parts);
        recipients.AddRange(OnlyNamed(message, text, recipients, own.Subject));
        return new MailReport(false, [.. recipients.DistinctBy(r => r.Address, StringComparer.OrdinalIgnoreCase).Take(MaxRecipients)], original, token);
    }

    private static List<ReportedRecipient> Reported(List<MimeEntity> parts) =>
        [.. parts.OfType<MessageDeliveryStatus>().SelectMany(part => part.StatusGroups).Take(MaxRecipients).Select(Reported).OfType<ReportedRecipient>()];

    private static ReportedRecipient? Reported(MimeKit.HeaderList group)
    {
        if ((Usable(group["Original-Recipient"]) ?? Usable(group["Final-Recipient"])) is not { } address)
            return null;
        var status = EnhancedStatus.FindIn(group["Status"]);
        var action = FirstWord(group["Action"]);

        // "Delayed" is no failure, whatever the status says; "failed" is one with a status of 4 as well: the time for trying is over.
        if (action is not "failed" && (action is not "" || status is null || !EnhancedStatus.IsPermanent(status)))
            return new ReportedRecipient(address, null);
        if (status is null or "5.0.0" || status[0] == '2')
            status = EnhancedStatus.FindIn(group["Diagnostic-Code"]) is { } said && said[0] != '2' ? said : EnhancedStatus.Unknown;
        return new ReportedRecipient(address, status);
    }

    /// <summary>Who is named outside of a delivery status: by the header that Exim and Gmail write, or by the text alone.</summary>
    private static IEnumerable<ReportedRecipient> OnlyNamed(MimeMessage message, List<string> text, List<ReportedRecipient> reported, string subject)
    {
        var header = message.Headers["X-Failed-Recipients"]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var isStillTried = subject.Contains("delay", StringComparison.OrdinalIgnoreCase) || subject.Contains("warning", StringComparison.OrdinalIgnoreCase);
        if (header is null && (reported.Count > 0 || isStillTried))
            return [];
        var before = text.TakeWhile(line => !BeginsTheReturned(line)).ToList();
        var status = before.Select(EnhancedStatus.FindIn).FirstOrDefault(code => code?[0] is '5' or '4') ?? EnhancedStatus.Unknown;
        return (header ?? before.Select(Alone).OfType<string>()).Take(MaxRecipients).Select(address => new ReportedRecipient(address, status));
    }

    private static IReadOnlyList<ReportedRecipient> Complaining(MimeKit.HeaderList fields) =>
    [
        .. fields.Where(field => field.Field.Equals("Original-Rcpt-To", StringComparison.OrdinalIgnoreCase))
            .Concat(fields.Where(field => field.Field.Equals("Removal-Recipient", StringComparison.OrdinalIgnoreCase)))
            .Select(field => field.Value.Trim(' ', '<', '>'))
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

    private static List<string> Lines(List<MimeEntity> parts) =>
        [.. parts.OfType<TextPart>().Where(part => part is { IsAttachment: false, Content: not null }).Take(2).SelectMany(part => (part.Text ?? "").Split('\n')).Take(MaxLines).Select(line => line.TrimEnd('\r'))];

    private static bool BeginsTheReturned(string line) =>
        line.StartsWith("---", StringComparison.Ordinal)
        || line.Contains("copy of the message", StringComparison.OrdinalIgnoreCase)
        || line.Contains("original message headers", StringComparison.OrdinalIgnoreCase)
        || line.TrimStart(' ', '>').StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase);

    private static string? Alone(string line) =>
        AddressAlone().Match(line) is { Success: true } match && EmailAddress.TryParse(match.Groups[1].Value, out var address) ? address.Display : null;

    private static string FirstWord(string? value) => (value ?? "").Trim().Split([' ', ';', '(', '\t'], 2)[0].ToLowerInvariant();

    // "  ana@x.example", "<ana@x.example>:" (qmail), "  ana@x.example on 3/2/2026 10:00 AM" (Exchange).
    [GeneratedRegex(@"^\s{0,20}<?([^\s<>:]{1,254}@[^\s<>:]{1,254})>?(:|\s+on\s\d.*)?\s*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex AddressAlone();
}
