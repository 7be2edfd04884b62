using System.Globalization;
using EmailSync.Core.Providers;

namespace EmailSync.Core.Sync;

/// <summary>
/// A bounded listing after a lost cursor, kept as a feed with an end: it survives restarts, goes on where it was, and runs beside the live feeds. Its name
/// says where its window begins: a second loss meanwhile lists what the first one cannot have, and leaves that where it is.
/// </summary>
public static class CatchUp
{
    private const string Prefix = "catch-up";

    /// <summary>Clocks differ and a sync takes time: the window begins this much before the last good one. What is there already is recognised.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    public static bool IsCatchUp(string feed) => feed.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Never before the connection (R8).</summary>
    public static DateTimeOffset Since(DateTimeOffset? inStepUntil, DateTimeOffset connectedAt) =>
        inStepUntil is { } last && last - Overlap > connectedAt ? last - Overlap : connectedAt;

    /// <summary>
    /// What the provider took in before this has been looked at. The last good round may have left out what no push named, which the looks without a push find;
    /// and what a listing under way has still to bring lies anywhere in its window. Null when that is nothing.
    /// </summary>
    public static DateTimeOffset? SeenUntil(DateTimeOffset? inStepUntil, TimeSpan reconcileInterval, IEnumerable<FeedCursor> cursors)
    {
        var windows = cursors.Where(c => IsCatchUp(c.Feed)).Select(c => Read(c).Since);
        return inStepUntil is { } last ? windows.Append(last - reconcileInterval).Min() : null;
    }

    public static FeedCursor Start(DateTimeOffset since) => At(since, null);

    public static FeedCursor At(DateTimeOffset since, string? page) =>
        new(Name(since), since.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) + "|" + page);

    public static (DateTimeOffset Since, string? Page) Read(FeedCursor cursor)
    {
        var bar = cursor.Position.IndexOf('|', StringComparison.Ordinal);
        var since = DateTimeOffset.Parse(cursor.Position[..bar], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return (since, bar + 1 == cursor.Position.Length ? null : cursor.Position[(bar + 1)..]);
    }

    /// <summary>It has yet to begin and will have all mail from then on; one that is under way may have passed what came meanwhile.</summary>
    public static bool WillCover(FeedCursor cursor, DateTimeOffset since) =>
        IsCatchUp(cursor.Feed) && Read(cursor) is { Page: null } window && window.Since <= since;

    // The latest window sorts first: it holds the newest mail.
    private static string Name(DateTimeOffset since) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}-{(DateTimeOffset.MaxValue - since).Ticks:D19}");
}
