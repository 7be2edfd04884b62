using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Providers.Outlook;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Simulators.Control;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>
/// Graph's feeds begin with all that lies in a folder, and what they show from just before their pin is old mail: however much of it there is, nothing new waits
/// for it, and however clocks differ, nothing is lost.
/// </summary>
[TestClass]
public sealed class BeforePinTests : Story
{
    private const string Listed = "/v1.0/me/messages";

    private protected override Homes Homes => Homes.Outlook;

    [TestMethod]
    public async Task What_came_just_before_the_loss_of_a_cursor_comes_as_old_mail_and_new_mail_goes_before_it()
    {
        const int OldMails = 120;
        await using var world = await StartSettledAsync();
        world.Clock.Advance(TimeSpan.FromHours(3));
        for (var i = 0; i < OldMails; i++)
        {
            world.Deliver(AnaAddress, Mail($"Old {i:D3}"));
            world.Clock.Advance(TimeSpan.FromMilliseconds(250));
        }
        world.At(AnaAddress).ExpireCursors(AnaAddress);
        var pages = new List<SyncPage>();
        string? fresh = null;
        world.AfterPage = async page =>
        {
            pages.Add(page);
            if (!page.IsOldMail || fresh is not null)
                return;
            fresh = world.Deliver(AnaAddress, Mail("New"));
            await world.Get<DirtyStore>().MarkAsync(world.Connections[0].Mailbox, world.Clock.GetUtcNow(), None);
        };

        await world.SettleAsync();

        var firstOld = pages.FindIndex(p => p.IsOldMail);
        Assert.AreEqual(0, pages.Take(firstOld).Sum(Count), "No old mail goes the way of new mail.");
        CollectionAssert.AreEqual(new[] { fresh }, Ids(pages[firstOld + 1]));
        Assert.IsLessThanOrEqualTo(FeedPlan.MaxOldPerPage, pages.Max(Count));
        await IsAllThereAsync(world, OldMails + 1);
    }

    [TestMethod]
    public async Task A_handful_is_taken_as_it_comes()
    {
        await using var world = await StartSettledAsync();
        world.Clock.Advance(TimeSpan.FromHours(3));
        var handful = Enumerable.Range(0, FeedPlan.MaxOldPerPage).Select(i => world.Deliver(AnaAddress, Mail($"Old {i:D3}"))).ToList();
        world.At(AnaAddress).ExpireCursors(AnaAddress);
        var pages = new List<SyncPage>();
        world.AfterPage = page =>
        {
            pages.Add(page);
            return Task.CompletedTask;
        };

        await world.SettleAsync();

        CollectionAssert.AreEquivalent(handful, Ids(pages[0]));
        Assert.IsFalse(pages[0].IsOldMail);
        Assert.AreEqual(0, pages.Skip(1).Sum(Count), "The catch-up finds them done.");
        await IsAllThereAsync(world, handful.Count);
    }

    [TestMethod]
    public async Task Mail_that_a_clock_ahead_of_the_providers_takes_for_older_than_the_pin_is_listed_and_not_lost()
    {
        await using var world = await StartSettledAsync();
        await PinAsync(world, world.Clock.GetUtcNow().AddMinutes(5), "inbox");
        for (var i = 0; i < 25; i++)
            world.Deliver(AnaAddress, Mail($"Mail {i:D3}"));

        await world.SyncAsync(world.Connections[0].Mailbox);

        await IsAllThereAsync(world, 25);
        Assert.IsGreaterThan(0, Listings(world));
    }

    [TestMethod]
    public async Task A_listing_under_way_begins_anew_when_another_folder_leaves_mail_to_it()
    {
        await using var world = await StartConnectedAsync();
        var mailbox = world.At(AnaAddress).Control.Find(AnaAddress)!;
        await world.SettleAsync();
        var before = (await FeedsAsync(world)).Select(f => f.Feed).ToList();
        mailbox.CreateFolder(new NewFolder("Filed"));
        mailbox.AddRule(new NewRule(Subject: "Filed", Folder: "Filed"));
        await world.SettleAsync();
        var filed = (await FeedsAsync(world)).Select(f => f.Feed).Except(before).Single();
        var ahead = world.Clock.GetUtcNow().AddMinutes(5);
        await PinAsync(world, ahead, "inbox");
        for (var i = 0; i < 25; i++)
            world.Deliver(AnaAddress, Mail($"Mail {i:D3}"));
        var begun = false;
        world.AfterPage = async page =>
        {
            if (begun || !page.IsOldMail)
                return;
            begun = true;
            await world.Get<FeedStore>().ResetAsync(
                world.Connections[0].Mailbox, OutlookPosition.Of(filed["folder:".Length..], false, ahead).ToCursor(quiet: true), None);
            for (var i = 0; i < 25; i++)
                world.Deliver(AnaAddress, Mail($"Filed {i:D3}"));
            await world.Get<DirtyStore>().MarkEverythingAsync(world.Connections[0].Mailbox, world.Clock.GetUtcNow(), None);
        };

        await world.SyncAsync(world.Connections[0].Mailbox);

        Assert.IsTrue(begun);
        await IsAllThereAsync(world, 50);
    }

    [TestMethod]
    public async Task R8_Mail_from_just_before_the_connection_is_decided_and_nothing_is_listed()
    {
        await using var world = await StartAsync();
        world.At(AnaAddress).AddAccount(AnaAddress);
        var early = Enumerable.Range(0, 25).Select(i => world.Deliver(AnaAddress, Mail($"Early {i:D3}"))).ToList();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var connection = await world.ConnectAsync(North, Ana, AnaAddress);
        world.Deliver(AnaAddress, Mail("First"));

        await world.SettleAsync();

        await IsAllThereAsync(world, 1);
        foreach (var id in early)
            Assert.AreEqual(Reason.BeforeConnection, (await world.DecisionAsync(connection, id))!.Reason);
        Assert.AreEqual(0, Listings(world));
    }

    [TestMethod]
    public async Task R10_An_answer_waits_for_the_mail_it_answers_while_old_mail_is_left_to_a_listing()
    {
        await using var world = await StartSettledAsync();
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        for (var i = 0; i < 25; i++)
            world.Deliver(AnaAddress, Mail($"Old {i:D3}"));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await PinAsync(world, world.Clock.GetUtcNow(), "inbox", "sentitems");
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        world.SendFromClient(AnaAddress, new AMail(AnaAddress, CarlaAddress, "Plans") { Id = "plans@x" });
        world.Deliver(AnaAddress, (Mail("Answer") with { Subject = "Our plans" }).Answering("plans@x"));

        await world.SyncAsync(world.Connections[0].Mailbox);

        await IsAllThereAsync(world, 27);
        var threads = (await world.ConversationAsync()).Where(m => m.Subject is "Plans" or "Our plans").Select(m => m.Thread).ToList();
        Assert.HasCount(2, threads);
        Assert.AreEqual(threads[0], threads[1]);
    }

    private async Task<PipelineWorld> StartSettledAsync()
    {
        var world = await StartConnectedAsync();
        await world.SettleAsync();
        return world;
    }

    /// <summary>As a clock that shows this time pins feeds, at a moment when nothing else is under way.</summary>
    internal static async Task PinAsync(PipelineWorld world, DateTimeOffset at, params string[] folders)
    {
        var mailbox = world.Connections[0].Mailbox;
        var pinned = await world.Get<IMailProviders>()[MailProviderName.Outlook].PinCursorsAsync(mailbox, None);
        foreach (var (cursor, place) in pinned.Where(c => !c.Quiet).Zip(["inbox", "sentitems"]))
        {
            if (folders.Contains(place) && OutlookPosition.Read(cursor) is { } position)
                await world.Get<FeedStore>().ResetAsync(mailbox, (position with { Since = at }).ToCursor(quiet: false), None);
        }
    }

    internal static async Task<FeedCursor> InboxAsync(PipelineWorld world) => (await FeedsAsync(world)).Single(f => OutlookPosition.Read(f) is { IsInbox: true });

    private static async Task IsAllThereAsync(PipelineWorld world, int mails)
    {
        Assert.HasCount(mails, await world.ConversationAsync());
        Assert.IsEmpty(await world.DeferredAsync(world.Connections[0].Mailbox));
        Assert.IsFalse((await FeedsAsync(world)).Any(f => CatchUp.IsCatchUp(f.Feed)));
    }

    private static async Task<IReadOnlyList<FeedCursor>> FeedsAsync(PipelineWorld world)
    {
        var feeds = new List<FeedCursor>();
        await foreach (var stored in world.Get<FeedStore>().ListAsync(world.Connections[0].Mailbox, None))
            feeds.Add(stored.Cursor);
        return feeds;
    }

    private static int Listings(PipelineWorld world) =>
        world.At(AnaAddress).Control.Calls.List(AnaAddress).Where(call => call is { Method: "GET", Path: Listed }).Sum(call => call.Count);

    private static int Count(SyncPage page) => page.Lanes?.Sum(lane => lane.Count) ?? 0;

    private static string[] Ids(SyncPage page) => [.. (page.Lanes ?? []).SelectMany(lane => lane).Select(m => m.Id)];

    private static AMail Mail(string subject) => new(CarlaAddress, AnaAddress, subject) { Id = subject.Replace(' ', '-') + "@x" };
}
