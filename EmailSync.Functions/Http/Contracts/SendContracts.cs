namespace EmailSync.Functions.Http.Contracts;

public sealed record SendBody
{
    /// <summary><c>individual</c>, <c>bulk</c> or <c>workflow</c>.</summary>
    public string? Kind { get; init; }

    public string? UserId { get; init; }
    public string? ContactId { get; init; }
    public string? From { get; init; }
    public IReadOnlyList<string>? Cc { get; init; }
    public IReadOnlyList<string>? Bcc { get; init; }
    public string? Subject { get; init; }
    public string? Html { get; init; }
    public string? Text { get; init; }
    public IReadOnlyList<AttachmentBody>? Attachments { get; init; }
    public string? ReplyToMessageId { get; init; }
    public DateTimeOffset? SendAt { get; init; }
}

/// <summary>Either the content itself, or the id of an upload.</summary>
public sealed record AttachmentBody(string? Name, string? ContentType, string? ContentBase64, string? Id);

public sealed record SendView(string MessageId, string Status, string StatusUrl);

public sealed record UploadView(string Id);

public sealed record HealthView(string Status);
