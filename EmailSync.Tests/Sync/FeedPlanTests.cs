using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;

namespace EmailSync.Tests.Sync;

[TestClass]
public sealed class FeedPlanTests
{
    private static readonly IReadOnlyList<StoredCursor> cursors =
    [
        Stored(CatchUp.Start(DateTimeOffset.UnixEpoch)),
        Stored(new FeedCursor("folder:work", "x", Quiet: true)),
        Stored(new FeedCursor("folder:inbox", "x")),
        Stored(new FeedCursor("folder:sent", "x")),
        Stored(new FeedCursor("folder:archive", "x", Quiet: true)),
    ];

    [TestMethod]
    [DataRow(false, false, "folder:inbox folder:sent catch-up")]
    [DataRow(false, true, "folder:inbox folder:sent hints catch-up")]
    [DataRow(true, false, "folder:archive folder:inbox folder:sent folder:work catch-up")]
    [DataRow(true, true, "folder:archive folder:inbox folder:sent folder:work hints catch-up")]
    public void A_round_goes_through_live_feeds_then_hints_then_the_catch_up(bool everything, bool hints, string expected)
    {
        var steps = new List<string>();
        var step = FeedPlan.Choose(cursors, null, everything)?.Cursor.Feed;
        while (step is not null && steps.Count < 10)
        {
            steps.Add(step);
            step = FeedPlan.After(cursors, step, everything, hints);
        }

        Assert.AreEqual(expected, string.Join(' ', steps));
    }

    [TestMethod]
    public void A_quiet_feed_that_a_round_is_in_goes_on_although_the_round_is_no_longer_at_everything() =>
        Assert.AreEqual("folder:archive", FeedPlan.Choose(cursors, "folder:archive", everything: false)?.Cursor.Feed);

    [TestMethod]
    public void A_feed_that_has_ended_meanwhile_gives_the_next() =>
        Assert.AreEqual("folder:sent", FeedPlan.Choose(cursors, "folder:played", everything: false)?.Cursor.Feed);

    [TestMethod]
    public void Without_a_catch_up_the_round_ends_after_the_hints()
    {
        IReadOnlyList<StoredCursor> gmail = [Stored(new FeedCursor("history", "1"))];

        Assert.IsNull(FeedPlan.After(gmail, "history", everything: true, hints: false));
        Assert.IsNull(FeedPlan.Choose(gmail, FeedPlan.Hints, everything: true));
    }

    private static StoredCursor Stored(FeedCursor cursor) => new(cursor, "1");
}
