using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>
/// Outlook serves an app four calls of a mailbox at a time and refuses the fifth. This process keeps to that, and lets those go first who wait for an answer.
/// Other instances are not known here; where they meet, the refusal is a short pause.
/// </summary>
internal sealed class GraphGate
{
    private const int Width = 4;
    private readonly Lock gate = new();
    private readonly Dictionary<MailboxId, Lane> lanes = [];

    /// <summary>Comes back when it is this call's turn; what comes back ends it.</summary>
    public async Task<IDisposable> EnterAsync(MailboxId mailbox, BudgetUse use, CancellationToken cancellationToken)
    {
        TaskCompletionSource waiter;
        lock (gate)
        {
            if (!lanes.TryGetValue(mailbox, out var lane)) lanes[mailbox] = lane = new Lane();
            if (lane.Running < Width)
            {
                lane.Running++;
                return new Turn(this, mailbox);
            }
            waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (use == BudgetUse.Interactive ? lane.Urgent : lane.Reading).Enqueue(waiter);
        }
        await using (cancellationToken.Register(() => waiter.TrySetCanceled(cancellationToken)))
            await waiter.Task;
        return new Turn(this, mailbox);
    }

    private void Leave(MailboxId mailbox)
    {
        lock (gate)
        {
            var lane = lanes[mailbox];

            // Whoever has given up meanwhile is passed over.
            while (lane.Urgent.TryDequeue(out var next) || lane.Reading.TryDequeue(out next))
                if (next.TrySetResult())
                    return;
            if (--lane.Running == 0) lanes.Remove(mailbox);
        }
    }

    private sealed class Lane
    {
        public int Running { get; set; }
        public Queue<TaskCompletionSource> Urgent { get; } = new();
        public Queue<TaskCompletionSource> Reading { get; } = new();
    }

    private sealed class Turn(GraphGate gate, MailboxId mailbox) : IDisposable
    {
        private int ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref ended, 1) == 0) gate.Leave(mailbox);
        }
    }
}
