using EmailSync.Core.Providers;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Sync;

/// <summary>
/// The order in which a round looks at a mailbox's feeds: live feeds by name, quiet ones only when everything is looked at; then what notifications
/// named and no feed has shown; then the catch-up, and last what is filled in, which must not keep new mail waiting.
/// </summary>
public static class FeedPlan
{
    /// <summary>The place in the round where messages are read that notifications named.</summary>
    public const string Hints = "hints";

    /// <param name="cursors">All feeds of the mailbox.</param>
    /// <param name="feed">The feed to go on with, or null for the first. One that has ended meanwhile gives the next.</param>
    /// <param name="everything">Quiet feeds too.</param>
    public static StoredCursor? Choose(IReadOnlyList<StoredCursor> cursors, string? feed, bool everything) =>
        InOrder(cursors)
            .Where(c => everything || !c.Cursor.Quiet || c.Cursor.Feed == feed)
            .FirstOrDefault(c => feed is null || Rank(c.Cursor.Feed).CompareTo(Rank(feed)) >= 0);

    /// <summary>The step of the round after this one: another feed, <see cref="Hints"/> after the last live feed, or null at its end.</summary>
    /// <param name="cursors">All feeds of the mailbox.</param>
    /// <param name="step">The feed just looked at, or <see cref="Hints"/>.</param>
    /// <param name="everything">Quiet feeds too.</param>
    /// <param name="hints">Notifications named messages that no feed has shown.</param>
    public static string? After(IReadOnlyList<StoredCursor> cursors, string step, bool everything, bool hints)
    {
        var next = InOrder(cursors)
            .Where(c => everything || !c.Cursor.Quiet)
            .FirstOrDefault(c => Rank(c.Cursor.Feed).CompareTo(Rank(step)) > 0)?.Cursor.Feed;
        return hints && Rank(step).Group == 0 && (next is null || Rank(next).Group > 0) ? Hints : next;
    }

    /// <summary>What follows is not new mail any more: the catch-up, filling in, or nothing.</summary>
    public static bool EndsLook(string? next) => next is null || Rank(next).Group > Rank(Hints).Group;

    private static IEnumerable<StoredCursor> InOrder(IReadOnlyList<StoredCursor> cursors) => cursors.OrderBy(c => Rank(c.Cursor.Feed));

    private static (int Group, string Name) Rank(string feed) => (
        feed == Hints ? 1 : CatchUp.IsCatchUp(new FeedCursor(feed, "")) ? 2 : FillInReader.IsFillIn(feed) ? 3 : 0, feed);
}
