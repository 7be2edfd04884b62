using EmailSync.Core.Providers;

namespace EmailSync.Core.Mailboxes;

/// <summary>One watched account, however many locations it is connected in.</summary>
/// <param name="PushIdentity">What the provider's notifications call it, or null before the first watch.</param>
/// <param name="LastError">Short code of what went wrong last, or null when the last look went well.</param>
/// <param name="RenewAt">When its watch is renewed next. A pointer that comes due before this is a leftover: another one stands at this time.</param>
/// <param name="ReconcileAt">The same for the next look without a push.</param>
/// <param name="ConnectingUntil">A sign-in is being completed, at most until then: what an earlier connection left behind is not removed meanwhile.</param>
/// <param name="ClosingUntil">It is being closed, at most until then: a sign-in would be robbed of its grant.</param>
/// <param name="ClosingBy">Who closes it, so that the same work may go on after a crash.</param>
/// <param name="WatchingUntil">A watch is being made or renewed, at most until then: closing would leave it behind at the provider.</param>
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
    string? LastError,
    DateTimeOffset? RenewAt = null,
    DateTimeOffset? ReconcileAt = null,
    DateTimeOffset? ConnectingUntil = null,
    DateTimeOffset? ClosingUntil = null,
    string? ClosingBy = null,
    DateTimeOffset? WatchingUntil = null)
{
    /// <summary>What is known of its pushes (B7).</summary>
    public PushHealth Push { get; init; } = PushHealth.Well;

    /// <summary>The account belongs to an organisation, as far as its sign-in told; the provider's limits differ by that.</summary>
    public bool IsOfOrganisation { get; init; }

    /// <summary>So many looks at it have failed since the last that went well.</summary>
    public int FailedLooks { get; init; }

    /// <summary>A wake-up after a look that failed stands at this time, or stood there.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>
    /// Until when all of its feeds had been read when a look at all of them did not succeed; null once one has. Looks at some of the feeds go on meanwhile, so that
    /// the last good one says nothing of the others.
    /// </summary>
    public DateTimeOffset? BehindSince { get; init; }

    /// <summary>What the provider had before this has been seen in every feed; null when none of them has been read yet.</summary>
    public DateTimeOffset? InStepUntil => BehindSince ?? LastSyncedAt;

    /// <summary>R34: until then the provider takes no mail for sending; null when it has said nothing of the kind.</summary>
    public DateTimeOffset? SendsAgainAt { get; init; }

    /// <summary>Without a watch that lives nobody can ring.</summary>
    public Delivery DeliveryAt(DateTimeOffset now) => Push.IsSilent || !(WatchExpiresAt > now) ? Delivery.Polling : Delivery.Push;

    public Mailbox WithWatch(WatchState watch) => this with { PushIdentity = watch.PushIdentity, WatchExpiresAt = watch.ExpiresAt };
}
