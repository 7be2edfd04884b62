using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Simulators.Control;
using EmailSync.Simulators.Faults;
using static EmailSync.Tests.Pipeline.PipelineWorld;
using MessageChange = EmailSync.Simulators.Control.MessageChange;

namespace EmailSync.Tests.Pipeline;

/// <summary>R25 where no feed looks: Outlook's Deleted Items, and what was put off.</summary>
[TestClass]
public sealed class OutOfSightTests : Story
{
    private protected override Homes Homes => Homes.Outlook;

    [TestMethod]
    public async Task R25_What_happens_in_deleted_items_is_seen_when_a_notification_names_it()
    {
        await using var world = await StartWithMailAsync();
        var id = Mail(world).Id;
        world.At(AnaAddress).Change(AnaAddress, id, new MessageChange(Folder: "trash"));
        await world.SettleAsync();
        world.Clock.Advance(HintReader.Arrival + TimeSpan.FromSeconds(1));
        var seen = new List<string>();

        world.At(AnaAddress).Change(AnaAddress, id, new MessageChange(Read: true));
        await RingAsync(world, id, isRemoved: false);
        seen.Add(await StateAsync(world));
        world.At(AnaAddress).Change(AnaAddress, id, new MessageChange(Deleted: true));
        await RingAsync(world, id, isRemoved: true);
        seen.Add(await StateAsync(world));

        CollectionAssert.AreEqual(new[] { "read trashed", "read trashed deleted" }, seen);
    }

    [TestMethod]
    public async Task R25_Strangers_mail_that_is_thrown_away_for_good_costs_no_call()
    {
        await using var world = await StartWithMailAsync();
        var id = world.Deliver(AnaAddress, new AMail(Stranger, AnaAddress, "News") { Id = "news@x" });
        await world.SettleAsync();
        world.At(AnaAddress).Change(AnaAddress, id, new MessageChange(Deleted: true));
        await world.SettleAsync();
        world.Fault(FaultKind.Status, "*/me/messages/*", times: 100, status: 500, method: "GET");

        await RingAsync(world, id, isRemoved: true);

        Assert.AreEqual(0, world.At(AnaAddress).Control.Faults.List().Single().Hits);
    }

    [TestMethod]
    public async Task R25_A_message_that_cannot_be_asked_now_is_asked_again_later_and_the_decision_log_says_nothing_of_it()
    {
        await using var world = await StartWithMailAsync();
        world.Fault(FaultKind.Status, "*/me/messages/*", times: 8, status: 503, method: "GET");
        world.At(AnaAddress).Change(AnaAddress, Mail(world).Id, new MessageChange(Folder: "trash"));

        await world.SyncAsync(world.Connections[0].Mailbox);
        var putOff = await world.DeferredAsync(world.Connections[0].Mailbox);
        var log = await world.DecisionsAsync(world.Connections[0]);
        await world.SettleAsync(TimeSpan.FromHours(2));

        Assert.IsTrue(putOff.Single().IsUpdate);
        Assert.AreEqual(Outcome.Synced, log.Single().Outcome);
        Assert.AreEqual("unread trashed", await StateAsync(world));
        Assert.IsEmpty(await world.DeferredAsync(world.Connections[0].Mailbox));
    }

    private async Task<PipelineWorld> StartWithMailAsync()
    {
        var world = await StartConnectedAsync();
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Plans") { Id = "1@x" });
        await world.SettleAsync();
        return world;
    }

    private static MailSeen Mail(PipelineWorld world) => world.Folder(AnaAddress, "all").Single(m => m.Subject == "Plans");

    private static async Task<string> StateAsync(PipelineWorld world) => (await world.ConversationAsync()).Single().Copies.Single().Describe()["ana ".Length..];

    private static async Task RingAsync(PipelineWorld world, string id, bool isRemoved)
    {
        ProviderMessageId[] named = [new(id)];
        await world.Get<DirtyStore>().MarkPushedAsync(
            world.Connections[0].Mailbox, world.Clock.GetUtcNow(), isRemoved ? [] : named, isRemoved ? named : [], None);
        await world.SyncAsync(world.Connections[0].Mailbox);
    }
}
