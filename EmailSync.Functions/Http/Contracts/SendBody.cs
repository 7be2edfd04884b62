namespace EmailSync.Functions.Http.Contracts;

public sealed record SendBody
{
    /// <summary><c>individual</c>, <c>bulk</c> or <c>workflow</c>.</summary>
    public string? Kind { get; init; }

    public string? UserId { get; init; }
    public string? ContactId { get; init; }
    public string? From { get; init; }

    /// <summary>An address.</summary>
    public string? ReplyTo { get; init; }

    public IReadOnlyList<string>? Cc { get; init; }
    public IReadOnlyList<string>? Bcc { get; init; }
    public string? Subject { get; init; }
    public string? Html { get; init; }
    public string? Text { get; init; }
    public IReadOnlyList<AttachmentBody?>? Attachments { get; init; }
    public string? ReplyToMessageId { get; init; }
    public DateTimeOffset? SendAt { get; init; }
}
