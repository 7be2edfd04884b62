using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Directory;

/// <summary>
/// R27: erases what a deleted user leaves behind, in bounded steps that may each be repeated (docs/decisions/0047-what-a-deleted-user-leaves.md). It begins when no work that
/// was under way writes any more, and when the CRM has heard that the mailbox is disconnected, or has had its time to. A user who is put again before keeps everything.
/// </summary>
public sealed partial class EraseUser(
    UserErasureStore erasures,
    ErasedUserTraces traces,
    DirectoryStore directory,
    ConnectionStore connections,
    DisconnectMailbox disconnect,
    DueStore due,
    TimeProvider time,
    ILogger<EraseUser> logger)
{
    /// <summary>Longer than an event can be read in the location's log, where what it is about is read when it is told.</summary>
    private static readonly TimeSpan inLog = EventLogStore.Kept + TimeSpan.FromDays(1);

    /// <summary>Longer than an event is tried and then kept aside for the CRM to ask for.</summary>
    private static readonly TimeSpan toldBy = TimeSpan.FromDays(35);

    private static readonly TimeSpan whileTold = TimeSpan.FromHours(6);
    private static readonly TimeSpan whileWoundUp = TimeSpan.FromHours(1);

    /// <summary>Before the user's row goes. May be repeated.</summary>
    public async Task ExpectAsync(LocationId location, UserId user, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await due.ScheduleAsync(DueKind.Erase, erasures.SubjectOf(location, user), now + Erasure.ClosedFor, cancellationToken);
        await erasures.BeginAsync(location, user, now, cancellationToken);
    }

    /// <returns>True when there is more to do at once.</returns>
    public async Task<bool> StepAsync(string subject, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await erasures.FindAsync(subject, cancellationToken) is not { } erasure)
            return await RestAsync(subject, now, cancellationToken);
        if (erasure.BeganAt + Erasure.ClosedFor is var begins && begins > now)
            return await WaitAsync(subject, begins, now, cancellationToken);

        // What is of a location that is gone goes with it.
        if (await directory.GetUserAsync(erasure.Location, erasure.User, cancellationToken) is not null
            || await directory.GetLocationAsync(erasure.Location, cancellationToken) is null)
            return await EndAsync(subject, erasure, now, cancellationToken);
        if (await WaitsAsync(erasure, now, cancellationToken) is { } until)
            return await WaitAsync(subject, until, now, cancellationToken);

        var step = erasure.Stage switch
        {
            UserErasureStage.EmptyLogs => await traces.EmptyLogsAsync(erasure, cancellationToken),
            UserErasureStage.LeaveHeaders => await traces.LeaveThreadsAsync(erasure, TrailKind.Header, cancellationToken),
            UserErasureStage.LeaveProviderThreads => await traces.LeaveThreadsAsync(erasure, TrailKind.ProviderThread, cancellationToken),
            _ => await traces.RemoveConnectionsAsync(erasure, subject, cancellationToken),
        };
        if (step.WaitUntil is { } freeAt)
            return await WaitAsync(subject, freeAt, now, cancellationToken);
        if (step.Cursor is null && erasure.Stage == UserErasureStage.RemoveConnections)
        {
            LogErased(logger, subject);
            return await EndAsync(subject, erasure, now, cancellationToken);
        }
        await erasures.SaveAsync(erasure with { Stage = step.Cursor is null ? erasure.Stage + 1 : erasure.Stage, Cursor = step.Cursor }, cancellationToken);
        return true;
    }

    /// <summary>Until when there is nothing to be done; null when it can go on.</summary>
    private async Task<DateTimeOffset?> WaitsAsync(UserErasure erasure, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await disconnect.BeginAsync(erasure.Location, erasure.User, cancellationToken)
            || await connections.IsBeingWoundUpAsync(erasure.Location, erasure.User, cancellationToken))
            return now + whileWoundUp;
        if (await connections.GetAsync(erasure.Location, erasure.User, cancellationToken) is { DisconnectedAt: { } disconnectedAt } && disconnectedAt + inLog > now)
            return disconnectedAt + inLog;
        return now < erasure.BeganAt + toldBy && await connections.HasEventsAsync(erasure.Location, erasure.User, cancellationToken) ? now + whileTold : null;
    }

    /// <summary>The next pointer first: the erasure is never without one.</summary>
    private async Task<bool> WaitAsync(string subject, DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await due.ScheduleAsync(DueKind.Erase, subject, until, cancellationToken);
        return await RestAsync(subject, now, cancellationToken);
    }

    private async Task<bool> EndAsync(string subject, UserErasure erasure, DateTimeOffset now, CancellationToken cancellationToken) =>
        !await erasures.RemoveAsync(erasure, cancellationToken) || await RestAsync(subject, now, cancellationToken);

    private async Task<bool> RestAsync(string subject, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await due.CancelDueAsync(DueKind.Erase, subject, now, cancellationToken);
        return false;
    }

    [LoggerMessage(1014, LogLevel.Information, "{User}: what a deleted user left behind has been erased")]
    private static partial void LogErased(ILogger logger, string user);
}
