using System.Globalization;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Sync;

/// <summary>
/// A bounded listing after a lost cursor, kept as a feed with an end: it survives restarts, goes on where it was, and runs beside the live feeds.
/// </summary>
public static class CatchUp
{
    public const string Feed = "catch-up";

    /// <summary>Clocks differ and a sync takes time: the window begins this much before the last good one. What is there already is recognised.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    public static bool IsCatchUp(FeedCursor cursor) => cursor.Feed == Feed;

    /// <summary>Never before the connection (R8).</summary>
    public static DateTimeOffset Since(DateTimeOffset? lastSyncedAt, DateTimeOffset connectedAt) =>
        lastSyncedAt is { } last && last - Overlap > connectedAt ? last - Overlap : connectedAt;

    public static FeedCursor Start(DateTimeOffset since) => At(since, null);

    /// <summary>From the beginning; one that is still running and reaches further back keeps its reach.</summary>
    public static FeedCursor Start(StoredCursor? running, DateTimeOffset since) =>
        Start(running is not null && Read(running.Cursor).Since is var earlier && earlier < since ? earlier : since);

    public static FeedCursor At(DateTimeOffset since, string? page) =>
        new(Feed, since.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) + "|" + page);

    public static (DateTimeOffset Since, string? Page) Read(FeedCursor cursor)
    {
        var bar = cursor.Position.IndexOf('|', StringComparison.Ordinal);
        var since = DateTimeOffset.Parse(cursor.Position[..bar], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return (since, bar + 1 == cursor.Position.Length ? null : cursor.Position[(bar + 1)..]);
    }
}
