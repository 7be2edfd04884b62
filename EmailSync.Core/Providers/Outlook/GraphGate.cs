using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>
/// Outlook serves an app four calls of a mailbox at a time and refuses the fifth. This process keeps to that, and lets those go first who wait for an answer.
/// Old mail takes three of the four, so that a new one never waits for four large old ones to come down.
/// Other instances are not known here; where they meet, the refusal is a short pause.
/// </summary>
internal sealed class GraphGate
{
    private const int Width = 4;
    private const int OldMailWidth = 3;
    private readonly Lock gate = new();
    private readonly Dictionary<MailboxId, Lane> lanes = [];

    /// <summary>Comes back when it is this call's turn; what comes back ends it.</summary>
    public async Task<IDisposable> EnterAsync(MailboxId mailbox, BudgetUse use, CancellationToken cancellationToken)
    {
        TaskCompletionSource waiter;
        lock (gate)
        {
            if (!lanes.TryGetValue(mailbox, out var lane)) lanes[mailbox] = lane = new Lane();
            if (lane.HasRoomFor(use))
            {
                lane.Begin(use);
                return new Turn(this, mailbox, use);
            }
            waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lane.Waiting[(int)use].Enqueue(waiter);
        }
        await using (cancellationToken.Register(() => waiter.TrySetCanceled(cancellationToken)))
            await waiter.Task;
        return new Turn(this, mailbox, use);
    }

    private void Leave(MailboxId mailbox, BudgetUse ended)
    {
        lock (gate)
        {
            var lane = lanes[mailbox];
            lane.End(ended);
            while (lane.Next() is { } use && lane.Waiting[(int)use].TryDequeue(out var next))
            {
                // Whoever has given up meanwhile is passed over.
                if (next.TrySetResult())
                    lane.Begin(use);
            }
            if (lane.Running == 0) lanes.Remove(mailbox);
        }
    }

    private sealed class Lane
    {
        private int old;

        public int Running { get; private set; }

        /// <summary>By use, and the uses stand in the order in which they go.</summary>
        public Queue<TaskCompletionSource>[] Waiting { get; } = [.. Enum.GetValues<BudgetUse>().Select(_ => new Queue<TaskCompletionSource>())];

        public bool HasRoomFor(BudgetUse use) => Running < Width && (use != BudgetUse.OldMail || old < OldMailWidth);

        public BudgetUse? Next()
        {
            foreach (var use in Enum.GetValues<BudgetUse>())
                if (Waiting[(int)use].Count > 0 && HasRoomFor(use))
                    return use;
            return null;
        }

        public void Begin(BudgetUse use)
        {
            Running++;
            if (use == BudgetUse.OldMail) old++;
        }

        public void End(BudgetUse use)
        {
            Running--;
            if (use == BudgetUse.OldMail) old--;
        }
    }

    private sealed class Turn(GraphGate gate, MailboxId mailbox, BudgetUse use) : IDisposable
    {
        private int ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref ended, 1) == 0) gate.Leave(mailbox, use);
        }
    }
}
