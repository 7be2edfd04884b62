using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Simulators.Control;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>What a notification names is read by itself only where no feed of the look shows it.</summary>
[TestClass]
public sealed class HintTests : Story
{
    private const string ReadByName = "/v1.0/me/messages/{id}";

    private protected override Homes Homes => Homes.Outlook;

    [TestMethod]
    public async Task Mail_that_a_rule_filed_is_there_at_once_although_its_folder_is_quiet()
    {
        await using var world = await StartSettledAsync();
        var mailbox = world.At(AnaAddress).Control.Find(AnaAddress)!;
        mailbox.CreateFolder(new NewFolder("Filed"));
        mailbox.AddRule(new NewRule(Subject: "Offer", Folder: "Filed"));

        await RingAsync(world, world.Deliver(AnaAddress, Mail("Offer")));
        await world.SyncAsync(world.Connections[0].Mailbox);

        Assert.AreEqual("Offer", (await world.ConversationAsync()).Single().Subject);
        Assert.AreEqual(1, Reads(world));
    }

    [TestMethod]
    public async Task Mail_that_the_inbox_shows_is_not_read_by_its_name_too()
    {
        await using var world = await StartSettledAsync();

        await RingAsync(world, world.Deliver(AnaAddress, Mail("Offer")));
        await world.SyncAsync(world.Connections[0].Mailbox);

        Assert.AreEqual("Offer", (await world.ConversationAsync()).Single().Subject);
        Assert.AreEqual(0, Reads(world));
    }

    [TestMethod]
    public async Task What_is_named_while_a_round_runs_is_left_to_the_next_look_at_the_feeds()
    {
        await using var world = await StartSettledAsync();
        await RingAsync(world, world.Deliver(AnaAddress, Mail("First")));
        var page = await world.Get<FeedReader>().ReadAsync(world.Connections[0].Mailbox, new SyncRound(), None);
        await RingAsync(world, world.Deliver(AnaAddress, Mail("Second")));
        foreach (var lane in page.Lanes!)
            await world.Get<LaneSync>().SyncAsync(world.Connections[0].Mailbox, lane, None);
        await world.Get<PageCommitter>().CommitAsync(world.Connections[0].Mailbox, page, hadMessages: true, world.Clock.GetUtcNow(), None);

        await world.SyncAsync(world.Connections[0].Mailbox, page.Following);

        CollectionAssert.AreEqual(new[] { "First", "Second" }, (await world.ConversationAsync()).Select(m => m.Subject).ToArray());
        Assert.AreEqual(0, Reads(world));
    }

    [TestMethod]
    public async Task New_mail_among_more_named_ones_than_are_kept_does_not_wait_for_the_end_of_a_walk()
    {
        await using var world = await StartSettledAsync();
        var mailbox = world.Connections[0].Mailbox;
        for (var i = 0; i < 250; i++)
            world.Deliver(AnaAddress, Mail($"Old{i}"));
        await BeforePinTests.PinAsync(world, world.Clock.GetUtcNow(), "inbox");
        var inbox = await BeforePinTests.InboxAsync(world);
        var begun = await world.Get<IMailProviders>()[MailProviderName.Outlook].ListChangesAsync(mailbox, inbox, None);
        await world.Get<FeedStore>().ResetAsync(mailbox, begun.Next, None);
        var fresh = world.Deliver(AnaAddress, Mail("New"));
        var storm = Enumerable.Range(0, DirtyStore.MaxHints).Select(i => new ProviderMessageId($"old-{i}")).Append(new ProviderMessageId(fresh)).ToList();
        await world.Get<DirtyStore>().MarkPushedAsync(mailbox, world.Clock.GetUtcNow(), storm, None);

        var page = await world.Get<FeedReader>().ReadAsync(mailbox, new SyncRound(inbox.Feed, InFeed: true), None);

        Assert.IsTrue(begun.HasMore);
        Assert.Contains(fresh, page.Lanes!.SelectMany(lane => lane).Select(m => m.Id));
        Assert.IsLessThanOrEqualTo(FeedPlan.MaxOldPerPage, page.Lanes!.Sum(lane => lane.Count));
        Assert.AreEqual((inbox.Feed, true), (page.NextFeed, page.InFeed));
    }

    private async Task<PipelineWorld> StartSettledAsync()
    {
        var world = await StartConnectedAsync();
        await world.SettleAsync();
        return world;
    }

    private static Task RingAsync(PipelineWorld world, string id) =>
        world.Get<DirtyStore>().MarkPushedAsync(world.Connections[0].Mailbox, world.Clock.GetUtcNow(), [new ProviderMessageId(id)], None);

    private static int Reads(PipelineWorld world) =>
        world.At(AnaAddress).Control.Calls.List(AnaAddress).Where(call => call is { Method: "GET", Path: ReadByName }).Sum(call => call.Count);

    private static AMail Mail(string subject) => new(CarlaAddress, AnaAddress, subject) { Id = subject + "@x" };
}
