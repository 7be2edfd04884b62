using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Mailboxes;

/// <summary>Starts and renews watches. A watch never moves a cursor, and a mailbox whose watch fails is still looked at (B7).</summary>
public sealed partial class WatchMailbox(
    MailboxStore mailboxes,
    PushIdentities pushes,
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

    /// <summary>Longer than the calls that make or renew a watch take together.</summary>
    private static readonly TimeSpan LongestWatching = TimeSpan.FromMinutes(10);

    /// <summary>Graph repeats for four hours what it could not deliver.</summary>
    private static readonly TimeSpan FormerIdentities = TimeSpan.FromDays(1);

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
    /// nobody is connected to. It is marked before the question who is connected: whoever closes the mailbox either sees the mark and waits, or came first and is seen here.
    /// </summary>
    public async Task RenewAsync(MailboxId id, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + LongestWatching;
        var marked = await mailboxes.UpdateAsync(id, m => m.Status == MailboxStatus.Connected ? m with { WatchingUntil = until } : m, cancellationToken);
        if (marked is not { Status: MailboxStatus.Connected })
            return;
        if (await targets.FindAsync(id, cancellationToken) is { } target)
            await RenewAsync(target, until, cancellationToken);
        else
            await mailboxes.UpdateAsync(id, m => Unmarked(m, until), cancellationToken);
    }

    private async Task RenewAsync(SyncTarget target, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var id = target.Mailbox.Id;
        foreach (var location in target.Connections.Select(c => c.Location.Id).Distinct())
            await purge.RunAsync(location, id, cancellationToken);
        var now = time.GetUtcNow();
        try
        {
            var state = await WatchAsync(target.Mailbox, cancellationToken);
            await NoteIdentityAsync(target.Mailbox, state, now, cancellationToken);
            await pushes.ForgetRetiredAsync(target.Mailbox with { PushIdentity = state.PushIdentity }, now - FormerIdentities, cancellationToken);
            var push = target.Mailbox.Push.Watched(now);
            var renewAt = now + (push.IsSilent ? push.NextProbe(now) : Renewal - Jitter(id));
            await due.ScheduleAsync(DueKind.Renew, id.Value, renewAt, cancellationToken);
            var after = await mailboxes.UpdateAsync(
                id,
                m => m.Status == MailboxStatus.Disconnected ? m : Unmarked(m, until).WithWatch(state) with { RenewAt = renewAt, Push = m.Push.Watched(now) },
                cancellationToken);
            if (after is null or { Status: MailboxStatus.Disconnected })
                await LeaveAsync(target.Mailbox, state, renewAt, cancellationToken);
            else
                LogWatched(logger, id, state.ExpiresAt);
        }
        catch (MailProviderException e)
        {
            await health.FailedAsync(id, e, cancellationToken);
            await RetryAsync(target.Mailbox, until, e.RetryAfter, now, cancellationToken);
        }
    }

    /// <summary>Somebody else may have begun meanwhile: that mark is not ours.</summary>
    private static Mailbox Unmarked(Mailbox mailbox, DateTimeOffset until) => mailbox.WatchingUntil == until ? mailbox with { WatchingUntil = null } : mailbox;

    /// <summary>It took longer than anybody waits for, and the mailbox was closed: with the tokens went the way to end the watch, and what is noted of it would lead nowhere.</summary>
    private async Task LeaveAsync(Mailbox mailbox, WatchState state, DateTimeOffset renewAt, CancellationToken cancellationToken)
    {
        await pushes.RemoveAsync(mailbox.Provider, state.PushIdentity, mailbox.Id, cancellationToken);
        await due.CancelAsync(DueKind.Renew, mailbox.Id.Value, renewAt, cancellationToken);
        LogLeft(logger, mailbox.Id, state.ExpiresAt);
    }

    /// <summary>Renewing keeps a watch that is announced and yet silent; a silent one is ended and made anew (B7).</summary>
    private async Task<WatchState> WatchAsync(Mailbox mailbox, CancellationToken cancellationToken)
    {
        var provider = providers[mailbox.Provider];
        if (!mailbox.Push.IsSilent)
            return await provider.WatchAsync(mailbox.Id, mailbox.PushIdentity, cancellationToken);
        await provider.UnwatchAsync(mailbox.Id, mailbox.PushIdentity, cancellationToken);
        return await provider.WatchAsync(mailbox.Id, null, cancellationToken);
    }

    /// <summary>
    /// The new identity is known before anything else, so that its pushes are heard; the old one stays known for a while. Between the two nobody may have rung:
    /// everything is looked at.
    /// </summary>
    private async Task NoteIdentityAsync(Mailbox mailbox, WatchState state, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await pushes.SaveAsync(mailbox.Provider, state.PushIdentity, mailbox.Id, cancellationToken);
        if (mailbox.PushIdentity is not { } former || former == state.PushIdentity)
            return;
        await pushes.RetireAsync(mailbox.Provider, former, mailbox.Id, now, cancellationToken);
        await dirty.MarkEverythingAsync(mailbox.Id, now, cancellationToken);
    }

    /// <summary>Soon at first, then more and more seldom: what an operator or a limit of the provider has to end, no haste does. A mailbox without a watch is polled from now on.</summary>
    private async Task RetryAsync(Mailbox mailbox, DateTimeOffset until, TimeSpan? wish, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var renewAt = now + (wish ?? mailbox.Push.NotWatched().NextAttempt());
        await due.ScheduleAsync(DueKind.Renew, mailbox.Id.Value, renewAt, cancellationToken);
        var lookAt = now + options.Value.IntervalOf(mailbox.DeliveryAt(now));
        var isSooner = mailbox.ReconcileAt > lookAt;
        if (isSooner)
            await due.ScheduleAsync(DueKind.Reconcile, mailbox.Id.Value, lookAt, cancellationToken);
        await mailboxes.UpdateAsync(
            mailbox.Id,
            m => Unmarked(m, until) with { RenewAt = renewAt, Push = m.Push.NotWatched(), ReconcileAt = isSooner ? lookAt : m.ReconcileAt },
            cancellationToken);
    }

    /// <summary>Up to two hours, the same for a mailbox every time: many mailboxes connected at once do not renew at once.</summary>
    private static TimeSpan Jitter(MailboxId id) => TimeSpan.FromSeconds(id.Value.Sum(c => c * 31) % 7200);

    [LoggerMessage(1003, LogLevel.Information, "Mailbox {Mailbox}: watched until {ExpiresAt:O}")]
    private static partial void LogWatched(ILogger logger, MailboxId mailbox, DateTimeOffset expiresAt);

    [LoggerMessage(1015, LogLevel.Warning, "Mailbox {Mailbox}: was closed while a watch was being made, which runs out by itself at {ExpiresAt:O}")]
    private static partial void LogLeft(ILogger logger, MailboxId mailbox, DateTimeOffset expiresAt);
}
