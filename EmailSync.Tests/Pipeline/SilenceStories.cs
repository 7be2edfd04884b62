using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using EmailSync.Simulators.Control;
using EmailSync.Simulators.Faults;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>B7: push is an optimisation.</summary>
public abstract class SilenceStories : Story
{
    private static readonly TimeSpan interval = TimeSpan.FromMinutes(5);

    [TestMethod]
    public async Task B7_A_mailbox_whose_pushes_stop_is_polled_and_goes_back_to_push_by_itself()
    {
        await using var world = await StartLookedAtAsync();
        var identity = (await world.MailboxAsync()).PushIdentity;

        for (var mail = 1; mail <= PushHealth.MissesUntilSilent; mail++)
        {
            Assert.AreEqual(Delivery.Push, (await world.MailboxAsync()).DeliveryAt(world.Clock.GetUtcNow()), $"before mail {mail}");
            await MissAsync(world, $"Unannounced {mail}");
        }

        var silent = await world.MailboxAsync();
        Assert.AreEqual(Delivery.Polling, silent.DeliveryAt(world.Clock.GetUtcNow()));
        Assert.IsTrue(silent.Push.IsSilent);
        await world.PassAsync(TimeSpan.FromMinutes(11));
        var probed = await world.MailboxAsync();
        Assert.IsNotNull(probed.Push.ProbedAt);
        if (probed.Provider == MailProviderName.Outlook)
            Assert.AreNotEqual(identity, probed.PushIdentity);
        world.Deliver(AnaAddress, Mail("Polled"));
        await world.PassAsync(TimeSpan.FromMinutes(1.5));
        Assert.Contains("Polled", await SubjectsAsync(world));

        await world.PushAsync();
        await world.SweepAsync();

        var heard = await world.MailboxAsync();
        Assert.AreEqual((Delivery.Push, PushHealth.Well), (heard.DeliveryAt(world.Clock.GetUtcNow()), heard.Push));
        Assert.HasCount(PushHealth.MissesUntilSilent + 1, await world.ConversationAsync());
    }

    [TestMethod]
    public async Task B7_A_push_between_unannounced_mails_keeps_a_mailbox_at_push()
    {
        await using var world = await StartLookedAtAsync();

        for (var mail = 1; mail <= 2 * PushHealth.MissesUntilSilent; mail++)
        {
            await MissAsync(world, $"Unannounced {mail}");
            if (mail % 2 == 0)
            {
                await world.PushAsync();
                await world.SweepAsync();
            }
        }

        Assert.AreEqual((Delivery.Push, 0), ((await world.MailboxAsync()).DeliveryAt(world.Clock.GetUtcNow()), (await world.MailboxAsync()).Push.Missed));
    }

    [TestMethod]
    public async Task B7_Mail_whose_push_may_still_come_says_nothing_about_pushes()
    {
        await using var world = await StartLookedAtAsync();

        for (var mail = 1; mail <= 2 * PushHealth.MissesUntilSilent; mail++)
        {
            await BeforeNextLookAsync(world, TimeSpan.FromMinutes(1));
            world.Deliver(AnaAddress, Mail($"Young {mail}"));
            await world.PassAsync(TimeSpan.FromMinutes(1.5));
        }

        Assert.HasCount(2 * PushHealth.MissesUntilSilent, await world.ConversationAsync());
        Assert.AreEqual(PushHealth.Well, (await world.MailboxAsync()).Push);
    }

    [TestMethod]
    public async Task B7_Old_mail_that_is_moved_says_nothing_about_pushes()
    {
        await using var world = await StartLookedAtAsync();
        var mails = new List<string>();
        for (var mail = 1; mail <= 2 * PushHealth.MissesUntilSilent; mail++)
            mails.Add(world.Deliver(AnaAddress, Mail($"Moved {mail}"), spam: true));
        await world.PassAsync(2 * interval);
        var before = (await world.MailboxAsync()).Push;

        foreach (var mail in mails)
        {
            world.At(AnaAddress).Change(AnaAddress, mail, new MessageChange(Folder: "inbox"));
            await world.PassAsync(interval + TimeSpan.FromMinutes(1));
        }

        Assert.HasCount(mails.Count, await world.ConversationAsync());
        Assert.AreEqual(before, (await world.MailboxAsync()).Push);
    }

    [TestMethod]
    public async Task B7_A_mailbox_that_cannot_be_watched_is_polled_and_at_push_as_soon_as_it_is_watched()
    {
        await using var world = await StartAsync(Fast);
        world.Fault(FaultKind.Status, world.At(AnaAddress).WatchPath, times: 1_000_000, status: 403);
        await world.ConnectAsync(North, Ana, AnaAddress);
        await world.SweepAsync();

        world.Deliver(AnaAddress, Mail("Polled"));
        await world.PassAsync(TimeSpan.FromMinutes(1.5));

        Assert.AreEqual("Polled", (await world.ConversationAsync()).Single().Subject);
        var unwatched = await world.MailboxAsync();
        Assert.AreEqual((Delivery.Polling, MailboxStatus.Connected), (unwatched.DeliveryAt(world.Clock.GetUtcNow()), unwatched.Status));
        Assert.IsGreaterThan(0, unwatched.Push.FailedWatches);

        world.At(AnaAddress).Control.Faults.Clear();
        await world.PassAsync(TimeSpan.FromMinutes(25));

        Assert.AreEqual(Delivery.Push, (await world.MailboxAsync()).DeliveryAt(world.Clock.GetUtcNow()));
    }

    [TestMethod]
    public async Task B7_Watching_over_pushes_costs_a_healthy_mailbox_no_request_to_storage()
    {
        // The provider's budget is drawn in blocks: a look writes that row or does not.
        var tables = new CountedTables(new InMemoryTables(), except: TableNames.Budgets);
        await using var world = await StartAsync(Homes, tables, settings: Fast);
        await world.ConnectAsync(North, Ana, AnaAddress);
        await world.SweepAsync();
        await world.PassAsync(interval + interval);

        tables.Reset();
        await world.PushAsync();
        var ringing = tables.Counts;
        tables.Reset();
        await world.SyncAsync(world.Connections[0].Mailbox);
        var pushed = tables.Counts;
        tables.Reset();
        var callsBefore = Calls(world);
        await world.Get<DirtyStore>().MarkReconcileAsync(world.Connections[0].Mailbox, world.Clock.GetUtcNow(), None);
        await world.SyncAsync(world.Connections[0].Mailbox);
        var reconciled = tables.Counts;
        var calls = Calls(world) - callsBefore;
        TestContext.WriteLine(
            $"{Homes.Of(AnaAddress)}: a push {ringing}, its look {pushed}, a reconciliation with its ring {reconciled} (reads, writes, rows) and {calls} calls for {await FeedsAsync(world)} feeds");

        // A push is one write: the dirty row. A look without news writes the time of the look, and takes the dirty row away.
        Assert.AreEqual((0, 1), (ringing.Reads, ringing.Writes));
        Assert.AreEqual(2, pushed.Writes);
        Assert.AreEqual(3, reconciled.Writes);

        // A call for each feed; Graph's feeds now and then have an empty page more.
        var feeds = await FeedsAsync(world);
        Assert.IsInRange(feeds, 2 * feeds, calls);
    }

    public required TestContext TestContext { get; init; }

    private static (string Name, string Value)[] Fast => [("EmailSync:ReconcileInterval", "00:05:00"), ("EmailSync:PollInterval", "00:01:00")];

    private Task<PipelineWorld> StartAsync((string Name, string Value)[] settings) => PipelineWorld.StartAsync(Homes, settings: settings);

    private static Task<PipelineWorld> StartAsync(Homes homes, ITables tables, (string Name, string Value)[] settings) =>
        PipelineWorld.StartAsync(homes, tables, settings: settings);

    private static async Task<int> FeedsAsync(PipelineWorld world)
    {
        var feeds = 0;
        await foreach (var _ in world.Get<FeedStore>().ListAsync(world.Connections[0].Mailbox, None))
            feeds++;
        return feeds;
    }

    private static int Calls(PipelineWorld world) => world.At(AnaAddress).Control.Calls.List(AnaAddress).Sum(call => call.Count);

    private async Task<PipelineWorld> StartLookedAtAsync()
    {
        var world = await StartAsync(Fast);
        await world.ConnectAsync(North, Ana, AnaAddress);
        await world.SweepAsync();
        return world;
    }

    /// <summary>Mail comes right after a look, nobody tells, and the next look finds it.</summary>
    private static async Task MissAsync(PipelineWorld world, string subject)
    {
        await BeforeNextLookAsync(world, interval - TimeSpan.FromSeconds(30));
        world.Deliver(AnaAddress, Mail(subject));
        await world.PassAsync(interval);
        Assert.Contains(subject, await SubjectsAsync(world));
    }

    /// <summary>Time passes until the next look is no further off than this, and at least half of it.</summary>
    private static async Task BeforeNextLookAsync(PipelineWorld world, TimeSpan ahead)
    {
        while ((await world.MailboxAsync()).ReconcileAt - world.Clock.GetUtcNow() is { } left && (left > ahead || left < ahead / 2))
            await world.PassAsync(TimeSpan.FromSeconds(15));
    }

    private static async Task<IReadOnlyList<string>> SubjectsAsync(PipelineWorld world) => [.. (await world.ConversationAsync()).Select(m => m.Subject)];

    private static AMail Mail(string subject) => new(CarlaAddress, AnaAddress, subject) { Id = subject.Replace(' ', '-') + "@x" };
}
