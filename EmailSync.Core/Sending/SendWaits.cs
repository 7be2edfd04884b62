namespace EmailSync.Core.Sending;

/// <summary>How long a send waits between its steps.</summary>
public static class SendWaits
{
    /// <summary>R35: ten minutes of looking, then the outcome is unknown for good.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromMinutes(10);

    /// <summary>After a failure without effect: 2 s, doubling, at most five minutes.</summary>
    public static TimeSpan AfterAttempt(int attempts) => TimeSpan.FromSeconds(Math.Min(300, 2 * Math.Pow(2, Math.Min(attempts, 10))));

    /// <summary>While the copy in Sent is looked for: 2 s at first, then a quarter of the time already spent, at most a minute.</summary>
    public static TimeSpan WhileUnknown(TimeSpan spent) => TimeSpan.FromSeconds(Math.Clamp(spent.TotalSeconds / 4, 2, 60));
}
