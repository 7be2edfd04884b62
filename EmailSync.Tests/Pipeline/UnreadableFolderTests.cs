using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Simulators.Control;
using EmailSync.Simulators.Faults;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>A folder whose changes Exchange cannot tell, for minutes or for days, while all others can be read.</summary>
[TestClass]
public sealed class UnreadableFolderTests
{
    [TestMethod]
    [DataRow(500)]
    [DataRow(400)]
    [DataRow(504)]
    public async Task Mail_of_the_other_folders_does_not_wait_for_it(int status)
    {
        await using var world = await StartConnectedAsync(Homes.Outlook);
        foreach (var feed in await FeedsAsync(world))
        {
            Break(world, feed, status);
            world.Deliver(AnaAddress, Mail($"In the inbox while {feed} is broken"));
            Archive(world, world.Deliver(AnaAddress, Mail($"In the archive while {feed} is broken")));

            await world.SettleAsync(TimeSpan.FromMinutes(2));

            var subjects = await SubjectsAsync(world);
            Assert.IsTrue(subjects.Any(s => s.EndsWith($"{feed} is broken", StringComparison.Ordinal)), $"With {feed} broken nothing comes.");
            Assert.IsNotNull((await MailboxAsync(world)).LastError);
            world.At(AnaAddress).Control.Faults.Clear();
            await world.SettleAsync();
            Assert.IsNull((await MailboxAsync(world)).LastError);
        }

        Assert.HasCount(2 * (await FeedsAsync(world)).Count, await SubjectsAsync(world));
    }

    [TestMethod]
    public async Task A_mailbox_is_not_in_step_until_it_has_been_read_again()
    {
        await using var world = await StartConnectedAsync(Homes.Outlook);
        await world.SettleAsync();
        var before = await MailboxAsync(world);
        await BreakQuietAsync(world);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.SettleAsync(TimeSpan.FromMinutes(10));
        var broken = await MailboxAsync(world);

        // The first to ring has all of it tried again. Whoever rings right after has only the folders looked at where mail comes in; that goes well.
        world.Clock.Advance(TimeSpan.FromHours(1));
        for (var push = 0; push < 2; push++)
        {
            await world.Get<DirtyStore>().MarkPushedAsync(before.Id, world.Clock.GetUtcNow(), [], None);
            await world.SyncAsync(before.Id);
        }
        var pushed = await MailboxAsync(world);
        Assert.IsGreaterThan(broken.LastSyncedAt!.Value, pushed.LastSyncedAt!.Value);
        Assert.IsNotNull(pushed.LastError);
        Assert.IsLessThan(before.LastSyncedAt!.Value.AddHours(1), pushed.InStepUntil!.Value);

        world.At(AnaAddress).Control.Faults.Clear();
        await world.SettleAsync();

        var after = await MailboxAsync(world);
        Assert.IsNull(after.LastError);
        Assert.AreEqual(after.LastSyncedAt, after.InStepUntil);
    }

    [TestMethod]
    [DataRow(true, DisplayName = "after it had been read")]
    [DataRow(false, DisplayName = "before it was ever read")]
    public async Task Mail_of_days_is_found_in_folders_that_Exchange_then_forgets_as_well(bool isRead)
    {
        await using var world = await StartConnectedAsync(Homes.Outlook);
        if (isRead)
            await world.SettleAsync();
        await BreakQuietAsync(world);
        for (var day = 1; day <= 3; day++)
        {
            // A rule of the user's files it, and no push comes.
            Archive(world, world.Deliver(AnaAddress, Mail($"Filed on day {day}")));
            world.Deliver(AnaAddress, Mail($"New on day {day}"));
            await world.SettleAsync(TimeSpan.FromMinutes(5));
            await world.Get<DirtyStore>().MarkPushedAsync(world.Connections[0].Mailbox, world.Clock.GetUtcNow(), [], None);
            await world.SyncAsync(world.Connections[0].Mailbox);
            Assert.AreEqual(day, (await SubjectsAsync(world)).Count(s => s.StartsWith("New", StringComparison.Ordinal)));
            world.Clock.Advance(TimeSpan.FromDays(1));
        }
        world.At(AnaAddress).Control.Faults.Clear();
        world.At(AnaAddress).ExpireCursors(AnaAddress);

        await world.SettleAsync();

        CollectionAssert.AreEquivalent(
            new[] { "Filed on day 1", "Filed on day 2", "Filed on day 3", "New on day 1", "New on day 2", "New on day 3" }, (await SubjectsAsync(world)).ToArray());
    }

    [TestMethod]
    public async Task A_provider_that_is_down_is_not_asked_for_every_folder()
    {
        await using var world = await StartConnectedAsync(Homes.Outlook);
        await world.SettleAsync();
        world.Fault(FaultKind.Status, "*/messages/delta*", times: 100_000, status: 500, method: "GET");

        await world.Get<DirtyStore>().MarkEverythingAsync(world.Connections[0].Mailbox, world.Clock.GetUtcNow(), None);
        await world.SyncAsync(world.Connections[0].Mailbox);

        // Each request is made three times.
        Assert.AreEqual(9, world.At(AnaAddress).Control.Faults.List().Single().Hits);
        Assert.IsGreaterThan(3, (await FeedsAsync(world)).Count);
    }

    [TestMethod]
    public async Task Pushes_that_come_while_the_provider_is_down_leave_one_wake_up_together()
    {
        await using var world = await StartConnectedAsync(Homes.Outlook);
        await world.SettleAsync();
        world.Fault(FaultKind.Status, "*/messages/delta*", times: 100_000, status: 400, method: "GET");
        var mailbox = world.Connections[0].Mailbox;

        for (var push = 0; push < 10; push++)
        {
            await world.Get<DirtyStore>().MarkPushedAsync(mailbox, world.Clock.GetUtcNow(), [], None);
            await world.SyncAsync(mailbox);
            world.Clock.Advance(TimeSpan.FromMilliseconds(200));
        }

        var wakeUps = await world.Get<DueStore>().ListDueAsync(DueKind.Wake, TableKeys.Shard(mailbox.Value), world.Clock.GetUtcNow().AddHours(1), None).ToListAsync();
        Assert.HasCount(1, wakeUps.Where(w => w.Subject == mailbox.Value));

        world.At(AnaAddress).Control.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromSeconds(15));
        await world.SweepAsync();
        Assert.IsNull((await MailboxAsync(world)).LastError);
    }

    [TestMethod]
    public async Task An_answer_waits_for_the_sent_mail_that_could_not_be_read()
    {
        await using var world = await StartConnectedAsync(Homes.Outlook);
        await world.KnowAsync(North, new ContactId("dan"), Stranger);
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        await world.SettleAsync();
        Break(world, await SentFeedAsync(world));
        world.SendFromClient(AnaAddress, new AMail(AnaAddress, CarlaAddress, "Offer") { Id = "offer@x" });
        world.Deliver(AnaAddress, new AMail(Stranger, AnaAddress, "Re: Offer") { Id = "answer@x" }.Answering("offer@x"));
        for (var look = 0; look < 3; look++)
        {
            await world.Get<DirtyStore>().MarkPushedAsync(world.Connections[0].Mailbox, world.Clock.GetUtcNow(), [], None);
            await world.SyncAsync(world.Connections[0].Mailbox);
            world.Clock.Advance(TimeSpan.FromSeconds(3));
        }
        world.At(AnaAddress).Control.Faults.Clear();

        await world.SettleAsync();

        Assert.AreEqual("Offer, Re: Offer", string.Join(", ", (await SubjectsAsync(world)).Order(StringComparer.Ordinal)));
    }

    [TestMethod]
    public async Task A_folder_that_can_never_be_read_does_not_hold_an_answer_for_ever()
    {
        await using var world = await StartConnectedAsync(Homes.Outlook);
        await world.SettleAsync();
        await BreakQuietAsync(world);
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Re: Lost") { Id = "answer@x" }.Answering("lost@x"));

        await world.SettleAsync(TimeSpan.FromMinutes(20));

        Assert.AreEqual("Re: Lost", (await SubjectsAsync(world)).Single());
    }

    [TestMethod]
    public async Task Mail_that_was_filed_while_the_grant_was_lost_is_found_though_a_push_comes_first()
    {
        await using var world = await StartConnectedAsync(Homes.Outlook);
        await world.SettleAsync();
        var mailbox = world.Connections[0].Mailbox;
        world.At(AnaAddress).Revoke(AnaAddress);
        await world.SettleAsync(TimeSpan.FromMinutes(1));
        Assert.AreEqual(MailboxStatus.ReauthRequired, (await MailboxAsync(world)).Status);
        world.Clock.Advance(TimeSpan.FromDays(1));
        for (var i = 0; i < 15; i++)
            Archive(world, world.Deliver(AnaAddress, Mail($"Filed meanwhile {i:D2}")));
        world.Clock.Advance(TimeSpan.FromDays(1));
        await world.ConnectAsync(North, Ana, AnaAddress, ConnectMode.Reauthorize);

        // Somebody rings before the look at everything that the sign-in has asked for.
        await world.Get<DirtyStore>().RemoveAsync(mailbox, None);
        await world.Get<DirtyStore>().MarkPushedAsync(mailbox, world.Clock.GetUtcNow(), [], None);
        var before = await MailboxAsync(world);
        world.At(AnaAddress).ExpireCursors(AnaAddress);
        var listings = 0;
        world.AfterPage = async page =>
        {
            if (page.IsOldMail)
                listings = Math.Max(listings, (await FeedsAsync(world)).Count(CatchUp.IsCatchUp));
        };
        await world.SyncAsync(mailbox);
        await world.SettleAsync();

        Assert.IsNotNull(before.BehindSince);
        Assert.HasCount(15, await SubjectsAsync(world));
        Assert.AreEqual(1, listings, "All that was lost shares one.");
    }

    [TestMethod]
    public async Task After_a_time_away_a_look_at_some_folders_says_nothing_of_the_others()
    {
        await using var world = await StartConnectedAsync(Homes.Outlook);
        await world.SettleAsync();
        var mailbox = world.Connections[0].Mailbox;
        world.Clock.Advance(TimeSpan.FromDays(1));
        Archive(world, world.Deliver(AnaAddress, Mail("Filed meanwhile")));
        world.Clock.Advance(TimeSpan.FromDays(1));

        await world.Get<DirtyStore>().MarkPushedAsync(mailbox, world.Clock.GetUtcNow(), [], None);
        await world.SyncAsync(mailbox);
        world.At(AnaAddress).ExpireCursors(AnaAddress);
        await world.SettleAsync();

        Assert.AreEqual("Filed meanwhile", (await SubjectsAsync(world)).Single());
    }

    [TestMethod]
    public async Task A_folder_that_is_forgotten_again_and_again_does_not_begin_the_catch_up_anew()
    {
        await using var world = await StartConnectedAsync(Homes.Outlook);
        await world.SettleAsync();
        await foreach (var stored in world.Get<FeedStore>().ListAsync(world.Connections[0].Mailbox, None))
        {
            if (stored.Cursor.Quiet && stored.Cursor.Feed.StartsWith("folder:", StringComparison.Ordinal))
                world.At(AnaAddress).Control.AddFault(new FaultRule(FaultKind.Status, new FaultMatch("GET", PathOf(stored.Cursor.Feed)), 410, Times: 100_000));
        }
        for (var i = 0; i < 95; i++)
            world.Deliver(AnaAddress, Mail($"Old {i:D2}"));
        world.Clock.Advance(TimeSpan.FromDays(3));
        await world.SettleAsync(TimeSpan.FromMinutes(15));

        Assert.HasCount(95, await SubjectsAsync(world));
        var listings = world.At(AnaAddress).Control.Calls.List().Where(c => c is { Method: "GET", Path: "/v1.0/me/messages" }).Sum(c => c.Count);
        Assert.IsInRange(10, 30, listings);
        Assert.IsFalse((await FeedsAsync(world)).Any(CatchUp.IsCatchUp));
    }

    [TestMethod]
    public async Task New_mail_comes_before_folders_that_refuse_everything()
    {
        await using var world = await StartConnectedAsync(Homes.Outlook);
        await world.SettleAsync();
        var mailbox = world.Connections[0].Mailbox;
        await foreach (var stored in world.Get<FeedStore>().ListAsync(mailbox, None))
        {
            if (stored.Cursor.Quiet)
                world.Fault(FaultKind.Status, PathOf(stored.Cursor.Feed), times: 100_000, status: 429, retryAfter: 30, method: "GET");
        }
        world.Deliver(AnaAddress, Mail("In the inbox"));
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        world.SendFromClient(AnaAddress, new AMail(AnaAddress, CarlaAddress, "Sent") { Id = "sent@x" });

        await world.Get<DirtyStore>().MarkEverythingAsync(mailbox, world.Clock.GetUtcNow(), None);
        await world.SyncAsync(mailbox);

        Assert.AreEqual("In the inbox, Sent", string.Join(", ", (await SubjectsAsync(world)).Order(StringComparer.Ordinal)));
    }

    private static void Break(PipelineWorld world, string feed, int status = 500) =>
        world.Fault(FaultKind.Status, PathOf(feed), times: 100_000, status: status, method: "GET");

    private static string PathOf(string feed) =>
        feed.StartsWith("folder:", StringComparison.Ordinal) ? $"*/mailFolders/{feed["folder:".Length..]}/messages/delta*" : "*/mailFolders/delta*";

    private static async Task<string> SentFeedAsync(PipelineWorld world) =>
        (await world.Get<FeedStore>().ListAsync(world.Connections[0].Mailbox, None).SingleAsync(s => s.Cursor is { Quiet: false, Position: not [_, 'i', ..] })).Cursor.Feed;

    private static void Archive(PipelineWorld world, string id) => world.At(AnaAddress).Change(AnaAddress, id, new MessageChange(Folder: "archive"));

    /// <summary>All folders but those that are looked at whenever something rings: the inbox and the sent mail.</summary>
    private static async Task BreakQuietAsync(PipelineWorld world)
    {
        await foreach (var stored in world.Get<FeedStore>().ListAsync(world.Connections[0].Mailbox, None))
        {
            if (stored.Cursor.Quiet && stored.Cursor.Feed.StartsWith("folder:", StringComparison.Ordinal))
                Break(world, stored.Cursor.Feed);
        }
    }

    private static async Task<IReadOnlyList<string>> FeedsAsync(PipelineWorld world) =>
        await world.Get<FeedStore>().ListAsync(world.Connections[0].Mailbox, None).Select(s => s.Cursor.Feed).ToListAsync();

    private static async Task<IReadOnlyList<string>> SubjectsAsync(PipelineWorld world) => [.. (await world.ConversationAsync()).Select(m => m.Subject)];

    private static async Task<Mailbox> MailboxAsync(PipelineWorld world) => (await world.Get<MailboxStore>().GetAsync(world.Connections[0].Mailbox, None))!;

    private static AMail Mail(string subject) => new(CarlaAddress, AnaAddress, subject) { Id = subject.Replace(' ', '-').Replace(':', '-') + "@x" };
}
