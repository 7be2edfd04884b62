using EmailSync.Core.Storage;

namespace EmailSync.Core.Sync;

/// <summary>The order in which a round looks at a mailbox's feeds: live feeds by name, then the catch-up, which must not keep new mail waiting.</summary>
public static class FeedPlan
{
    /// <param name="feed">The feed to go on with, or null for the first. One that has ended meanwhile gives the next.</param>
    public static StoredCursor? Choose(IReadOnlyList<StoredCursor> cursors, string? feed) =>
        InOrder(cursors).FirstOrDefault(c => feed is null || Rank(c.Cursor.Feed).CompareTo(Rank(feed)) >= 0);

    /// <summary>The feed after this one in the round, or null.</summary>
    public static string? After(IReadOnlyList<StoredCursor> cursors, string feed) =>
        InOrder(cursors).FirstOrDefault(c => Rank(c.Cursor.Feed).CompareTo(Rank(feed)) > 0)?.Cursor.Feed;

    private static IEnumerable<StoredCursor> InOrder(IReadOnlyList<StoredCursor> cursors) => cursors.OrderBy(c => Rank(c.Cursor.Feed));

    private static (bool Last, string Name) Rank(string feed) => (CatchUp.IsCatchUp(new Providers.FeedCursor(feed, "")), feed);
}
