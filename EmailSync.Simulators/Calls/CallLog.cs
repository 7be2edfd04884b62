namespace EmailSync.Simulators.Calls;

/// <summary>What was called, counted by mailbox, method and path template.</summary>
public sealed class CallLog(TimeProvider clock)
{
    private const int MaxUnknown = 1_000;

    private readonly Lock gate = new();
    private readonly Dictionary<(string? Mailbox, string Method, string Path), (int Count, int Units)> counts = [];
    private readonly Queue<UnknownRequest> unknown = new();

    public IReadOnlyList<UnknownRequest> Unknown
    {
        get
        {
            lock (gate)
                return [.. unknown];
        }
    }

    public IReadOnlyList<CallCount> List(string? mailbox = null)
    {
        lock (gate)
        {
            return [.. counts
                .Where(entry => mailbox is null || string.Equals(entry.Key.Mailbox, mailbox, StringComparison.OrdinalIgnoreCase))
                .Select(entry => new CallCount(entry.Key.Mailbox, entry.Key.Method, entry.Key.Path, entry.Value.Count, entry.Value.Units))
                .OrderBy(call => call.Mailbox, StringComparer.Ordinal)
                .ThenBy(call => call.Path, StringComparer.Ordinal)
                .ThenBy(call => call.Method, StringComparer.Ordinal)];
        }
    }

    internal void Add(string? mailbox, string method, string path, int units)
    {
        lock (gate)
        {
            var (count, sum) = counts.GetValueOrDefault((mailbox, method, path));
            counts[(mailbox, method, path)] = (count + 1, sum + units);
        }
    }

    internal void AddUnknown(string method, string path)
    {
        lock (gate)
        {
            if (unknown.Count == MaxUnknown)
                unknown.Dequeue();
            unknown.Enqueue(new UnknownRequest(clock.GetUtcNow(), method, path));
        }
    }

    internal void Clear()
    {
        lock (gate)
        {
            counts.Clear();
            unknown.Clear();
        }
    }
}
