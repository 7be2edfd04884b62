using EmailSync.Core.Conversations;

namespace EmailSync.Tests.Tracking;

[TestClass]
public sealed class MessageTrackingTests
{
    private static readonly DateTimeOffset noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [TestMethod]
    public void Loads_within_a_minute_are_one_look()
    {
        var once = new MessageTracking().Opened(noon, isPrefetch: false);

        Assert.AreSame(once, once.Opened(noon.AddSeconds(59), isPrefetch: false));
        var twice = once.Opened(noon.AddSeconds(60), isPrefetch: false);
        Assert.AreEqual((2, noon, noon.AddSeconds(60)), (twice.Opens, twice.FirstOpenedAt, twice.LastOpenedAt));
    }

    [TestMethod]
    public void A_load_ahead_of_the_reader_is_no_open()
    {
        var ahead = new MessageTracking().Opened(noon, isPrefetch: true);

        Assert.AreEqual((0, null, noon), (ahead.Opens, ahead.FirstOpenedAt, ahead.PrefetchedAt));
        Assert.AreSame(ahead, ahead.Opened(noon.AddDays(1), isPrefetch: true));
        Assert.AreEqual((1, noon), (ahead.Opened(noon.AddSeconds(5), isPrefetch: false).Opens, ahead.PrefetchedAt));
    }

    [TestMethod]
    public void Clicks_are_counted_for_each_link()
    {
        var clicked = new MessageTracking().Clicked("https://a.example/", noon).Clicked("https://b.example/", noon.AddSeconds(1));

        Assert.AreSame(clicked, clicked.Clicked("https://a.example/", noon.AddSeconds(30)));
        var again = clicked.Clicked("https://a.example/", noon.AddHours(1));
        Assert.AreEqual(3, again.Clicks);
        CollectionAssert.AreEqual(
            new[] { new ClickedLink("https://a.example/", 2, noon, noon.AddHours(1)), new ClickedLink("https://b.example/", 1, noon.AddSeconds(1), noon.AddSeconds(1)) },
            again.Links.ToArray());
    }

    [TestMethod]
    public void What_is_kept_of_a_mail_is_bounded_and_still_counted()
    {
        var tracking = new MessageTracking();
        for (var i = 0; i < 2_000; i++)
        {
            tracking = tracking.Opened(noon.AddHours(i), isPrefetch: false);
            tracking = tracking.Clicked($"https://x.example/{new string('a', 500)}/{i}", noon.AddHours(i));
        }

        Assert.AreEqual((1_000, 1_000), (tracking.Opens, tracking.Clicks));
        Assert.IsLessThanOrEqualTo(8_000, tracking.Links.Sum(l => l.Url.Length));
        Assert.IsGreaterThan(10, tracking.Links.Count);
    }
}
