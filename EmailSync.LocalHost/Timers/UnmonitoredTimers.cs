namespace EmailSync.LocalHost.Timers;

/// <summary>Remembers nothing: for a host without storage.</summary>
internal sealed class UnmonitoredTimers : ITimerMonitor
{
    public Task<TimerState?> ReadAsync(string timer, CancellationToken cancellationToken) => Task.FromResult<TimerState?>(null);

    public Task WriteAsync(string timer, TimerState state, CancellationToken cancellationToken) => Task.CompletedTask;
}
