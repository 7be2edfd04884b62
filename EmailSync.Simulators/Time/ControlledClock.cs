namespace EmailSync.Simulators.Time;

/// <summary>
/// Real time plus an offset that only grows. Timers made through it that an advance makes due have rung when it returns, so that
/// a week of waiting costs nothing and nobody overtakes them.
/// </summary>
public sealed class ControlledClock(TimeProvider inner) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly HashSet<ControlledTimer> timers = [];
    private TimeSpan offset;

    public ControlledClock()
        : this(System)
    {
    }

    public TimeSpan Offset
    {
        get
        {
            lock (gate)
                return offset;
        }
    }

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    internal TimeProvider Inner => inner;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Offset;

    public override long GetTimestamp() =>
        inner.GetTimestamp() + (long)(Offset.TotalSeconds * inner.TimestampFrequency);

    /// <summary>Moves the clock forward; never back, since nothing in the world expects time to return.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        ControlledTimer[] waiting;
        lock (gate)
        {
            offset += by;
            waiting = [.. timers];
        }

        foreach (var timer in waiting.OrderBy(timer => timer.DueAt))
            timer.Follow();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new ControlledTimer(this, callback, state, dueTime, period);
    }

    internal void Track(ControlledTimer timer)
    {
        lock (gate)
            timers.Add(timer);
    }

    internal void Forget(ControlledTimer timer)
    {
        lock (gate)
            timers.Remove(timer);
    }
}
