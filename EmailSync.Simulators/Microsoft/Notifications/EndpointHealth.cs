namespace EmailSync.Simulators.Microsoft.Notifications;

/// <summary>
/// How quickly the hosts of notification URLs answer. More than a tenth of the answers over 3 s: notifications are held back for ten minutes;
/// more than 15 in a hundred over 10 s: they are dropped for ten minutes. All subscriptions of a host share its fate.
/// </summary>
internal sealed class EndpointHealth(TimeProvider clock)
{
    public static readonly TimeSpan SlowAnswer = TimeSpan.FromSeconds(3);
    public static readonly TimeSpan Penalty = TimeSpan.FromMinutes(10);

    // The published figures are shares; a handful of answers is no share, or one slow start would cost ten minutes.
    private const int FewestAnswers = 10;
    private static readonly TimeSpan window = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Host> hosts = new(StringComparer.OrdinalIgnoreCase);

    public void Answered(Uri url, TimeSpan took)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (!hosts.TryGetValue(url.Authority, out var host))
                hosts.Add(url.Authority, host = new Host());
            host.Answers.Enqueue((now, took));
            while (host.Answers.TryPeek(out var oldest) && now - oldest.At > window)
                host.Answers.Dequeue();
            if (host.Answers.Count < FewestAnswers)
                return;
            if (Share(host, NotificationClient.Patience) > 0.15)
                host.DroppedUntil = now + Penalty;
            else if (Share(host, SlowAnswer) > 0.10)
                host.SlowUntil = now + Penalty;
        }
    }

    public bool IsDropped(Uri url) => Until(url, host => host.DroppedUntil);

    public bool IsSlow(Uri url) => Until(url, host => host.SlowUntil);

    public void Clear()
    {
        lock (gate)
            hosts.Clear();
    }

    private bool Until(Uri url, Func<Host, DateTimeOffset> end)
    {
        lock (gate)
            return hosts.TryGetValue(url.Authority, out var host) && end(host) > clock.GetUtcNow();
    }

    private static double Share(Host host, TimeSpan limit) => (double)host.Answers.Count(answer => answer.Took >= limit) / host.Answers.Count;

    private sealed class Host
    {
        public Queue<(DateTimeOffset At, TimeSpan Took)> Answers { get; } = new();

        public DateTimeOffset SlowUntil { get; set; }

        public DateTimeOffset DroppedUntil { get; set; }
    }
}
