using EmailSync.Core.Mailboxes;

namespace EmailSync.Functions.Http.Contracts;

/// <summary>A mailbox as an operator sees it, whoever is connected to it.</summary>
/// <param name="Connections">How many users are connected to it, paused ones among them.</param>
/// <param name="LagSeconds">How long ago it was last known to be in step; absent before the first look, and for one that is not looked at.</param>
/// <param name="Quarantined">Messages that were set aside.</param>
/// <param name="QuotaUsed">How much of the provider's limit is in use, 0 to 1.</param>
/// <param name="PausedUntil">The provider has said that it wants no calls before; absent when it takes them.</param>
public sealed record MailboxSummaryView(
    string Id,
    MailProviderName Provider,
    string Address,
    MailboxStatus Status,
    string? Reason,
    DateTimeOffset Since,
    Delivery Delivery,
    int Connections,
    DateTimeOffset? LastSyncedAt,
    long? LagSeconds,
    DateTimeOffset? WatchExpiresAt,
    int Quarantined,
    double QuotaUsed,
    DateTimeOffset? PausedUntil,
    string? LastError);
