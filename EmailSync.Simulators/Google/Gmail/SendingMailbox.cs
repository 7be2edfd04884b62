using System.Globalization;

namespace EmailSync.Simulators.Google.Gmail;

/// <summary>A mailbox with its daily sending allowance, which is counted over the last 24 hours.</summary>
internal sealed class SendingMailbox(GmailMailbox mailbox, AccountType type)
{
    private readonly Queue<DateTimeOffset> sends = new();

    public GmailMailbox Mailbox { get; } = mailbox;

    private int DailyLimit => type == AccountType.Consumer ? 500 : 2_000;

    public void ReserveSend(DateTimeOffset now)
    {
        lock (sends)
        {
            while (sends.Count > 0 && now - sends.Peek() >= TimeSpan.FromDays(1))
                sends.Dequeue();
            if (sends.Count >= DailyLimit)
            {
                var until = sends.Peek().AddDays(1).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
                throw new GoogleError(429, "rateLimitExceeded", $"User-rate limit exceeded.  Retry after {until}");
            }

            sends.Enqueue(now);
        }
    }
}
