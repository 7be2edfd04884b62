using EmailSync.Core.Storage;

namespace EmailSync.Core.Sync;

/// <summary>
/// The order in which a round looks at a mailbox's feeds: live feeds by name, quiet ones behind the others, and only when everything is looked at; then what notifications
/// named and no feed has shown; then old mail, which must not keep new mail waiting: what was put off, catch-ups, and last what is filled in.
/// </summary>
public static class FeedPlan
{
    /// <summary>New mail waits for the end of a page of old mail: not longer than ten messages take.</summary>
    public const int MaxOldPerPage = 10;

    /// <summary>The provider answers nothing when so many feeds have failed and none has been read.</summary>
    private const int MaxFailedAlone = 3;

    /// <summary>It answers nothing any more when so many have failed one after the other.</summary>
    private const int MaxFailedInARow = 6;

    /// <summary>The place in the round where messages are read that notifications named.</summary>
    public const string Hints = "hints";

    /// <summary>The place in the round where messages are taken up again that were put off.</summary>
    public const string PutOff = "put-off";

    /// <summary>The feed brings mail that has been there for a while.</summary>
    public static bool IsOldMail(string feed) => Rank(feed).Group > Rank(PutOff).Group;

    /// <param name="cursors">All feeds of the mailbox.</param>
    /// <param name="feed">The feed to go on with, or null for the first. One that has ended meanwhile gives the next.</param>
    /// <param name="everything">Quiet feeds too.</param>
    /// <param name="failed">Feeds that the round leaves out.</param>
    public static StoredCursor? Choose(IReadOnlyList<StoredCursor> cursors, string? feed, bool everything, IReadOnlyCollection<string> failed) =>
        InOrder(cursors)
            .Where(c => !failed.Contains(c.Cursor.Feed) && (everything || !c.Cursor.Quiet || c.Cursor.Feed == feed))
            .FirstOrDefault(c => feed is null || Rank(c).CompareTo(Rank(cursors, feed)) >= 0);

    /// <summary>
    /// The step of the round after this one: another feed, <see cref="Hints"/> after the last live feed, <see cref="PutOff"/> before old mail, or null at its end.
    /// </summary>
    /// <param name="cursors">All feeds of the mailbox.</param>
    /// <param name="step">The feed just looked at, or <see cref="Hints"/>.</param>
    /// <param name="everything">Quiet feeds too.</param>
    /// <param name="hints">Notifications named messages that no feed has shown.</param>
    /// <param name="putOff">Messages that were put off are due.</param>
    /// <param name="failed">Feeds that the round leaves out.</param>
    public static string? After(
        IReadOnlyList<StoredCursor> cursors, string step, bool everything, bool hints, bool putOff, IReadOnlyCollection<string> failed)
    {
        var steps = cursors.Where(c => !failed.Contains(c.Cursor.Feed) && (everything || !c.Cursor.Quiet)).Select(Rank);
        if (hints) steps = steps.Append(Rank(Hints));
        if (putOff) steps = steps.Append(Rank(PutOff));
        return steps.Order().FirstOrDefault(s => s.CompareTo(Rank(cursors, step)) > 0).Name;
    }

    /// <summary>
    /// One folder that a provider cannot read must not keep mail of the others waiting; a provider that is down is not asked for every one of a hundred folders.
    /// </summary>
    /// <param name="failed">The feeds of new mail that failed since the round's beginning, the last one just now.</param>
    public static bool GoesOnWithout(IReadOnlyList<StoredCursor> cursors, IReadOnlyCollection<string> failed, bool everything)
    {
        var live = InOrder(cursors).Where(c => (everything || !c.Cursor.Quiet) && !IsOldMail(c.Cursor.Feed)).Select(c => c.Cursor.Feed).ToList();
        var looked = live.Take(live.IndexOf(failed.Last()) + 1).ToList();
        var inARow = looked.AsEnumerable().Reverse().TakeWhile(failed.Contains).Count();
        return inARow < looked.Count ? inARow < MaxFailedInARow : inARow < MaxFailedAlone && inARow < live.Count;
    }

    /// <summary>What follows is not new mail any more: the catch-up, filling in, or nothing.</summary>
    public static bool EndsLook(string? next) => next is null || Rank(next).Group > Rank(Hints).Group;

    private static IEnumerable<StoredCursor> InOrder(IReadOnlyList<StoredCursor> cursors) => cursors.OrderBy(Rank);

    private static (int Group, string Name) Rank(StoredCursor stored) => Rank(stored.Cursor.Feed, stored.Cursor.Quiet);

    /// <summary>A feed that has ended is a folder that was deleted, and only quiet ones can be.</summary>
    private static (int Group, string Name) Rank(IReadOnlyList<StoredCursor> cursors, string step) =>
        cursors.FirstOrDefault(c => c.Cursor.Feed == step) is { } stored ? Rank(stored) : Rank(step);

    private static (int Group, string Name) Rank(string feed, bool isQuiet = true) => (
        feed == Hints ? 2 : feed == PutOff ? 3 : CatchUp.IsCatchUp(feed) ? 4 : FillInReader.IsFillIn(feed) ? 5 : isQuiet ? 1 : 0, feed);
}
