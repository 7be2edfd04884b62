namespace EmailSync.Simulators.Microsoft.OAuth;

/// <summary>Stops a client that asks the same again and again: 50196 until it has been quiet about it.</summary>
internal sealed class LoopGuard(TimeProvider clock)
{
    private const int MaxRemembered = 10_000;
    private static readonly TimeSpan window = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue<DateTimeOffset>> seen = new(StringComparer.Ordinal);

    /// <summary>Counts a request by what makes it the same as another; <paramref name="most"/> of 0 sets no limit.</summary>
    public void Count(string request, int most)
    {
        if (most == 0)
            return;
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (seen.Count >= MaxRemembered)
                Forget(now);
            if (!seen.TryGetValue(request, out var times))
                seen.Add(request, times = new Queue<DateTimeOffset>());
            while (times.TryPeek(out var oldest) && now - oldest > window)
                times.Dequeue();
            times.Enqueue(now);
            if (times.Count > most + 1)
                times.Dequeue();
            if (times.Count > most)
                throw OAuthError.InvalidGrant(50196, "The server terminated an operation because it encountered a client request loop. Please contact your app vendor.");
        }
    }

    public void Clear()
    {
        lock (gate)
            seen.Clear();
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var key in seen.Where(entry => entry.Value.All(time => now - time > window)).Select(entry => entry.Key).ToArray())
            seen.Remove(key);
    }
}
