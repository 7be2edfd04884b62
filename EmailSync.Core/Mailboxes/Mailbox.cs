using EmailSync.Core.Providers;

namespace EmailSync.Core.Mailboxes;

/// <summary>One watched account, however many locations it is connected in.</summary>
/// <param name="PushIdentity">What the provider's notifications call it, or null before the first watch.</param>
/// <param name="LastError">Short code of what went wrong last, or null when the last look went well.</param>
public sealed record Mailbox(
    MailboxId Id,
    MailProviderName Provider,
    string Address,
    MailboxStatus Status,
    string? StatusReason,
    DateTimeOffset Since,
    string? PushIdentity,
    DateTimeOffset? WatchExpiresAt,
    DateTimeOffset? LastSyncedAt,
    string? LastError)
{
    public Mailbox WithWatch(WatchState watch) => this with { PushIdentity = watch.PushIdentity, WatchExpiresAt = watch.ExpiresAt };
}
