using EmailSync.Core.Crm;
using EmailSync.Core.Crm.Webhooks;

namespace EmailSync.Tests.Webhooks;

[TestClass]
public sealed class TargetHealthTests
{
    private static readonly DateTimeOffset now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly WebhookAnswer silence = new(null, "unreachable", default);

    [TestMethod]
    public void A_target_that_does_not_answer_three_times_in_a_row_is_closed()
    {
        var health = TargetHealth.Good;
        for (var i = 0; i < 3; i++)
        {
            Assert.IsFalse(health.IsClosed);
            health = health.AfterFailure(new EventStream("one"), silence, now);
        }

        Assert.IsTrue(health.IsClosed);
        Assert.AreEqual(now.AddSeconds(5), health.ProbeAt);
    }

    [TestMethod]
    public void One_stream_whose_event_the_target_cannot_take_closes_nothing()
    {
        var health = TargetHealth.Good;
        for (var i = 0; i < 10; i++)
            health = health.AfterFailure(new EventStream("one"), new WebhookAnswer(500, null, default), now);
        Assert.IsFalse(health.IsClosed);

        foreach (var stream in (string[])["two", "three"])
            health = health.AfterFailure(new EventStream(stream), new WebhookAnswer(500, null, default), now);

        Assert.IsTrue(health.IsClosed);
    }

    [TestMethod]
    [DataRow(400)]
    [DataRow(413)]
    [DataRow(422)]
    public void What_is_refused_for_what_it_is_says_nothing_about_the_target(int status) =>
        Assert.AreEqual(TargetHealth.Good, TargetHealth.Good.AfterFailure(new EventStream("one"), new WebhookAnswer(status, null, default), now));

    [TestMethod]
    [DataRow(429)]
    [DataRow(503)]
    public void Who_says_when_to_come_again_is_left_alone_at_once_until_then(int status)
    {
        var health = TargetHealth.Good.AfterFailure(new EventStream("one"), new WebhookAnswer(status, null, default, TimeSpan.FromMinutes(7)), now);

        Assert.AreEqual((true, now.AddMinutes(7)), (health.IsClosed, health.ProbeAt));
        Assert.IsFalse(TargetHealth.Good.AfterFailure(new EventStream("one"), new WebhookAnswer(status, null, default), now).IsClosed);
    }

    [TestMethod]
    public void Nobody_is_sent_again_to_an_address_that_is_not_allowed()
    {
        var health = TargetHealth.Good.AfterFailure(new EventStream("one"), new WebhookAnswer(null, WebhookAnswer.NotAllowed, default), now);

        Assert.AreEqual((true, now.AddMinutes(10)), (health.IsClosed, health.ProbeAt));
    }

    [TestMethod]
    public void Probes_come_at_most_a_minute_apart_however_long_it_lasts()
    {
        var health = Enumerable.Range(0, 3).Aggregate(TargetHealth.Good, (h, _) => h.AfterFailure(new EventStream("one"), silence, now));
        var later = now.AddHours(5);

        var probing = health.WhileProbed(new EventStream("two"), later);
        var failed = probing.AfterFailure(new EventStream("two"), silence, later);

        Assert.AreEqual((later.AddMinutes(1), later.AddMinutes(1)), (probing.ProbeAt, failed.ProbeAt));
        Assert.AreEqual(("two", true, now), (failed.LastProbed, failed.IsClosed, failed.Since));
    }
}
