using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Mailboxes;

/// <summary>
/// Stops a connection for a while, and lets it go on with what came meanwhile. It is the connection that pauses, not the mailbox: another location that
/// has the same mailbox goes on (tenants are walls). May be repeated.
/// </summary>
public sealed partial class PauseMailbox(
    ConnectionStore connections, FeedStore feeds, DueStore due, WatchMailbox watch, TimeProvider time, ILogger<PauseMailbox> logger)
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
            var paused = state with { Connection = state.Connection with { PausedAt = time.GetUtcNow() } };
            if (!await connections.WriteAsync(paused, tell: null, ends: null, woundUp: null, cancellationToken))
                continue;
            LogPaused(logger, state.Connection.Mailbox);
            return true;
        }
    }

    /// <summary>
    /// Where others read the mailbox meanwhile its cursors went on without this connection, and a page that was under way when it paused may have: so all
    /// mail since then is listed beside the cursors. What is there already is recognised.
    /// </summary>
    /// <returns>False when nothing is connected.</returns>
    public async Task<bool> ResumeAsync(LocationId location, UserId user, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await connections.GetAsync(location, user, cancellationToken) is not { IsLive: true } state)
                return false;
            var id = state.Connection.Mailbox;
            if (state.Connection.PausedAt is { } pausedAt)
            {
                await ScheduleAsync(id, cancellationToken);
                var since = CatchUp.Since(pausedAt, state.Connection.ConnectedAt);
                await feeds.ResetAsync(id, CatchUp.Start(since), cancellationToken);
                await feeds.ResetAsync(id, FillInReader.Feed, cancellationToken);
                var resumed = state with { Connection = state.Connection with { PausedAt = null } };
                if (!await connections.WriteAsync(resumed, tell: null, ends: null, woundUp: null, cancellationToken))
                    continue;
                LogResumed(logger, id);
            }
            await watch.BeginAsync(id, cancellationToken);
            return true;
        }
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
