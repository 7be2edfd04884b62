namespace EmailSync.LocalHost.Timers;

/// <summary>Remembers runs of timers over restarts, so that a missed one can be made up for.</summary>
internal interface ITimerMonitor
{
    /// <returns>null where the timer was never seen.</returns>
    Task<TimerState?> ReadAsync(string timer, CancellationToken cancellationToken);

    Task WriteAsync(string timer, TimerState state, CancellationToken cancellationToken);
}
