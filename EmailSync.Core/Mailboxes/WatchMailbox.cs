using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Mailboxes;

/// <summary>Starts and renews watches. A watch never moves a cursor, and a mailbox whose watch fails is still looked at (B7).</summary>
public sealed partial class WatchMailbox(
    MailboxStore mailboxes,
    SyncTargets targets,
    DueStore due,
    DirtyStore dirty,
    DecisionPurge purge,
    MailboxHealth health,
    IMailProviders providers,
    IOptions<EmailSyncOptions> options,
    TimeProvider time,
    ILogger<WatchMailbox> logger)
{
    /// <summary>Gmail asks for a renewal once a day; a watch lives seven.</summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromDays(1);

    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromMinutes(10);

    /// <summary>The first watch of a mailbox that was just connected, and its place in the round of looks.</summary>
    public async Task BeginAsync(MailboxId id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var reconcileAt = now + options.Value.ReconcileInterval;
        await due.ScheduleAsync(DueKind.Reconcile, id.Value, reconcileAt, cancellationToken);
        await mailboxes.UpdateAsync(id, m => m with { ReconcileAt = reconcileAt }, cancellationToken);
        await RenewAsync(id, cancellationToken);
        await dirty.MarkEverythingAsync(id, now, cancellationToken);
    }

    /// <summary>Renews the watch unless that has been done since the pointer was set: connecting again sets one of its own.</summary>
    public async Task RenewIfDueAsync(MailboxId id, CancellationToken cancellationToken)
    {
        if ((await mailboxes.GetAsync(id, cancellationToken))?.RenewAt is not { } at || at <= time.GetUtcNow())
            await RenewAsync(id, cancellationToken);
    }

    /// <summary>The provider says that the watch has ended or will: it is renewed at the next round of renewals, which may begin at once.</summary>
    public async Task RenewSoonAsync(MailboxId id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await due.ScheduleAsync(DueKind.Renew, id.Value, now, cancellationToken);
        await mailboxes.UpdateAsync(id, m => m with { RenewAt = now }, cancellationToken);
    }

    /// <summary>
    /// Renews the watch and schedules the next renewal, soon after a failure; once a day is often enough to purge the decision log too. Nothing happens for a mailbox
    /// nobody is connected to.
    /// </summary>
    public async Task RenewAsync(MailboxId id, CancellationToken cancellationToken)
    {
        if (await targets.FindAsync(id, cancellationToken) is not { } target)
            return;
        foreach (var location in target.Connections.Select(c => c.Location.Id).Distinct())
            await purge.RunAsync(location, id, cancellationToken);
        var now = time.GetUtcNow();
        try
        {
            var state = await providers[target.Mailbox.Provider].WatchAsync(id, target.Mailbox.PushIdentity, cancellationToken);
            await mailboxes.SavePushIdentityAsync(target.Mailbox.Provider, state.PushIdentity, id, cancellationToken);
            var renewAt = now + Renewal - Jitter(id);
            await due.ScheduleAsync(DueKind.Renew, id.Value, renewAt, cancellationToken);
            await mailboxes.UpdateAsync(id, m => m.WithWatch(state) with { RenewAt = renewAt }, cancellationToken);
            LogWatched(logger, id, state.ExpiresAt);
        }
        catch (MailProviderException e)
        {
            await health.FailedAsync(id, e, cancellationToken);
            var renewAt = now + (e.RetryAfter ?? RetryAfterFailure);
            await due.ScheduleAsync(DueKind.Renew, id.Value, renewAt, cancellationToken);
            await mailboxes.UpdateAsync(id, m => m with { RenewAt = renewAt }, cancellationToken);
        }
    }

    /// <summary>Up to two hours, the same for a mailbox every time: many mailboxes connected at once do not renew at once.</summary>
    private static TimeSpan Jitter(MailboxId id) => TimeSpan.FromSeconds(id.Value.Sum(c => c * 31) % 7200);

    [LoggerMessage(1003, LogLevel.Information, "Mailbox {Mailbox}: watched until {ExpiresAt:O}")]
    private static partial void LogWatched(ILogger logger, MailboxId mailbox, DateTimeOffset expiresAt);
}
