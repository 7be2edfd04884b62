namespace EmailSync.Core.Mail;

/// <summary>A mail to be built. Header values are data: line breaks in them are refused, never written.</summary>
public sealed record OutgoingMail
{
    public required MailAddress From { get; init; }
    public IReadOnlyList<MailAddress> To { get; init; } = [];
    public IReadOnlyList<MailAddress> Cc { get; init; } = [];
    public IReadOnlyList<MailAddress> Bcc { get; init; } = [];

    public IEnumerable<string> Recipients => To.Concat(Cc).Concat(Bcc).Select(a => a.Address);

    /// <summary>Where answers are to go instead of to From; null for there.</summary>
    public MailAddress? ReplyTo { get; init; }

    public string Subject { get; init; } = "";

    /// <summary>Whole seconds: what Date can express (RFC 5322 section 3.3).</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>Without brackets. Gmail replaces it when it sends.</summary>
    public required string MessageId { get; init; }

    public string? InReplyTo { get; init; }
    public IReadOnlyList<string> References { get; init; } = [];
    public string? Text { get; init; }
    public string? Html { get; init; }

    /// <summary>Those that <c>cid:</c> links of <see cref="Html"/> name stand in it.</summary>
    public IReadOnlyList<OutgoingAttachment> Attachments { get; init; } = [];

    /// <summary>For mail to many; null writes nothing.</summary>
    public OutgoingUnsubscribe? Unsubscribe { get; init; }

    /// <summary>Value of <c>X-EmailSync-Send</c>.</summary>
    public required string SendToken { get; init; }
}
