using EmailSync.Core.Providers;
using EmailSync.Core.Sync;

namespace EmailSync.Tests.Sync;

[TestClass]
public sealed class MailboxHealthTests
{
    [TestMethod]
    [DataRow(MailProviderFailure.Transient, 1, 15)]
    [DataRow(MailProviderFailure.Transient, 2, 15)]
    [DataRow(MailProviderFailure.Transient, 3, 30)]
    [DataRow(MailProviderFailure.Rejected, 5, 120)]
    [DataRow(MailProviderFailure.Rejected, 6, 240)]
    [DataRow(MailProviderFailure.Rejected, 7, 300)]
    [DataRow(MailProviderFailure.Rejected, 100_000, 300)]
    [DataRow(MailProviderFailure.Misconfigured, 1, 300)]
    public void A_mailbox_that_fails_again_and_again_is_looked_at_more_and_more_seldom(MailProviderFailure kind, int failedLooks, int seconds) =>
        Assert.AreEqual(TimeSpan.FromSeconds(seconds), MailboxHealth.Wait(new MailProviderException(kind, "code", null), failedLooks));

    [TestMethod]
    public void What_the_provider_says_holds() =>
        Assert.AreEqual(TimeSpan.FromHours(1), MailboxHealth.Wait(new MailProviderException(MailProviderFailure.Throttled, "code", TimeSpan.FromHours(1)), 9));
}
