using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

/// <summary>What Microsoft tells of its subscriptions, and pushes that stop and come again (B7), at both providers.</summary>
[TestClass]
public sealed class SilenceTests
{
    private static readonly TimeSpan announcementGap = TimeSpan.FromSeconds(1.1);
    private static EndToEndWorld quiet = null!;
    private static EndToEndWorld watchful = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        // Nobody looks at a mailbox in the one unless somebody rings; the other looks by itself, and takes a second's silence for lost.
        quiet = await EndToEndWorld.StartAsync(context.CancellationToken, reconcileInterval: TimeSpan.FromDays(1));
        watchful = await EndToEndWorld.StartAsync(
            context.CancellationToken,
            reconcileInterval: TimeSpan.FromSeconds(20),
            more: new Dictionary<string, string?> { ["EmailSync:PollInterval"] = "00:00:05", ["EmailSync:PushGrace"] = "00:00:01" });
    }

    [ClassCleanup]
    public static async Task EndAsync()
    {
        await quiet.DisposeAsync();
        await watchful.DisposeAsync();
    }

    [TestMethod]
    [DataRow("missed")]
    [DataRow("subscriptionRemoved")]
    [DataRow("reauthorizationRequired")]
    public async Task Whatever_Microsoft_tells_of_a_subscription_everything_is_looked_at(string told)
    {
        var desk = await OpenAsync(told);
        await quiet.Outlook.HasFolderAsync(desk.Ana, "Clients", Stop);
        await quiet.Outlook.FilesAsync(desk.Ana, desk.Ben, "Clients", Stop);
        await quiet.Outlook.FailsAsync(new MailFault("dropPush", new FaultMatch(Mailbox: desk.Ana), Times: 100), Stop);
        await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, "Unheard", "Hello"), Stop);

        await quiet.Outlook.TellsAsync(desk.Ana, told, Stop);

        Assert.AreEqual("Unheard", (await desk.Location.ShowsAsync("ben", 1, Stop)).Single().Subject);
    }

    [TestMethod]
    public async Task A_subscription_that_asks_for_authorisation_is_renewed()
    {
        var desk = await OpenAsync("reauthorize");
        var before = (await desk.Location.MailboxAsync("ana", Stop)).WatchExpiresAt;

        await Eventually.SeesAsync(
            async () =>
            {
                // Told while a round of renewals comes to its end, it would wait for the next one, ten minutes later.
                await quiet.Outlook.TellsAsync(desk.Ana, "reauthorizationRequired", Stop);
                return await desk.Location.MailboxAsync("ana", Stop);
            },
            seen => seen.WatchExpiresAt > before,
            "the subscription is renewed",
            Stop);
        Assert.HasCount(1, quiet.Simulators.Microsoft.Subscriptions.Of(desk.Ana));
    }

    [TestMethod]
    public async Task R7_A_subscription_that_asks_for_authorisation_of_a_dead_grant_makes_the_user_sign_in_again()
    {
        var desk = await OpenAsync("dead");
        await quiet.Outlook.RevokesAsync(desk.Ana, Stop);

        await quiet.Outlook.TellsAsync(desk.Ana, "reauthorizationRequired", Stop);

        await Eventually.SeesAsync(
            () => desk.Location.MailboxAsync("ana", Stop), seen => seen.Status == "reauth_required", "the dead grant is noticed", Stop);
    }

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task B7_A_mailbox_whose_pushes_stop_says_so_and_goes_back_to_push_by_itself(Provider provider)
    {
        var desk = await Desk.OpenAsync(watchful, "silent", provider, Stop);
        var bell = await Desk.OpenAsync(watchful, "bell-of-" + provider.Word(), Provider.Outlook, Stop);
        await Eventually.SeesAsync(() => desk.Location.MailboxAsync("ana", Stop), seen => seen.LastSyncedAt is not null, "it is looked at", Stop);
        await desk.AnasMail.FailsAsync(new MailFault("dropPush", new FaultMatch(Mailbox: desk.Ana), Times: 100_000), Stop);

        var mails = 0;
        await Eventually.SeesAsync(
            async () =>
            {
                await Task.Delay(announcementGap, Stop);
                await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, $"Mail {++mails}", "Hello"), Stop);
                return await desk.Location.MailboxAsync("ana", Stop);
            },
            seen => seen.Delivery == "polling",
            "the silence is noticed",
            Stop,
            TimeSpan.FromMinutes(4));
        await desk.AnasMail.HealsAsync(Stop);

        // The timer that makes watches anew comes every ten minutes; another mailbox's event begins the same round now.
        await watchful.Outlook.TellsAsync(bell.Ana, "reauthorizationRequired", Stop);
        await Eventually.SeesAsync(
            async () =>
            {
                await Task.Delay(announcementGap, Stop);
                await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, $"Mail {++mails}", "Hello"), Stop);
                return await desk.Location.MailboxAsync("ana", Stop);
            },
            seen => seen.Delivery == "push",
            "the mailbox is back at push",
            Stop,
            TimeSpan.FromMinutes(4));
        Assert.HasCount(mails, await desk.Location.ShowsAsync("ben", mails, Stop));
    }

    private Task<Desk> OpenAsync(string name) => Desk.OpenAsync(quiet, name.ToLowerInvariant(), Provider.Outlook, Stop);
}
