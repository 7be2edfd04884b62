namespace EmailSync.Tests.EndToEnd.Drivers;

internal sealed record CrmAddress(string? Name, string Email);

internal sealed record CrmAttachment(string Id, string Name, string ContentType, long Size, bool Inline, string? OmittedReason = null);

internal sealed record CrmMailboxState(string UserId, bool Read, bool Trashed, bool Deleted, bool? Pending = null, string? Failure = null);

internal sealed record CrmProvider(string Name, string Id, string ThreadId);

internal sealed record CrmMailbox(
    string Provider, string Address, string Status, DateTimeOffset Since, string Delivery, DateTimeOffset ConnectedAt, DateTimeOffset? LastSyncedAt,
    DateTimeOffset? WatchExpiresAt, string? LoggingAddress, string? Reason = null, string? Action = null);

internal sealed record CrmMailboxSeen(string Id, string Provider, string Status, int Connections, int Quarantined, double QuotaUsed);

internal sealed record CrmDecision(
    DateTimeOffset At, string ProviderMessageId, string? MessageIdHeader, string Outcome, string Reason, string Rule, string? MessageId);

internal sealed record CrmPage<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>What a CRM asks to be sent; the user and the contact say from whom to whom.</summary>
internal sealed record CrmMail(string UserId, string ContactId, string Subject, string? Text = null, string? Html = null)
{
    public string Kind { get; init; } = "individual";

    public string? ReplyToMessageId { get; init; }

    public string? ReplyTo { get; init; }

    public DateTimeOffset? SendAt { get; init; }

    public IReadOnlyList<string>? Cc { get; init; }

    public IReadOnlyList<string>? Bcc { get; init; }

    public IReadOnlyList<CrmMailAttachment>? Attachments { get; init; }
}

internal sealed record CrmMailAttachment(string? Name = null, string? ContentType = null, string? ContentBase64 = null, string? Id = null, string? ContentId = null);
