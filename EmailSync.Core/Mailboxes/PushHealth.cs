namespace EmailSync.Core.Mailboxes;

/// <summary>
/// B7: whether a provider's pushes can be relied on, as a table: what is known goes in, what is known then comes out. Healthy pushes change nothing, so that they
/// cost no write.
/// </summary>
/// <param name="Missed">Looks in a row that found mail which no push had announced.</param>
/// <param name="LastMiss">The look that was counted last; running it again counts nothing.</param>
/// <param name="SilentSince">Since when pushes are held to be silent, or null.</param>
/// <param name="ProbedAt">When the watch of a silent mailbox was last made anew; a push later than this ends the silence.</param>
/// <param name="FailedWatches">Attempts in a row to make or renew the watch that failed.</param>
public sealed record PushHealth(
    int Missed = 0, string? LastMiss = null, DateTimeOffset? SilentSince = null, DateTimeOffset? ProbedAt = null, int FailedWatches = 0)
{
    public const int MissesUntilSilent = 3;

    public static readonly PushHealth Well = new();

    private static readonly TimeSpan FirstProbe = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LastProbe = TimeSpan.FromDays(1);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LastRetry = TimeSpan.FromHours(6);

    public bool IsSilent => SilentSince is not null;

    /// <summary>
    /// Did the mail arrive unannounced? It came since the last good look, so that no push led anybody to it, and so long ago that one would have come by now.
    /// </summary>
    /// <param name="receivedAt">When the provider took it in.</param>
    /// <param name="lastLook">The last look that went well; null when there was none, and nothing can be said.</param>
    /// <param name="now">When it was found.</param>
    /// <param name="grace">How long pushes take at most when all is well.</param>
    public static bool IsUnannounced(DateTimeOffset receivedAt, DateTimeOffset? lastLook, DateTimeOffset now, TimeSpan grace) =>
        lastLook is { } last && receivedAt >= last && receivedAt <= now - grace;

    /// <param name="look">Names the look that found unannounced mail.</param>
    /// <param name="now">When.</param>
    public PushHealth Miss(string look, DateTimeOffset now)
    {
        if (IsSilent || look == LastMiss)
            return this;
        return Missed + 1 >= MissesUntilSilent
            ? this with { Missed = 0, LastMiss = null, SilentSince = now, ProbedAt = null }
            : this with { Missed = Missed + 1, LastMiss = look };
    }

    /// <summary>A push came. In silence only one that is later than the new watch counts: an older one may have been on its way for hours.</summary>
    public PushHealth Hear(DateTimeOffset pushedAt) =>
        IsSilent && !(pushedAt > ProbedAt) ? this : this with { Missed = 0, LastMiss = null, SilentSince = null, ProbedAt = null };

    /// <summary>The watch was made, or renewed.</summary>
    public PushHealth Watched(DateTimeOffset now) => this with { FailedWatches = 0, ProbedAt = IsSilent ? now : null };

    public PushHealth NotWatched() => this with { FailedWatches = FailedWatches + 1 };

    /// <summary>When the watch of a silent mailbox is made anew again: after as long as the silence lasts, within bounds.</summary>
    public TimeSpan NextProbe(DateTimeOffset now)
    {
        var silence = now - (SilentSince ?? now);
        return silence < FirstProbe ? FirstProbe : silence > LastProbe ? LastProbe : silence;
    }

    /// <summary>When to try again after so many failed attempts: twice as long each time, within bounds.</summary>
    public TimeSpan NextAttempt()
    {
        var wait = FirstRetry * Math.Pow(2, Math.Clamp(FailedWatches - 1, 0, 10));
        return wait > LastRetry ? LastRetry : wait;
    }
}
