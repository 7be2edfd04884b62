namespace EmailSync.Core.Mail;

/// <summary>
/// The headers that decisions need, parsed leniently (RFC 5322, hostile input expected). The same mail gives the same envelope whether it is
/// read from raw MIME, from Gmail's header list or from Graph's properties, save for what a provider hides (Bcc, trace headers).
/// </summary>
public sealed record Envelope
{
    /// <summary>Message-ID without angle brackets, or null where there is none. Compared exactly.</summary>
    public string? MessageId { get; init; }

    /// <summary>Ids in In-Reply-To without brackets, in order; junk text is dropped.</summary>
    public IReadOnlyList<string> InReplyTo { get; init; } = [];

    /// <summary>Ids in References without brackets, oldest first, duplicates dropped, the last 50 at most.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    public IReadOnlyList<MailAddress> From { get; init; } = [];
    public MailAddress? Sender { get; init; }
    public IReadOnlyList<MailAddress> ReplyTo { get; init; } = [];
    public IReadOnlyList<MailAddress> To { get; init; } = [];
    public IReadOnlyList<MailAddress> Cc { get; init; } = [];
    public IReadOnlyList<MailAddress> Bcc { get; init; } = [];

    /// <summary>Every address that it goes to, once.</summary>
    public IReadOnlyList<string> Recipients => [.. To.Concat(Cc).Concat(Bcc).Select(a => a.Address).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Decoded (RFC 2047), unfolded, otherwise as written; empty where there is none.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The Date header; null where it is missing or unreadable.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>Sent by a machine (RFC 3834 and vendors' marks; R23).</summary>
    public bool IsAutomatic { get; init; }

    /// <summary>A delivery or disposition report by its headers (RFC 6522; R37).</summary>
    public bool IsReport { get; init; }

    /// <summary>A report on delivery, or a complaint (RFC 5965): it may tell what became of a mail that was sent (R37).</summary>
    public bool TellsWhatBecame { get; init; }

    /// <summary>The value of our own <c>X-EmailSync-Send</c> header, or null. Recipients can copy it: honour it only beside equal From, Date and Subject.</summary>
    public string? SendToken { get; init; }
}
