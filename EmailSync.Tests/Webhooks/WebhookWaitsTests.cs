using EmailSync.Core.Crm.Webhooks;

namespace EmailSync.Tests.Webhooks;

[TestClass]
public sealed class WebhookWaitsTests
{
    [TestMethod]
    [DataRow(0, 5, 5)]
    [DataRow(60, 30, 30)]
    [DataRow(600, 300, 60)]
    [DataRow(86_400, 3_600, 60)]
    public void An_event_waits_half_of_the_time_spent_and_a_probe_at_most_a_minute(int spent, int ofEvent, int ofProbe) =>
        AssertWaits(spent, new WebhookAnswer(500, null, default), ofEvent, ofProbe);

    [TestMethod]
    [DataRow(0, 2, 5, 5)]
    [DataRow(0, 90, 90, 90)]
    [DataRow(7_200, 90, 3_600, 90)]
    [DataRow(0, 86_400, 3_600, 3_600)]
    public void Retry_after_is_obeyed_up_to_an_hour_and_never_shortens_a_wait(int spent, int asked, int ofEvent, int ofProbe) =>
        AssertWaits(spent, new WebhookAnswer(429, null, default, TimeSpan.FromSeconds(asked)), ofEvent, ofProbe);

    [TestMethod]
    public void An_address_that_is_not_allowed_is_not_asked_again_and_again() =>
        AssertWaits(0, new WebhookAnswer(null, WebhookAnswer.NotAllowed, default), 600, 600);

    private static void AssertWaits(int spent, WebhookAnswer answer, int ofEvent, int ofProbe)
    {
        var time = TimeSpan.FromSeconds(spent);
        Assert.AreEqual((ofEvent, ofProbe), ((int)WebhookWaits.OfEvent(time, answer).TotalSeconds, (int)WebhookWaits.OfProbe(time, answer).TotalSeconds));
    }
}
