namespace EmailSync.LocalHost.Durable;

/// <summary>Calls back when the engine's clock reaches a time, with one timer for all of them. A jump of the clock fires what it passed.</summary>
internal sealed class DueQueue : IDisposable
{
    // A timer takes at most about 49 days.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(40);

    private readonly TimeProvider time;
    private readonly PriorityQueue<Action, DateTimeOffset> queue = new();
    private readonly ITimer timer;
    private readonly Lock gate = new();
    private bool disposed;

    public DueQueue(TimeProvider time)
    {
        this.time = time;
        timer = time.CreateTimer(_ => Check(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(DateTimeOffset due, Action action)
    {
        lock (gate)
        {
            queue.Enqueue(action, due);
        }

        Check();
    }

    /// <summary>Runs what is due. The clock's own timers call it; a machine that slept needs it called once more.</summary>
    public void Check()
    {
        var due = new List<Action>();
        lock (gate)
        {
            if (disposed)
                return;

            var now = time.GetUtcNow();
            while (queue.TryPeek(out _, out var next) && next <= now)
                due.Add(queue.Dequeue());

            if (queue.TryPeek(out _, out var later))
                timer.Change(Wait(later - now), Timeout.InfiniteTimeSpan);
        }

        foreach (var action in due)
            action();
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            queue.Clear();
        }

        timer.Dispose();
    }

    // Rounded up: timers count whole milliseconds, and one that fires early would only be set again.
    private static TimeSpan Wait(TimeSpan wait) =>
        wait < LongestWait ? TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)) : LongestWait;
}
