namespace EmailSync.Functions.Http.Contracts;

/// <summary>Mail to many: what all of it has in common, and each one's own.</summary>
public sealed record BatchBody
{
    /// <summary><c>bulk</c> or <c>workflow</c>.</summary>
    public string? Kind { get; init; }

    public string? UserId { get; init; }
    public string? From { get; init; }
    public string? ReplyTo { get; init; }
    public string? Subject { get; init; }
    public string? Html { get; init; }
    public string? Text { get; init; }
    public IReadOnlyList<AttachmentBody?>? Attachments { get; init; }
    public IReadOnlyList<BatchMessageBody?>? Messages { get; init; }
    public DateTimeOffset? SendAt { get; init; }
}
