using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sync;

namespace EmailSync.Functions.Http.Contracts;

public sealed record ConnectBody(string? Provider, string? ReturnUrl, string? LoginHint, string? Mode);

public sealed record ConnectView(string AuthorizationUrl);

public sealed record MailboxView(
    MailProviderName Provider,
    string Address,
    MailboxStatus Status,
    string? Reason,
    DateTimeOffset Since,
    string Delivery,
    DateTimeOffset ConnectedAt,
    DateTimeOffset? LastSyncedAt,
    DateTimeOffset? WatchExpiresAt,
    string? LastError);

public sealed record DecisionView(
    DateTimeOffset At,
    string ProviderMessageId,
    string? MessageIdHeader,
    Outcome Outcome,
    Reason Reason,
    string Rule,
    DateTimeOffset? RetryAt,
    string? MessageId);

/// <param name="Id">Give it to <c>…/quarantine/{id}/replay</c>.</param>
public sealed record QuarantineView(string Id, DateTimeOffset Since, int Attempts, string? Cause);
