using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;

namespace EmailSync.Tests.Webhooks;

[TestClass]
public sealed class WebhookRotationTests
{
    private static readonly DateTimeOffset now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly WebhookTarget old = WebhookRotation.Next(null, "https://a.example/", "old", isNew: true, now);

    [TestMethod]
    public void The_first_secret_has_none_before_it() => Assert.AreEqual((null, null), (old.FormerSecret, old.FormerUntil));

    [TestMethod]
    public void A_new_secret_keeps_the_former_one_for_a_day()
    {
        var rotated = WebhookRotation.Next(old, "https://a.example/", "new", isNew: true, now);

        Assert.AreEqual(("new", "old", now.AddHours(24)), (rotated.ProtectedSecret, rotated.FormerSecret, rotated.FormerUntil));
    }

    [TestMethod]
    public void The_same_secret_again_changes_nothing_and_prolongs_nothing()
    {
        var rotated = WebhookRotation.Next(old, "https://a.example/", "new", isNew: true, now);

        var again = WebhookRotation.Next(rotated, "https://a.example/", "new", isNew: false, now.AddHours(3));
        var late = WebhookRotation.Next(again, "https://a.example/", "new", isNew: false, now.AddHours(24));

        Assert.AreEqual(("old", now.AddHours(24)), (again.FormerSecret, again.FormerUntil));
        Assert.AreEqual((null, null), (late.FormerSecret, late.FormerUntil));
    }

    [TestMethod]
    public void What_is_put_is_told_again()
    {
        var disabled = old with { DisabledAt = now, DisabledReason = "gone" };

        var next = WebhookRotation.Next(disabled, "https://a.example/", "old", isNew: false, now.AddHours(1));

        Assert.AreEqual((null, null, now.AddHours(1)), (next.DisabledAt, next.DisabledReason, next.SetAt));
    }
}
