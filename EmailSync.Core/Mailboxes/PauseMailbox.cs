using EmailSync.Core.Directory;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Mailboxes;

/// <summary>
/// Stops a connection for a while, and lets it go on with what came meanwhile. It is the connection that pauses, not the mailbox: another location that
/// has the same mailbox goes on (tenants are walls). May be repeated.
/// </summary>
public sealed partial class PauseMailbox(
    ConnectionStore connections,
    MailboxStore mailboxes,
    FeedStore feeds,
    DeferredStore deferred,
    DueStore due,
    WatchMailbox watch,
    IOptions<EmailSyncOptions> options,
    TimeProvider time,
    ILogger<PauseMailbox> logger)
{
    /// <summary>Longer than between the pointers and the change that they are for.</summary>
    private static readonly TimeSpan grace = TimeSpan.FromMinutes(1);

    /// <summary>The watch stays: pushes are heard and lead to nothing, and who pauses for longer than it lasts gets a new one.</summary>
    /// <returns>False when nothing is connected.</returns>
    public async Task<bool> PauseAsync(LocationId location, UserId user, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await connections.GetAsync(location, user, cancellationToken) is not { IsLive: true } state)
                return false;
            if (state.Connection.PausedAt is not null)
                return true;
            var seenUntil = await SeenUntilAsync(state.Connection.Mailbox, cancellationToken);
            var paused = state with { Connection = state.Connection with { PausedAt = time.GetUtcNow(), SeenUntil = seenUntil } };
            if (!await connections.WriteAsync(paused, tell: null, ends: null, woundUp: null, cancellationToken))
                continue;
            LogPaused(logger, state.Connection.Mailbox);
            return true;
        }
    }

    /// <summary>
    /// Where others read the mailbox meanwhile its cursors went on without this connection, also over what the provider had kept from everybody when it paused: so
    /// all mail that had not been looked at by then is listed beside the cursors, and what had been put off is taken up again. What is there already is recognised.
    /// </summary>
    /// <returns>False when nothing is connected.</returns>
    public async Task<bool> ResumeAsync(LocationId location, UserId user, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await connections.GetAsync(location, user, cancellationToken) is not { IsLive: true } state)
                return false;
            var id = state.Connection.Mailbox;
            if (state.Connection.PausedAt is not null)
            {
                var listing = CatchUp.Start(CatchUp.Since(state.Connection.SeenUntil, state.Connection.ConnectedAt));
                await ScheduleAsync(id, cancellationToken);
                await feeds.ResetAsync(id, listing, cancellationToken);
                await feeds.ResetAsync(id, FillInReader.Feed, cancellationToken);
                var resumed = state with { Connection = state.Connection with { PausedAt = null, SeenUntil = null } };
                if (!await connections.WriteAsync(resumed, tell: null, ends: null, woundUp: null, cancellationToken))
                    continue;

                // Once more: a round for the others may have come to the end of it before this connection went on.
                await feeds.ResetAsync(id, listing, cancellationToken);
                await deferred.ReleaseAsync(id, time.GetUtcNow(), cancellationToken);
                LogResumed(logger, id);
            }
            await watch.BeginAsync(id, cancellationToken);
            return true;
        }
    }

    private async Task<DateTimeOffset?> SeenUntilAsync(MailboxId id, CancellationToken cancellationToken)
    {
        // First: a listing that comes to its end in between has then brought all of its window.
        var mailbox = await mailboxes.GetAsync(id, cancellationToken);
        var cursors = new List<FeedCursor>();
        await foreach (var stored in feeds.ListAsync(id, cancellationToken))
            cursors.Add(stored.Cursor);
        return CatchUp.SeenUntil(mailbox?.InStepUntil, options.Value.ReconcileInterval, cursors);
    }

    /// <summary>Who dies right after the connection goes on has left its next look and its watch as due work.</summary>
    private async Task ScheduleAsync(MailboxId id, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow() + grace;
        foreach (var kind in (DueKind[])[DueKind.Wake, DueKind.Reconcile, DueKind.Renew])
            await due.ScheduleAsync(kind, id.Value, at, cancellationToken);
    }

    [LoggerMessage(1009, LogLevel.Information, "Mailbox {Mailbox}: a connection was paused")]
    private static partial void LogPaused(ILogger logger, MailboxId mailbox);

    [LoggerMessage(1010, LogLevel.Information, "Mailbox {Mailbox}: a connection was resumed")]
    private static partial void LogResumed(ILogger logger, MailboxId mailbox);
}
