using EmailSync.Core.Mailboxes;

namespace EmailSync.Functions.Http.Contracts;

public sealed record MailboxView(
    MailProviderName Provider,
    string Address,
    MailboxStatus Status,
    string? Reason,
    DateTimeOffset Since,
    MailboxAction? Action,
    Delivery Delivery,
    DateTimeOffset ConnectedAt,
    DateTimeOffset? LastSyncedAt,
    DateTimeOffset? WatchExpiresAt,
    string? LoggingAddress,
    int SentLast24Hours,
    int DailySendLimit,
    string? LastError);
