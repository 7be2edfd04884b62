namespace EmailSync.Core.Sending;

/// <summary>How long a send waits between its steps.</summary>
public static class SendWaits
{
    /// <summary>R35: ten minutes of looking, then the outcome is unknown for good.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromMinutes(10);

    /// <summary>From the first word about a mail to the service's last.</summary>
    public static readonly TimeSpan LongestHandover = TimeSpan.FromSeconds(100);

    /// <summary>Longer than a handover takes: who has not come back by then never will, and nobody knows what became of the mail.</summary>
    public static readonly TimeSpan HandoverLease = TimeSpan.FromMinutes(2);

    /// <summary>A mail service that does not let the location in is asked again after this.</summary>
    public static readonly TimeSpan NoEntry = TimeSpan.FromMinutes(5);

    /// <summary>A provider or mail service that fails for so long does not get the mail any more: late mail is worse than mail that is told as failed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    /// <summary>Somebody else is at it.</summary>
    public static readonly TimeSpan Overtaken = TimeSpan.FromSeconds(2);

    /// <summary>After a failure without effect: 2 s, doubling, at most five minutes.</summary>
    public static TimeSpan AfterAttempt(int attempts) => TimeSpan.FromSeconds(Math.Min(300, 2 * Math.Pow(2, Math.Min(attempts, 10))));

    /// <summary>While the copy in Sent is looked for: 2 s at first, then a quarter of the time already spent, at most a minute.</summary>
    public static TimeSpan WhileUnknown(TimeSpan spent) => TimeSpan.FromSeconds(Math.Clamp(spent.TotalSeconds / 4, 2, 60));
}
