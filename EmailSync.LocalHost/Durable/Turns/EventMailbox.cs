namespace EmailSync.LocalHost.Durable.Turns;

/// <summary>
/// External events of one execution, by name without regard to case. The newest waiter is served first, as the real worker does, so that
/// waiting again in a loop replaces a wait that was given up.
/// </summary>
internal sealed class EventMailbox
{
    private readonly Dictionary<string, Queue<InboundEvent>> buffered = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Stack<IWaiter>> waiting = new(StringComparer.OrdinalIgnoreCase);

    private interface IWaiter
    {
        bool IsOpen { get; }

        void Accept(string? payload);
    }

    public bool HasWaiters => waiting.Values.Any(waiters => waiters.Any(waiter => waiter.IsOpen));

    public IReadOnlyList<InboundEvent> Unconsumed => [.. buffered.Values.SelectMany(events => events)];

    public Task<T> WaitAsync<T>(string name, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);

        var waiter = new Waiter<T>();
        if (buffered.TryGetValue(name, out var events) && events.TryDequeue(out var first))
        {
            waiter.Accept(first.Payload);
            return waiter.Task;
        }

        if (!waiting.TryGetValue(name, out var waiters))
            waiting[name] = waiters = new Stack<IWaiter>();

        waiters.Push(waiter);
        cancellationToken.Register(() => waiter.Cancel(cancellationToken));
        return waiter.Task;
    }

    public void Deliver(InboundEvent raised)
    {
        var name = raised.Name ?? string.Empty;
        if (waiting.TryGetValue(name, out var waiters))
        {
            while (waiters.TryPop(out var waiter))
            {
                if (!waiter.IsOpen)
                    continue;

                waiter.Accept(raised.Payload);
                return;
            }
        }

        if (!buffered.TryGetValue(name, out var events))
            buffered[name] = events = new Queue<InboundEvent>();

        events.Enqueue(raised);
    }

    private sealed class Waiter<T> : IWaiter
    {
        private readonly TaskCompletionSource<T> source = new();

        public Task<T> Task => source.Task;

        public bool IsOpen => !source.Task.IsCompleted;

        public void Accept(string? payload) => Payloads.Complete(source, payload);

        public void Cancel(CancellationToken cancellationToken) => source.TrySetCanceled(cancellationToken);
    }
}
