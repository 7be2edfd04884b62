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
        Stored(FillInReader.Feed),
    ];

    [TestMethod]
    [DataRow(false, false, false, "folder:inbox folder:sent catch-up fill-in")]
    [DataRow(false, true, false, "folder:inbox folder:sent hints catch-up fill-in")]
    [DataRow(false, false, true, "folder:inbox folder:sent put-off catch-up fill-in")]
    [DataRow(true, false, false, "folder:inbox folder:sent folder:archive folder:work catch-up fill-in")]
    [DataRow(true, true, true, "folder:inbox folder:sent folder:archive folder:work hints put-off catch-up fill-in")]
    public void A_round_goes_through_live_feeds_then_hints_then_old_mail(bool everything, bool hints, bool putOff, string expected)
    {
        var steps = new List<string>();
        var step = FeedPlan.Choose(cursors, null, everything, [])?.Cursor.Feed;
        while (step is not null && steps.Count < 10)
        {
            steps.Add(CatchUp.IsCatchUp(step) ? "catch-up" : step);
            step = FeedPlan.After(cursors, step, everything, hints, putOff, []);
        }

        Assert.AreEqual(expected, string.Join(' ', steps));
    }

    [TestMethod]
    public void A_quiet_feed_that_a_round_is_in_goes_on_although_the_round_is_no_longer_at_everything() =>
        Assert.AreEqual("folder:archive", FeedPlan.Choose(cursors, "folder:archive", everything: false, [])?.Cursor.Feed);

    [TestMethod]
    public void A_feed_that_has_ended_meanwhile_gives_the_next() =>
        Assert.AreEqual("folder:work", FeedPlan.Choose(cursors, "folder:played", everything: true, [])?.Cursor.Feed);

    [TestMethod]
    [DataRow(false, "inbox", true, DisplayName = "the first of two")]
    [DataRow(false, "inbox sent", false, DisplayName = "both that were looked at")]
    [DataRow(false, "sent", true, DisplayName = "one of two")]
    [DataRow(true, "inbox", true)]
    [DataRow(true, "inbox sent", true)]
    [DataRow(true, "inbox sent archive", false, DisplayName = "three, and none was read")]
    [DataRow(true, "inbox sent archive work", false, DisplayName = "all")]
    [DataRow(true, "sent archive work", true, DisplayName = "three, and one was read")]
    public void A_round_goes_on_without_feeds_that_fail_unless_none_can_be_read(bool everything, string failed, bool goesOn) =>
        Assert.AreEqual(goesOn, FeedPlan.GoesOnWithout(cursors, [.. failed.Split(' ').Select(f => "folder:" + f)], everything));

    [TestMethod]
    public void A_round_ends_where_six_feeds_in_a_row_fail_although_others_were_read()
    {
        IReadOnlyList<StoredCursor> ten = [.. Enumerable.Range(0, 10).Select(i => Stored(new FeedCursor($"folder:{i}", "x", Quiet: true)))];

        bool GoesOn(params int[] failed) => FeedPlan.GoesOnWithout(ten, [.. failed.Select(i => $"folder:{i}")], everything: true);

        Assert.IsTrue(GoesOn(1, 2, 3, 4, 5));
        Assert.IsFalse(GoesOn(1, 2, 3, 4, 5, 6));
        Assert.IsTrue(GoesOn(0, 1, 3, 4, 5, 6, 7));
    }

    [TestMethod]
    public void A_feed_that_is_left_out_keeps_its_place_for_those_behind_it()
    {
        Assert.AreEqual("folder:sent", FeedPlan.After(cursors, "folder:inbox", everything: false, hints: false, putOff: false, ["folder:inbox"]));
        Assert.AreEqual("folder:sent", FeedPlan.Choose(cursors, null, everything: true, ["folder:inbox"])?.Cursor.Feed);
        Assert.AreEqual("folder:work", FeedPlan.After(cursors, "folder:sent", everything: true, hints: false, putOff: false, ["folder:inbox", "folder:archive"]));
    }

    [TestMethod]
    public void Without_a_catch_up_the_round_ends_after_the_hints()
    {
        IReadOnlyList<StoredCursor> gmail = [Stored(new FeedCursor("history", "1"))];

        Assert.IsNull(FeedPlan.After(gmail, "history", everything: true, hints: false, putOff: false, []));
        Assert.IsNull(FeedPlan.Choose(gmail, FeedPlan.Hints, everything: true, []));
    }

    [TestMethod]
    public void Of_two_catch_ups_the_one_with_the_newest_mail_goes_first()
    {
        var (early, late) = (CatchUp.Start(DateTimeOffset.UnixEpoch), CatchUp.Start(DateTimeOffset.UnixEpoch.AddDays(1)));

        Assert.AreEqual(late.Feed, FeedPlan.After([Stored(early), Stored(late)], FeedPlan.PutOff, everything: false, hints: false, putOff: true, []));
        Assert.AreEqual(early.Feed, FeedPlan.After([Stored(early), Stored(late)], late.Feed, everything: false, hints: false, putOff: true, []));
    }

    [TestMethod]
    [DataRow("history", false)]
    [DataRow("folder:inbox", false)]
    [DataRow("hints", false)]
    [DataRow("fill-in", true)]
    public void Old_mail_is_what_comes_after_the_live_feeds(string feed, bool isOld)
    {
        Assert.AreEqual(isOld, FeedPlan.IsOldMail(feed));
        Assert.IsTrue(FeedPlan.IsOldMail(CatchUp.Start(DateTimeOffset.UnixEpoch).Feed));
    }

    private static StoredCursor Stored(FeedCursor cursor) => new(cursor, "1");
}
