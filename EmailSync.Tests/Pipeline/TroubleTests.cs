using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Simulators.Control;
using EmailSync.Simulators.Faults;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>What the provider refuses, forgets or breaks.</summary>
public abstract class TroubleTests : Story
{
    [TestMethod]
    public async Task A_lost_cursor_costs_nothing_and_doubles_nothing()
    {
        await using var world = await StartAsync();
        world.At(AnaAddress).AddAccount(AnaAddress);
        var old = world.Deliver(AnaAddress, Mail("Before the connection"));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.ConnectAsync(North, Ana, AnaAddress);
        world.Deliver(AnaAddress, Mail("First"));
        await world.SettleAsync();
        world.Clock.Advance(TimeSpan.FromDays(2));
        world.Deliver(AnaAddress, Mail("Second"));
        world.At(AnaAddress).ExpireCursors(AnaAddress);
        world.Deliver(AnaAddress, Mail("Third"));

        await world.SettleAsync();

        CollectionAssert.AreEqual(new[] { "First", "Second", "Third" }, (await world.ConversationAsync()).Select(m => m.Subject).ToArray());
        Assert.AreNotEqual(Outcome.Synced, (await world.DecisionAsync(world.Connections[0], old))?.Outcome);
        var state = await world.DescribeAsync();
        Assert.AreEqual(3, state.Split('\n').Count(l => l.StartsWith("event", StringComparison.Ordinal)), state);
    }

    [TestMethod]
    public async Task A_cursor_lost_right_after_connecting_brings_nothing_from_before()
    {
        await using var world = await StartAsync();
        world.At(AnaAddress).AddAccount(AnaAddress);
        var old = world.Deliver(AnaAddress, Mail("Before the connection"));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.ConnectAsync(North, Ana, AnaAddress);
        world.At(AnaAddress).ExpireCursors(AnaAddress);

        await world.SettleAsync();

        Assert.IsEmpty(await world.ConversationAsync());
        Assert.AreNotEqual(Outcome.Synced, (await world.DecisionAsync(world.Connections[0], old))?.Outcome);
    }

    [TestMethod]
    [DataRow("////////////////////////")]
    [DataRow("%%%%%%%%%%%%%%%%%%%%%%%%")]
    [DataRow("#")]
    public async Task A_mail_that_claims_to_be_a_send_of_ours_with_what_no_key_may_hold_is_mail_like_any_other(string token)
    {
        await using var world = await StartConnectedAsync();
        world.Deliver(AnaAddress, Mail("Claim") with { Headers = [$"X-EmailSync-Send: {token}"] });

        await world.SettleAsync();

        Assert.AreEqual("Claim", (await world.ConversationAsync()).Single().Subject);
        Assert.IsEmpty(await world.DeferredAsync(world.Connections[0].Mailbox));
    }

    [TestMethod]
    public async Task Throttling_puts_mail_off_without_counting_against_it()
    {
        await using var world = await StartConnectedAsync();
        var first = world.Deliver(AnaAddress, Mail("First"));
        var second = world.Deliver(AnaAddress, Mail("Second"));
        world.Fault(FaultKind.Status, SimulatedMail.MessagePath(first), status: 429, retryAfter: 120);

        await world.SyncAsync(world.Connections[0].Mailbox);

        var put = await world.DeferredAsync(world.Connections[0].Mailbox);
        Assert.IsTrue(put.Count > 0 && put.All(m => m.Attempts == 0 && m.Reason == Reason.ProviderThrottled));
        Assert.AreEqual(Outcome.Deferred, (await world.DecisionAsync(world.Connections[0], first))!.Outcome);

        await world.SettleAsync();

        Assert.HasCount(2, await world.ConversationAsync());
        Assert.IsEmpty(await world.DeferredAsync(world.Connections[0].Mailbox));
        Assert.AreEqual(Outcome.Synced, (await world.DecisionAsync(world.Connections[0], first))!.Outcome);
        Assert.HasCount(1, (await world.DecisionsAsync(world.Connections[0])).Where(d => d.ProviderMessage.Value == first).ToList());
        Assert.AreEqual(Outcome.Synced, (await world.DecisionAsync(world.Connections[0], second))!.Outcome);
    }

    [TestMethod]
    public async Task A_throttled_look_is_made_again_later()
    {
        await using var world = await StartConnectedAsync();
        world.Deliver(AnaAddress, Mail("First"));
        world.Fault(FaultKind.Status, world.At(AnaAddress).FeedPath, status: 429, retryAfter: 300);
        await world.SyncAsync(world.Connections[0].Mailbox);
        Assert.IsEmpty(await world.ConversationAsync());

        await world.SettleAsync();

        Assert.HasCount(1, await world.ConversationAsync());
    }

    [TestMethod]
    public async Task A_poisoned_message_is_set_aside_after_ten_attempts_and_comes_when_it_is_replayed()
    {
        await using var world = await StartConnectedAsync();
        var poisoned = world.Deliver(AnaAddress, Mail("Poisoned"));
        world.Deliver(AnaAddress, Mail("Well"));
        world.Fault(FaultKind.Status, SimulatedMail.MessagePath(poisoned), times: 10_000, status: 409);

        await world.SettleAsync(TimeSpan.FromDays(4));

        var mailbox = world.Connections[0].Mailbox;
        var aside = (await world.DeferredAsync(mailbox)).Single();
        Assert.AreEqual((true, LaneSync.MaxAttempts), (aside.Quarantined, aside.Attempts));
        Assert.AreEqual("Well", (await world.ConversationAsync()).Single().Subject);
        Assert.AreEqual(Outcome.Quarantined, (await world.DecisionAsync(world.Connections[0], poisoned))!.Outcome);

        world.At(AnaAddress).Control.Faults.Clear();
        await world.Get<DeferredStore>().SaveAsync(
            mailbox, aside with { Quarantined = false, Attempts = 0, DueAt = world.Clock.GetUtcNow() }, None);
        await world.SettleAsync();

        Assert.HasCount(2, await world.ConversationAsync());
        Assert.IsEmpty(await world.DeferredAsync(mailbox));
    }

    [TestMethod]
    public async Task A_dead_grant_stops_the_mailbox_and_signing_in_again_brings_what_came_meanwhile()
    {
        await using var world = await StartConnectedAsync();
        var connection = world.Connections[0];
        world.Deliver(AnaAddress, Mail("First"));
        var before = await world.Get<FeedStore>().GetAsync(connection.Mailbox, "history", None);
        world.At(AnaAddress).Revoke(AnaAddress);

        await world.SettleAsync();

        var mailbox = await world.Get<MailboxStore>().GetAsync(connection.Mailbox, None);
        Assert.AreEqual(MailboxStatus.ReauthRequired, mailbox!.Status);
        Assert.IsEmpty(await world.ConversationAsync());
        Assert.AreEqual(before, await world.Get<FeedStore>().GetAsync(connection.Mailbox, "history", None));

        world.Connections.Clear();
        await world.ConnectAsync(North, Ana, AnaAddress);
        await world.SettleAsync();

        Assert.AreEqual("First", (await world.ConversationAsync()).Single().Subject);
    }

    [TestMethod]
    public async Task A_grant_that_dies_between_the_page_and_its_messages_leaves_the_page_uncommitted()
    {
        await using var world = await StartConnectedAsync();
        var connection = world.Connections[0];
        world.Deliver(AnaAddress, Mail("First"));
        var page = await world.Get<FeedReader>().ReadAsync(connection.Mailbox, new SyncRound(), None);
        world.At(AnaAddress).Revoke(AnaAddress);

        var result = await world.Get<LaneSync>().SyncAsync(connection.Mailbox, page.Lanes![0], None);

        Assert.IsFalse(result.HasOutcomes);
        Assert.IsEmpty(await world.DeferredAsync(connection.Mailbox));
    }

    [TestMethod]
    public async Task A_message_deleted_before_it_was_read_is_gone_and_holds_up_nobody()
    {
        await using var world = await StartConnectedAsync();
        var connection = world.Connections[0];
        var deleted = world.Deliver(AnaAddress, Mail("Deleted"));
        world.Deliver(AnaAddress, Mail("Well"));
        var page = await world.Get<FeedReader>().ReadAsync(connection.Mailbox, new SyncRound(), None);
        world.At(AnaAddress).Change(AnaAddress, deleted, new MessageChange(Deleted: true));

        foreach (var lane in page.Lanes!)
            Assert.IsTrue((await world.Get<LaneSync>().SyncAsync(connection.Mailbox, lane, None)).HasOutcomes);

        Assert.AreEqual(Reason.Gone, (await world.DecisionAsync(connection, deleted))!.Reason);
        Assert.AreEqual("Well", (await world.ConversationAsync()).Single().Subject);
    }

    private static AMail Mail(string subject) => new(CarlaAddress, AnaAddress, subject) { Id = subject.Replace(' ', '-') + "@x" };
}
