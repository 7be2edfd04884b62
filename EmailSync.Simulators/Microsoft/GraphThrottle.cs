namespace EmailSync.Simulators.Microsoft;

/// <summary>Requests per app and mailbox: in ten minutes, and in flight.</summary>
internal sealed class GraphThrottle(TimeProvider clock)
{
    private static readonly TimeSpan window = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly Dictionary<(string App, string Mailbox), Usage> usage = [];

    /// <summary>Takes a place, or refuses the call; a refused one counts as well.</summary>
    public IDisposable Enter(string app, string mailbox, MicrosoftSettings settings)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (!usage.TryGetValue((app, mailbox), out var current))
                usage.Add((app, mailbox), current = new Usage());
            if (now - current.Since >= window)
            {
                current.Since = now;
                current.Requests = 0;
            }

            current.Requests++;
            if (settings.RequestsPerTenMinutes > 0 && current.Requests > settings.RequestsPerTenMinutes)
            {
                var wait = (int)Math.Ceiling((current.Since + window - now).TotalSeconds);
                throw new GraphError(429, "ApplicationThrottled", "Application is over its RequestCount limit.") { RetryAfterSeconds = wait };
            }

            if (settings.MaxConcurrentPerMailbox > 0 && current.InFlight >= settings.MaxConcurrentPerMailbox)
                throw new GraphError(429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.") { RetryAfterSeconds = 1 };
            current.InFlight++;
            return new Exit(this, current);
        }
    }

    public void Clear()
    {
        lock (gate)
            usage.Clear();
    }

    private sealed class Usage
    {
        public DateTimeOffset Since { get; set; }

        public int Requests { get; set; }

        public int InFlight { get; set; }
    }

    private sealed class Exit(GraphThrottle throttle, Usage usage) : IDisposable
    {
        public void Dispose()
        {
            lock (throttle.gate)
                usage.InFlight--;
        }
    }
}
