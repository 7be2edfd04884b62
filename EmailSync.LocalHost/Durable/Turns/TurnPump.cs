namespace EmailSync.LocalHost.Durable.Turns;

/// <summary>
/// Runs the continuations of one turn on one thread, in the order in which they became ready. A continuation that arrives from another
/// thread, or after the turn, belongs to something that the orchestrator must not await.
/// </summary>
internal sealed class TurnPump(Action onForeignContinuation) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> ready = new();
    private int thread;

    /// <summary>Whether the caller is the turn's own code.</summary>
    public bool IsCurrent => Volatile.Read(ref thread) == Environment.CurrentManagedThreadId;

    public void Run(Action turn)
    {
        var previous = Current;
        SetSynchronizationContext(this);
        Volatile.Write(ref thread, Environment.CurrentManagedThreadId);
        try
        {
            turn();
        }
        finally
        {
            Volatile.Write(ref thread, 0);
            SetSynchronizationContext(previous);
        }
    }

    public void Drain()
    {
        while (ready.TryDequeue(out var next))
            next.Callback(next.State);
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsCurrent)
            ready.Enqueue((d, state));
        else
            onForeignContinuation();
    }

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Orchestrator code cannot be called synchronously from outside.");

    public override SynchronizationContext CreateCopy() => this;
}
