using EmailSync.LocalHost.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace EmailSync.LocalHost.Timers;

/// <summary>Fires one timer, run after run and never two at once. Runs that were missed while the host was down are made up for by one.</summary>
internal sealed partial class TimerLoop(
    TimerFunction timer, FunctionInvoker invoker, ITimerMonitor monitor, TimeProvider time, ILogger<TimerLoop> logger)
{
    // Timers of the runtime end at 49 days.
    private static readonly TimeSpan longestWait = TimeSpan.FromDays(20);
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
                state = await FinishAsync(aborting);
            }

            LogNeverAgain(timer.Function.Name);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task<TimerState?> BeginAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known = timer.Monitored ? await monitor.ReadAsync(timer.Function.Name, cancellationToken) : null;

        // Reckoned from the last run and not read from the row: the schedule may have changed since.
        if (timer.Schedule.NextAfter(known is null ? now : known.Last ?? known.LastUpdated) is not { } next)
            return null;
        var state = new TimerState(known?.Last, next, known?.LastUpdated ?? now);
        if (timer.Monitored && state != known)
            await monitor.WriteAsync(timer.Function.Name, state, cancellationToken);
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

    private async Task<TimerState?> FinishAsync(CancellationToken cancellationToken)
    {
        // Reckoned from the end of the run: occurrences that it ran over are not made up for one by one.
        var now = time.GetUtcNow();
        if (timer.Schedule.NextAfter(now) is not { } next)
            return null;
        var after = new TimerState(now, next, now);
        if (timer.Monitored)
            await monitor.WriteAsync(timer.Function.Name, after, cancellationToken);
        return after;
    }

    [LoggerMessage(9111, LogLevel.Error, "Timer {Timer} failed", EventName = "TimerFailed")]
    private partial void LogFailed(Exception exception, string timer);

    [LoggerMessage(9112, LogLevel.Warning, "Timer {Timer} never fires again: its schedule has no further time", EventName = "TimerEnded")]
    private partial void LogNeverAgain(string timer);
}
