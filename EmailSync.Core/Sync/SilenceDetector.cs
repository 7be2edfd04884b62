using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Sync;

/// <summary>
/// B7: notices when a provider's pushes stop, and when they come again. It goes by what a look has read anyway, and writes only where that changes what is known
/// of the mailbox (<see cref="PushHealth"/>).
/// </summary>
public sealed partial class SilenceDetector(
    MailboxStore mailboxes, DueStore due, IMailProviders providers, IOptions<EmailSyncOptions> options, TimeProvider time, ILogger<SilenceDetector> logger)
{
    /// <param name="target">The mailbox as it was before the look.</param>
    /// <param name="mark">Why it was looked at.</param>
    /// <param name="changes">What was found.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task NoteAsync(SyncTarget target, DirtyMark? mark, IReadOnlyList<MessageChange> changes, CancellationToken cancellationToken)
    {
        var mailbox = target.Mailbox;
        if (mark?.PushedAt is { } pushedAt)
            await HeardAsync(mailbox, pushedAt, cancellationToken);
        else if (mark is { Silent: true } && mailbox is { LastError: null, Push.IsSilent: false } && mailbox.DeliveryAt(time.GetUtcNow()) == Delivery.Push)
            await MissedAsync(mailbox, mark, changes, cancellationToken);
    }

    private async Task HeardAsync(Mailbox mailbox, DateTimeOffset pushedAt, CancellationToken cancellationToken)
    {
        if (mailbox.Push.Hear(pushedAt) == mailbox.Push)
            return;
        await mailboxes.UpdateAsync(mailbox.Id, m => m with { Push = m.Push.Hear(pushedAt) }, cancellationToken);
        if (mailbox.Push.IsSilent)
            LogHeard(logger, mailbox.Id);
    }

    private async Task MissedAsync(Mailbox mailbox, DirtyMark mark, IReadOnlyList<MessageChange> changes, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!await AnyUnannouncedAsync(mailbox, changes, now, cancellationToken))
            return;
        if (!mailbox.Push.Miss(mark.Version, now).IsSilent)
        {
            await mailboxes.UpdateAsync(mailbox.Id, m => m with { Push = m.Push.Miss(mark.Version, now) }, cancellationToken);
            return;
        }

        // From now on it is looked at more often, and the watch is made anew at the next round of renewals. Pointers first: the mailbox's row says which of them count.
        var lookAt = now + options.Value.IntervalOf(Delivery.Polling);
        await due.ScheduleAsync(DueKind.Reconcile, mailbox.Id.Value, lookAt, cancellationToken);
        await due.ScheduleAsync(DueKind.Renew, mailbox.Id.Value, now, cancellationToken);
        await mailboxes.UpdateAsync(
            mailbox.Id,
            m => m.Push.Miss(mark.Version, now) is { IsSilent: true } silent ? m with { Push = silent, ReconcileAt = lookAt, RenewAt = now } : m,
            cancellationToken);
        LogSilent(logger, mailbox.Id);
    }

    private async Task<bool> AnyUnannouncedAsync(Mailbox mailbox, IReadOnlyList<MessageChange> changes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var appeared = changes.Where(c => c.Kind == MessageChangeKind.Appeared).ToList();
        if (appeared.Any(c => c.Headers is { } headers && IsUnannounced(headers)))
            return true;

        // Where pages carry no headers (Gmail) messages are asked for their time, and only when reconciliation has found something. The first may have come while the
        // look before was still busy, the last a moment ago: neither says anything then.
        var unread = appeared.Where(c => c.Headers is null).Select(c => c.Id).ToList();
        foreach (var message in unread.Where((_, place) => place == 0 || place == unread.Count / 2 || place == unread.Count - 1))
        {
            try
            {
                if (IsUnannounced(await providers[mailbox.Provider].GetHeadersAsync(mailbox.Id, message, cancellationToken)))
                    return true;
            }
            catch (MailProviderException e) when (e.Kind != MailProviderFailure.AuthorizationLost)
            {
                // Gone, or not to be had now: it then says nothing about pushes.
            }
        }
        return false;

        bool IsUnannounced(MessageHeaders headers) => PushHealth.IsUnannounced(headers.ReceivedAt, mailbox.LastSyncedAt, now, options.Value.PushGrace);
    }

    [LoggerMessage(2017, LogLevel.Warning, "Mailbox {Mailbox}: the provider's pushes have stopped; it is polled")]
    private static partial void LogSilent(ILogger logger, MailboxId mailbox);

    [LoggerMessage(2018, LogLevel.Information, "Mailbox {Mailbox}: pushes come again")]
    private static partial void LogHeard(ILogger logger, MailboxId mailbox);
}
