namespace EmailSync.LocalHost.Durable.Hub;

/// <summary>Counts who is writing, so that nobody writes to a new hub what was meant for the old one.</summary>
internal sealed class WriteGate
{
    private readonly Lock gate = new();
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int inside;
    private bool closed;

    /// <summary>Null once closed.</summary>
    public IDisposable? Enter()
    {
        lock (gate)
        {
            if (closed)
                return null;

            inside++;
            return new Exit(this);
        }
    }

    public void Close()
    {
        lock (gate)
        {
            closed = true;
            if (inside == 0)
                drained.TrySetResult();
        }
    }

    public Task DrainedAsync() => drained.Task;

    private void Leave()
    {
        lock (gate)
        {
            inside--;
            if (closed && inside == 0)
                drained.TrySetResult();
        }
    }

    private sealed class Exit(WriteGate gate) : IDisposable
    {
        public void Dispose() => gate.Leave();
    }
}
