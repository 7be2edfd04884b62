namespace EmailSync.Simulators.Google.Gmail;

/// <summary>Units per mailbox and minute, and calls in flight.</summary>
internal sealed class Quota(TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Usage> usage = new(StringComparer.Ordinal);

    /// <summary>Charges a call, or refuses it with the flavour that the settings choose.</summary>
    public void Charge(string mailbox, int units, GoogleSettings settings)
    {
        var limit = settings.PriceList == PriceList.New ? 6_000 : 15_000;
        lock (gate)
        {
            var now = clock.GetUtcNow();
            var current = Of(mailbox);
            if (now - current.Since >= TimeSpan.FromMinutes(1))
            {
                current.Since = now;
                current.Units = 0;
            }

            if (current.Units + units > limit)
            {
                throw settings.QuotaStatus == 403
                    ? new GoogleError(403, "userRateLimitExceeded", "User Rate Limit Exceeded")
                    : new GoogleError(429, "rateLimitExceeded", "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute per user'");
            }

            current.Units += units;
        }
    }

    public IDisposable Enter(string mailbox, GoogleSettings settings)
    {
        lock (gate)
        {
            var current = Of(mailbox);
            if (settings.MaxConcurrentPerMailbox > 0 && current.InFlight >= settings.MaxConcurrentPerMailbox)
                throw new GoogleError(429, "rateLimitExceeded", "Too many concurrent requests for user");
            current.InFlight++;
            return new Exit(this, current);
        }
    }

    public void Clear()
    {
        lock (gate)
            usage.Clear();
    }

    private Usage Of(string mailbox)
    {
        if (!usage.TryGetValue(mailbox, out var found))
            usage.Add(mailbox, found = new Usage());
        return found;
    }

    private sealed class Usage
    {
        public DateTimeOffset Since { get; set; }

        public int Units { get; set; }

        public int InFlight { get; set; }
    }

    private sealed class Exit(Quota quota, Usage usage) : IDisposable
    {
        public void Dispose()
        {
            lock (quota.gate)
                usage.InFlight--;
        }
    }
}
