namespace EmailSync.Core.Sending.Batches;

/// <summary>How long a batch waits that cannot go on, and how long it goes on at a time.</summary>
public static class BatchWaits
{
    /// <summary>At the daily limit: before the day is over it may have been raised, or the batch been called back.</summary>
    public static readonly TimeSpan WhileLimited = TimeSpan.FromMinutes(15);

    /// <summary>After this no new mail is begun in a step. One that has begun may take minutes more, and a function ten in all.</summary>
    public static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan shortest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan longest = TimeSpan.FromMinutes(5);

    /// <summary>While its mails wait: 15 s at first, then a quarter of the time for which nothing has changed, at most five minutes.</summary>
    public static TimeSpan WhileBlocked(TimeSpan unchanged) => new(Math.Clamp((unchanged / 4).Ticks, shortest.Ticks, longest.Ticks));
}
