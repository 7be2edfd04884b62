using EmailSync.Core.Mailboxes;

namespace EmailSync.Tests.Mailboxes;

[TestClass]
public sealed class PushHealthTests
{
    private static readonly DateTimeOffset noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan grace = TimeSpan.FromMinutes(3);

    [TestMethod]
    [DataRow(-4, -5, true, DisplayName = "after the last look, and old enough")]
    [DataRow(-3, -5, true, DisplayName = "just old enough")]
    [DataRow(-2, -5, false, DisplayName = "its push may still come")]
    [DataRow(-6, -5, false, DisplayName = "a look came after it, which a push may have led to")]
    [DataRow(-4, null, false, DisplayName = "never looked before")]
    public void B7_Mail_counts_as_unannounced_only_between_the_last_look_and_the_latest_push(int received, int? lastLook, bool expected)
    {
        var last = lastLook is { } minutes ? noon.AddMinutes(minutes) : (DateTimeOffset?)null;

        Assert.AreEqual(expected, PushHealth.IsUnannounced(noon.AddMinutes(received), last, noon, grace));
    }

    [TestMethod]
    public void B7_Three_misses_in_a_row_make_a_mailbox_silent_and_a_push_between_them_does_not_let_it_come_to_that()
    {
        var twice = PushHealth.Well.Miss("1", noon).Miss("2", noon);

        Assert.IsFalse(twice.IsSilent);
        Assert.IsTrue(twice.Miss("3", noon).IsSilent);
        Assert.IsFalse(twice.Hear(noon).Miss("3", noon).IsSilent);
    }

    [TestMethod]
    public void B7_A_look_that_runs_twice_counts_once()
    {
        var twice = PushHealth.Well.Miss("1", noon).Miss("2", noon);

        Assert.AreEqual(twice, twice.Miss("2", noon));
    }

    [TestMethod]
    public void B7_Only_a_push_that_is_later_than_the_new_watch_ends_the_silence()
    {
        var silent = PushHealth.Well.Miss("1", noon).Miss("2", noon).Miss("3", noon);
        var probed = silent.Watched(noon.AddMinutes(10));

        Assert.IsTrue(silent.Hear(noon.AddMinutes(1)).IsSilent);
        Assert.IsTrue(probed.Hear(noon.AddMinutes(9)).IsSilent);
        Assert.AreEqual(PushHealth.Well, probed.Hear(noon.AddMinutes(11)));
    }

    [TestMethod]
    public void B7_What_is_healthy_stays_as_it_is_so_that_nothing_is_written()
    {
        Assert.AreEqual(PushHealth.Well, PushHealth.Well.Hear(noon));
        Assert.AreEqual(PushHealth.Well, PushHealth.Well.Watched(noon));
    }

    [TestMethod]
    [DataRow(0, 15)]
    [DataRow(60, 60)]
    [DataRow(3 * 24 * 60, 24 * 60)]
    public void B7_A_silent_mailbox_is_probed_after_as_long_as_it_has_been_silent(int silentMinutes, int expectedMinutes)
    {
        var silent = PushHealth.Well with { SilentSince = noon };

        Assert.AreEqual(TimeSpan.FromMinutes(expectedMinutes), silent.NextProbe(noon.AddMinutes(silentMinutes)));
    }

    [TestMethod]
    [DataRow(1, 10)]
    [DataRow(2, 20)]
    [DataRow(5, 160)]
    [DataRow(50, 360)]
    public void A_watch_that_fails_is_tried_again_more_and_more_seldom(int failures, int expectedMinutes)
    {
        var failed = Enumerable.Range(0, failures).Aggregate(PushHealth.Well, (health, _) => health.NotWatched());

        Assert.AreEqual(TimeSpan.FromMinutes(expectedMinutes), failed.NextAttempt());
        Assert.AreEqual(0, failed.Watched(noon).FailedWatches);
    }
}
