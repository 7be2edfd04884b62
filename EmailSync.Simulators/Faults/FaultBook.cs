namespace EmailSync.Simulators.Faults;

/// <summary>The faults in force. The first rule that meets a call and whose dice say so is used up by one.</summary>
public sealed class FaultBook
{
    private readonly Lock gate = new();
    private readonly List<Entry> entries = [];
    private int lastId;

    public IReadOnlyList<ActiveFault> List()
    {
        lock (gate)
            return [.. entries.Select(entry => entry.Snapshot())];
    }

    public ActiveFault Add(FaultRule rule)
    {
        lock (gate)
        {
            var entry = new Entry(++lastId, rule);
            entries.Add(entry);
            return entry.Snapshot();
        }
    }

    public bool Remove(int id)
    {
        lock (gate)
            return entries.RemoveAll(entry => entry.Id == id) > 0;
    }

    public void Clear()
    {
        lock (gate)
            entries.Clear();
    }

    /// <summary>Draws a fault of one of these kinds for a call; null when none strikes.</summary>
    internal FaultRule? Take(Func<FaultKind, bool> kinds, string? method, string? path, string? mailbox)
    {
        lock (gate)
        {
            foreach (var entry in entries)
            {
                if (kinds(entry.Rule.Fault) && (entry.Rule.Match ?? new FaultMatch()).Covers(method, path, mailbox) && entry.Strikes())
                    return entry.Rule;
            }

            return null;
        }
    }

    private sealed class Entry(int id, FaultRule rule)
    {
        private readonly Random? dice = rule.Probability is null ? null : new Random(rule.Seed ?? 0);
        private int? remaining = rule.Times ?? (rule.Probability is null ? 1 : null);
        private int hits;

        public int Id => id;

        public FaultRule Rule => rule;

        public ActiveFault Snapshot() => new(id, rule, remaining, hits);

        public bool Strikes()
        {
            if (remaining == 0)
                return false;
            if (dice is not null && dice.NextDouble() >= rule.Probability)
                return false;
            remaining--;
            hits++;
            return true;
        }
    }
}
