using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sending;

namespace EmailSync.Tests.Sending;

/// <summary>R34: the window rolls, and whoever comes too early hears when the oldest falls out of it.</summary>
[TestClass]
public sealed class SendQuotaTests
{
    private static readonly DateTimeOffset now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly SendQuota three = new(3, CountsRecipients: false);

    [TestMethod]
    [DataRow("-3 -2", 0.0)]
    [DataRow("-30 -24 -3 -2", 0.0)]
    [DataRow("-3 -2 -1", 21.0)]
    [DataRow("-1 -3 -2", 21.0)]
    [DataRow("-23 -23 -23 -2 -1", 1.0)]
    [DataRow("-10 -9 -8 -7 -6", 16.0)]
    [DataRow("0 0 0", 24.0)]
    [DataRow("-2 -1 5", 22.0)]
    [DataRow("-2 -1 24", 0.0)]
    [DataRow("-2 -1 1 23", 23.0)]
    [DataRow("-2 22.5 22.5 22.5 22.5", 46.5)]
    public void A_mail_may_go_as_soon_as_the_window_around_it_has_room(string hours, double free)
    {
        var mails = hours.Split(' ').Select(h => new SentMail(now.AddHours(double.Parse(h, System.Globalization.CultureInfo.InvariantCulture)), 1));

        Assert.AreEqual(now.AddHours(free), three.FreeAt(mails, 1, now));
    }

    [TestMethod]
    public void Where_recipients_count_a_mail_weighs_as_much_as_it_has()
    {
        var quota = new SendQuota(10, CountsRecipients: true);
        SentMail[] mails = [new(now.AddHours(-5), 4), new(now.AddHours(-4), 4)];

        Assert.AreEqual(now, quota.FreeAt(mails, 2, now));
        Assert.AreEqual(now.AddHours(19), quota.FreeAt(mails, 3, now));
        Assert.AreEqual(now.AddHours(20), quota.FreeAt(mails, 7, now));
        Assert.AreEqual(8, quota.Used(mails, now));
        Assert.AreEqual(4, quota.Used(mails, now.AddHours(19)));
        Assert.AreEqual(2, three.Used(mails, now));
    }

    [TestMethod]
    public void Nobody_waits_for_ever_for_a_mail_that_never_fits() =>
        Assert.AreEqual(now.AddHours(23), new SendQuota(1, CountsRecipients: true).FreeAt([new(now.AddHours(-1), 1)], 5, now));

    [TestMethod]
    [DataRow(MailProviderName.Gmail, false, 500, false)]
    [DataRow(MailProviderName.Gmail, true, 2_000, false)]
    [DataRow(MailProviderName.Outlook, false, 10_000, true)]
    [DataRow(MailProviderName.Outlook, true, 10_000, true)]
    public void The_limit_is_the_providers_own_until_the_location_says_otherwise(MailProviderName provider, bool isOfOrganisation, int size, bool countsRecipients) =>
        Assert.AreEqual(new SendQuota(size, countsRecipients), SendQuota.Of(provider, isOfOrganisation, new LocationSettings()));
}
