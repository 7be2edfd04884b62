using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sending;
using EmailSync.Core.Sync;
using EmailSync.Simulators.Faults;
using static EmailSync.Tests.Pipeline.PipelineWorld;
using static EmailSync.Tests.Pipeline.TwoLocations;

namespace EmailSync.Tests.Pipeline;

/// <summary>A connection that is paused: nothing is synced or sent for it, and it catches up when it is resumed.</summary>
public abstract class PauseStories : Story
{
    [TestMethod]
    public async Task R30_Nothing_is_synced_or_sent_while_paused_and_resuming_catches_up()
    {
        await using var world = await StartConnectedAsync();
        Assert.IsTrue(await PauseAsync(world));
        world.Deliver(AnaAddress, Mail("Meanwhile"));
        await world.SettleAsync();
        Assert.IsEmpty(await world.ConversationAsync());
        Assert.AreEqual("paused", ((SendAcceptance.Refused)await world.AcceptAsync("key")).Code);

        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.IsTrue(await ResumeAsync(world));
        world.Deliver(AnaAddress, Mail("After"));
        await world.SettleAsync();

        Assert.AreEqual("After, Meanwhile", await SubjectsAsync(world, North, Carla));
        Assert.IsInstanceOfType<SendAcceptance.Accepted>(await world.AcceptAsync("key"));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task R30_A_mail_that_waits_when_its_mailbox_is_paused_fails_with_that_reason(bool drafted)
    {
        await using var world = await StartConnectedAsync();
        var send = (SendAcceptance.Accepted)await world.AcceptAsync("key");
        if (drafted)
        {
            world.Fault(FaultKind.Status, world.At(AnaAddress).SendPath, status: 429, retryAfter: 60, method: "POST");
            await world.AdvanceAsync(send.Token);
        }

        await PauseAsync(world);
        await world.SettleAsync();

        var message = (await world.ConversationAsync()).Single();
        Assert.AreEqual((MessageStatus.Failed, "paused"), (message.Status, message.Failure));
        Assert.IsEmpty(world.Folder(AnaAddress, "drafts"));
    }

    [TestMethod]
    public async Task A_location_that_pauses_stops_no_other_and_catches_up_with_what_the_other_had()
    {
        await using var world = await StartSharedAsync();
        await PauseAsync(world);
        world.Deliver(AnaAddress, Mail("Meanwhile"));
        await world.SettleAsync();

        Assert.AreEqual(" | Meanwhile", await BothAsync(world));

        world.Clock.Advance(TimeSpan.FromDays(1));
        await ResumeAsync(world);
        await world.SettleAsync();

        Assert.AreEqual("Meanwhile | Meanwhile", await BothAsync(world));
    }

    [TestMethod]
    public async Task A_message_that_was_under_way_when_its_connection_was_paused_comes_when_it_is_resumed()
    {
        await using var world = await StartConnectedAsync();
        var mailbox = world.Connections[0].Mailbox;
        var mail = world.Deliver(AnaAddress, Mail("Plans"));
        var target = (await world.Get<SyncTargets>().FindAsync(mailbox, None))!;
        var page = await world.Get<FeedReader>().ReadAsync(mailbox, new SyncRound(), None);
        await PauseAsync(world);
        var decisions = await world.Get<MessageSync>().SyncAsync(target, new MessageRef(mail, null), None);
        await world.Get<PageCommitter>().CommitAsync(mailbox, page, hadMessages: true, world.Clock.GetUtcNow(), None);

        Assert.AreEqual(Reason.ConnectionEnded, decisions.Single().Reason);
        Assert.IsEmpty(await world.ConversationAsync());
        await ResumeAsync(world);
        await world.SettleAsync();

        Assert.AreEqual("Plans", await SubjectsAsync(world, North, Carla));
        Assert.AreEqual(Outcome.Synced, (await world.DecisionAsync(world.Connections[0], mail))!.Outcome);
    }

    [TestMethod]
    public async Task B4_An_order_of_a_paused_location_waits_until_it_is_resumed()
    {
        await using var world = await StartSharedAsync();
        var dan = new ContactId("dan");
        world.Deliver(AnaAddress, Mail("Offer") with { From = Stranger });
        await world.SettleAsync();
        world.Clock.Advance(TimeSpan.FromDays(1));
        await PauseAsync(world);
        await world.PutContactAsync(North, dan, [Stranger], Ana);
        await world.SettleAsync();
        Assert.IsEmpty(await world.ConversationAsync(North, dan));

        await ResumeAsync(world);
        await world.SettleAsync();

        Assert.AreEqual("Offer", await SubjectsAsync(world, North, dan));
    }

    [TestMethod]
    public async Task Only_what_is_connected_can_be_paused_or_resumed()
    {
        await using var world = await StartConnectedAsync();
        await world.Get<DisconnectMailbox>().BeginAsync(North, Ana, None);

        Assert.IsFalse(await PauseAsync(world));
        Assert.IsFalse(await ResumeAsync(world));
    }

    private Task<PipelineWorld> StartSharedAsync() => TwoLocations.StartSharedAsync(Homes);

    private static AMail Mail(string subject) => new(CarlaAddress, AnaAddress, subject) { Id = subject + "@x" };
}
