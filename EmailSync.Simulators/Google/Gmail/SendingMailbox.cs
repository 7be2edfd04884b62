using System.Globalization;

namespace EmailSync.Simulators.Google.Gmail;

/// <summary>A mailbox with its daily sending allowance, which is counted over the last 24 hours.</summary>
internal sealed class SendingMailbox(GmailMailbox mailbox, AccountType type, Func<GoogleSettings> settings)
{
    private readonly Queue<DateTimeOffset> sends = new();

    public GmailMailbox Mailbox { get; } = mailbox;

    private int DailyLimit => type == AccountType.Consumer ? settings().ConsumerDailySends : settings().WorkspaceDailySends;

    public void ReserveSend(DateTimeOffset now)
    {
        lock (sends)
        {
            while (sends.Count > 0 && now - sends.Peek() >= TimeSpan.FromDays(1))
                sends.Dequeue();
            if (sends.Count >= DailyLimit)
            {
                // With a limit that was lowered meanwhile it is not the oldest whose end makes room.
                var until = sends.ElementAt(sends.Count - DailyLimit).AddDays(1).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
                throw new GoogleError(429, "rateLimitExceeded", $"User-rate limit exceeded.  Retry after {until}");
            }

            sends.Enqueue(now);
        }
    }
}
