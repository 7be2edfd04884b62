using EmailSync.LocalHost.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace EmailSync.LocalHost.Timers;

/// <summary>
/// Fires one timer, run after run and never two at once. Runs that were missed while the host was down are made up for by one. Storage that fails to
/// remember the runs delays a timer or costs it such a run; it never ends it.
/// </summary>
internal sealed partial class TimerLoop(
    TimerFunction timer, FunctionInvoker invoker, ITimerMonitor monitor, TimeProvider time, ILogger<TimerLoop> logger)
{
    // Timers of the runtime end at 49 days.
    private static readonly TimeSpan longestWait = TimeSpan.FromDays(20);
    private static readonly TimeSpan firstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan longestRetry = TimeSpan.FromSeconds(30);
    private static readonly Dictionary<string, object?> noData = [];

    /// <param name="stopping">No further run starts.</param>
    /// <param name="aborting">The run in progress is to give up.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken aborting)
    {
        try
        {
            var state = await BeginAsync(time.GetUtcNow(), stopping);
            var startNow = timer.RunOnStartup;
            while (state is not null)
            {
                var pastDue = timer.Monitored && state.Next < time.GetUtcNow();
                if (!startNow)
                    await WaitUntilAsync(state.Next, stopping);
                stopping.ThrowIfCancellationRequested();
                startNow = false;
                await RunOnceAsync(state, pastDue, aborting);
                state = await FinishAsync(stopping, aborting);
            }

            LogNeverAgain(timer.Function.Name);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task<TimerState?> BeginAsync(DateTimeOffset now, CancellationToken stopping)
    {
        var known = timer.Monitored ? await ReadAsync(stopping) : null;

        // Reckoned from the last run and not read from the row: the schedule may have changed since.
        if (timer.Schedule.NextAfter(known is null ? now : known.Last ?? known.LastUpdated) is not { } next)
            return null;
        var state = new TimerState(known?.Last, next, known?.LastUpdated ?? now);
        if (timer.Monitored && state != known)
            await WriteAsync(state, stopping, stopping);
        return state;
    }

    private async Task WaitUntilAsync(DateTimeOffset due, CancellationToken cancellationToken)
    {
        for (var left = due - time.GetUtcNow(); left > TimeSpan.Zero; left = due - time.GetUtcNow())
            await Task.Delay(left < longestWait ? left : longestWait, time, cancellationToken);
    }

    private async Task RunOnceAsync(TimerState state, bool pastDue, CancellationToken cancellationToken)
    {
        var status = timer.Monitored
            ? new ScheduleStatus
            {
                Last = state.Last?.UtcDateTime ?? default,
                Next = state.Next.UtcDateTime,
                LastUpdated = state.LastUpdated.UtcDateTime,
            }
            : null;
        try
        {
            await using var invocation = invoker.Begin(timer.Function, noData, cancellationToken);
            await invocation.RunAsync(new TimerInfo { ScheduleStatus = status, IsPastDue = pastDue });
        }
#pragma warning disable CA1031 // The boundary: a failed run is logged and the timer goes on, as under the real host.
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(exception, timer.Function.Name);
        }
    }

    private async Task<TimerState?> FinishAsync(CancellationToken stopping, CancellationToken aborting)
    {
        // Reckoned from the end of the run: occurrences that it ran over are not made up for one by one.
        var now = time.GetUtcNow();
        if (timer.Schedule.NextAfter(now) is not { } next)
            return null;
        var after = new TimerState(now, next, now);
        if (timer.Monitored)
            await WriteAsync(after, stopping, aborting);
        return after;
    }

    /// <summary>Waits for storage as long as it takes: without the last run nobody knows when the next is due.</summary>
    private async Task<TimerState?> ReadAsync(CancellationToken stopping)
    {
        for (var wait = firstRetry; ; wait = Longer(wait))
        {
            try
            {
                return await monitor.ReadAsync(timer.Function.Name, stopping);
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                LogNotRead(exception, timer.Function.Name);
            }

            await Task.Delay(wait, time, stopping);
        }
    }

    /// <summary>Tries until the next run is due, which is not held up: its end is written in turn.</summary>
    private async Task WriteAsync(TimerState state, CancellationToken stopping, CancellationToken aborting)
    {
        for (var wait = firstRetry; ; wait = Longer(wait))
        {
            try
            {
                await monitor.WriteAsync(timer.Function.Name, state, aborting);
                return;
            }
            catch (Exception exception) when (!aborting.IsCancellationRequested)
            {
                LogNotWritten(exception, timer.Function.Name);
            }

            var left = state.Next - time.GetUtcNow();
            if (left <= TimeSpan.Zero)
                return;
            await Task.Delay(wait < left ? wait : left, time, stopping);
        }
    }

    private static TimeSpan Longer(TimeSpan wait) => wait * 2 < longestRetry ? wait * 2 : longestRetry;

    [LoggerMessage(9111, LogLevel.Error, "Timer {Timer} failed", EventName = "TimerFailed")]
    private partial void LogFailed(Exception exception, string timer);

    [LoggerMessage(9112, LogLevel.Warning, "Timer {Timer} never fires again: its schedule has no further time", EventName = "TimerEnded")]
    private partial void LogNeverAgain(string timer);

    [LoggerMessage(9113, LogLevel.Warning, "The last run of timer {Timer} could not be read; trying again", EventName = "TimerNotRead")]
    private partial void LogNotRead(Exception exception, string timer);

    [LoggerMessage(9114, LogLevel.Warning, "The run of timer {Timer} could not be noted; trying again", EventName = "TimerNotWritten")]
    private partial void LogNotWritten(Exception exception, string timer);
}
