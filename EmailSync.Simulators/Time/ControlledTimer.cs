namespace EmailSync.Simulators.Time;

/// <summary>A timer whose due time stands on the controlled clock; the inner timer is only its alarm.</summary>
internal sealed class ControlledTimer : ITimer
{
    // The system timer refuses more than about 49 days; longer waits are taken in steps.
    private static readonly TimeSpan longestStep = TimeSpan.FromDays(20);

    private readonly Lock gate = new();
    private readonly ControlledClock clock;
    private readonly TimerCallback callback;
    private readonly object? state;
    private readonly ITimer alarm;
    private DateTimeOffset? dueAt;
    private TimeSpan period;
    private bool disposed;

    public ControlledTimer(ControlledClock clock, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        this.clock = clock;
        this.callback = callback;
        this.state = state;
        alarm = clock.Inner.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Change(dueTime, period);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (gate)
        {
            if (disposed)
                return false;
            this.period = period;
            dueAt = dueTime == Timeout.InfiniteTimeSpan ? null : clock.GetUtcNow() + dueTime;
        }

        Reschedule();
        return true;
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            dueAt = null;
        }

        clock.Forget(this);
        alarm.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    internal DateTimeOffset? DueAt
    {
        get
        {
            lock (gate)
                return dueAt;
        }
    }

    /// <summary>The clock was moved: rings here and now when that made it due.</summary>
    internal void Follow()
    {
        if (DueAt <= clock.GetUtcNow())
            Ring();
        else
            Reschedule();
    }

    private void Reschedule()
    {
        lock (gate)
        {
            if (dueAt is not { } due || disposed)
            {
                clock.Forget(this);
                return;
            }

            clock.Track(this);
            var wait = due - clock.GetUtcNow();
            wait = wait > longestStep ? longestStep : wait;
            alarm.Change(wait <= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
        }
    }

    private void Ring()
    {
        bool due;
        lock (gate)
        {
            if (disposed || dueAt is not { } at)
                return;

            // The alarm may ring a hair early, and a long wait is taken in steps.
            due = at <= clock.GetUtcNow();
            if (due)
                dueAt = period > TimeSpan.Zero ? clock.GetUtcNow() + period : null;
        }

        Reschedule();
        if (due)
            callback(state);
    }
}
