namespace EmailSync.Simulators.Crm;

/// <summary>Keeps the webhooks that come, by hook name, and refuses them where a test orders it.</summary>
public sealed class CrmSink(TimeProvider clock, ISimulatorEvents? events)
{
    /// <summary>Older ones of a hook make room.</summary>
    public const int MaxKept = 5_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue<CrmHook>> hooks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Status, int? Remaining)> failures = new(StringComparer.Ordinal);

    public IReadOnlyList<CrmHook> List(string name)
    {
        lock (gate)
            return hooks.TryGetValue(name, out var kept) ? [.. kept] : [];
    }

    public void Clear(string name)
    {
        lock (gate)
            hooks.Remove(name);
    }

    /// <summary>Answers the next webhooks of this name with a status, so many times or until a success status is set.</summary>
    public void Answer(string name, int status, int? times)
    {
        lock (gate)
        {
            if (status is >= 200 and < 300 && times is null)
                failures.Remove(name);
            else
                failures[name] = (status, times);
        }
    }

    /// <summary>Takes a webhook in and says what to answer; a refused one is not kept.</summary>
    public int Receive(string name, IReadOnlyDictionary<string, string> headers, string body)
    {
        int status;
        lock (gate)
        {
            status = NextStatus(name);
            if (status is >= 200 and < 300)
                Keep(name, new CrmHook(clock.GetUtcNow(), headers, body));
        }

        events?.Happened(new SimulatorEvent(clock.GetUtcNow(), SimulatorEventKind.WebhookReceived, name, $"{status}") { Service = SimulatedService.Crm });
        return status;
    }

    private int NextStatus(string name)
    {
        if (!failures.TryGetValue(name, out var failure))
            return 204;
        if (failure.Remaining is { } left)
        {
            if (left <= 1)
                failures.Remove(name);
            else
                failures[name] = (failure.Status, left - 1);
        }

        return failure.Status;
    }

    private void Keep(string name, CrmHook hook)
    {
        if (!hooks.TryGetValue(name, out var kept))
            hooks.Add(name, kept = new Queue<CrmHook>());
        if (kept.Count == MaxKept)
            kept.Dequeue();
        kept.Enqueue(hook);
    }
}
