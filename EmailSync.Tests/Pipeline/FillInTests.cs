using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Simulators.Faults;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>B4: older mail of a contact that is added, gets an address or is assigned.</summary>
public abstract class FillInTests : Story
{
    private static readonly ContactId dan = new("dan");

    [TestMethod]
    [DataRow(false)]
    [DataRow(true, DisplayName = "every step twice")]
    public async Task B4_The_mail_of_a_contact_that_is_added_is_filled_in_both_ways(bool twice)
    {
        await using var world = await StartConnectedAsync();
        world.RunTwice = twice;
        world.At(Stranger).AddAccount(Stranger);
        var received = world.Deliver(AnaAddress, Mail("First"));
        world.Deliver(AnaAddress, Mail("Re: First").Answering("First@x"));
        world.At(AnaAddress).SendFromClient(AnaAddress, new AMail(AnaAddress, Stranger, "Mine") { Id = "mine@x" }.Bytes());
        world.Deliver(AnaAddress, new AMail("eve@elsewhere.example", AnaAddress, "Somebody else's") { Id = "eve@x" });
        await world.SettleAsync();
        var before = await world.DecisionAsync(world.Connections[0], received);

        await PutAsync(world, [Stranger]);
        await world.SettleAsync();

        Assert.AreEqual(Reason.NoKnownContact, before!.Reason);
        var messages = await world.ConversationAsync(North, dan);
        Assert.AreEqual("First, Mine, Re: First", string.Join(", ", messages.Select(m => m.Subject)));
        Assert.AreEqual(Direction.Outbound, messages[1].Direction);
        Assert.AreEqual(messages[0].Thread, messages[2].Thread);
        Assert.AreEqual((Outcome.Synced, Reason.FromContact), Of(await world.DecisionAsync(world.Connections[0], received)));
        Assert.AreEqual(1, (await world.DecisionsAsync(world.Connections[0])).Count(d => d.Outcome == Outcome.Skipped));
        Assert.IsNull(await world.Get<FillInStore>().FirstAsync(world.Connections[0].Mailbox, [], None));
    }

    [TestMethod]
    public async Task B4_Mail_from_before_the_connection_is_not_filled_in()
    {
        await using var world = await StartAsync();
        world.At(AnaAddress).AddAccount(AnaAddress);
        world.Deliver(AnaAddress, Mail("Before"));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.ConnectAsync(North, Ana, AnaAddress);
        world.Deliver(AnaAddress, Mail("After"));
        await world.SettleAsync();

        await PutAsync(world, [Stranger]);
        await world.SettleAsync();

        Assert.AreEqual("After", (await world.ConversationAsync(North, dan)).Single().Subject);
    }

    [TestMethod]
    public async Task B4_A_new_address_brings_its_mail_from_every_mailbox_of_the_location()
    {
        await using var world = await StartConnectedAsync();
        await world.ConnectAsync(North, Ben, BenAddress);
        await PutAsync(world, ["dan@first.example"]);
        world.Deliver(AnaAddress, Mail("To Ana"));
        world.Deliver(BenAddress, Mail("To Ben") with { To = BenAddress });
        await world.SettleAsync();
        var before = (await world.ConversationAsync(North, dan)).Count;

        await PutAsync(world, ["dan@first.example", Stranger]);
        await world.SettleAsync();

        Assert.AreEqual(0, before);
        Assert.HasCount(2, await world.ConversationAsync(North, dan));
    }

    [TestMethod]
    public async Task B4_An_assignment_brings_the_mail_of_the_user_to_whom_the_contact_goes()
    {
        await using var world = await StartConnectedAsync();
        await world.KnowLocationAsync(North, AssignmentPolicy.Always);
        await world.ConnectAsync(North, Ben, BenAddress);
        await PutAsync(world, [Stranger]);
        world.Deliver(AnaAddress, Mail("To Ana"));
        world.Deliver(BenAddress, Mail("To Ben") with { To = BenAddress });
        await world.SettleAsync();
        var before = (await world.ConversationAsync(North, dan)).Count;

        await PutAsync(world, [Stranger], Ben);
        await world.SettleAsync();

        Assert.AreEqual(0, before);
        Assert.AreEqual("To Ben", (await world.ConversationAsync(North, dan)).Single().Subject);
    }

    [TestMethod]
    public async Task B4_A_location_that_does_not_want_it_gets_it_on_request_only()
    {
        await using var world = await StartConnectedAsync();
        await world.KnowLocationAsync(North, new LocationSettings { FillIn = false });
        world.Deliver(AnaAddress, Mail("Offer"));
        await world.SettleAsync();
        await PutAsync(world, [Stranger]);
        await world.SettleAsync();
        var unasked = (await world.ConversationAsync(North, dan)).Count;

        var rung = await world.Get<FillIn>().OrderAsync(North, [Stranger], None);
        await world.SettleAsync();

        Assert.AreEqual(0, unasked);
        CollectionAssert.AreEqual(new[] { world.Connections[0].Mailbox }, rung.ToArray());
        Assert.HasCount(1, await world.ConversationAsync(North, dan));
    }

    [TestMethod]
    public async Task B4_A_repeated_change_orders_nothing()
    {
        await using var world = await StartConnectedAsync();
        await PutAsync(world, [Stranger], Ana);
        await world.SettleAsync();
        var writes = world.Fuse.Writes;

        var location = await world.Get<DirectoryStore>().GetLocationAsync(North, None);
        var again = await world.Get<FillIn>().ExpectAsync(location!, dan, [Stranger.ToUpperInvariant()], Ana, None);

        Assert.IsNull(again);
        Assert.AreEqual(writes, world.Fuse.Writes);
    }

    [TestMethod]
    public async Task B4_An_order_of_many_pages_ends_and_brings_each_mail_once()
    {
        await using var world = await StartConnectedAsync();
        await ReceiveAsync(world, 105);

        await PutAsync(world, [Stranger]);
        await world.Get<FillIn>().OrderAsync(North, [Stranger], None);
        await world.SettleAsync();

        Assert.HasCount(105, await world.ConversationAsync(North, dan));
        Assert.IsNull(await world.Get<FillInStore>().FirstAsync(world.Connections[0].Mailbox, [], None));
        Assert.IsFalse(await HasFeedAsync(world));
    }

    [TestMethod]
    public async Task B4_A_page_that_the_provider_no_longer_knows_is_reached_again_from_the_beginning()
    {
        await using var world = await StartConnectedAsync();
        await ReceiveAsync(world, 55);
        var (store, mailbox) = (world.Get<FillInStore>(), world.Connections[0].Mailbox);
        await PutAsync(world, [Stranger]);
        var order = (await store.FirstAsync(mailbox, [], None))!;
        var real = await world.Get<IMailProviders>()[world.At(AnaAddress).Provider].ListSinceAsync(
            mailbox, world.Connections[0].ConnectedAt, order.Address, null, None);
        var dead = real.NextPage is null ? "dead" : real.NextPage.Split("skiptoken=")[0] + "skiptoken=dead";
        var version = await store.NoteNextAsync(mailbox, order, dead, None);
        Assert.IsTrue(await store.MoveAsync(mailbox, new FillInStep(order.Key, version!, Ends: false), None));

        await world.SettleAsync();

        Assert.HasCount(55, await world.ConversationAsync(North, dan));
        Assert.IsNull(await store.FirstAsync(mailbox, [], None));
    }

    [TestMethod]
    public async Task B4_What_came_within_the_hour_is_found_where_the_search_does_not_show_it()
    {
        await using var world = await StartConnectedAsync();
        world.Deliver(AnaAddress, Mail("Offer") with { From = "d.a.n@gmail.com" });
        await world.SettleAsync();

        // The search compares as written; to the mail service it is one mailbox.
        await PutAsync(world, ["d.an@gmail.com"]);
        await world.SettleAsync();

        Assert.HasCount(1, await world.ConversationAsync(North, dan));
    }

    [TestMethod]
    [DataRow(429)]
    [DataRow(503)]
    public async Task B4_A_provider_that_will_not_list_now_is_asked_again(int status)
    {
        await using var world = await StartConnectedAsync();
        world.Deliver(AnaAddress, Mail("Offer"));
        await world.SettleAsync();
        world.Fault(FaultKind.Status, "*/me/messages", times: 4, status: status, retryAfter: status == 429 ? 30 : null, method: "GET");

        await PutAsync(world, [Stranger]);
        await world.SettleAsync();

        Assert.HasCount(1, await world.ConversationAsync(North, dan));
    }

    [TestMethod]
    public async Task B4_A_provider_that_refuses_the_question_does_not_stop_the_mailbox()
    {
        await using var world = await StartConnectedAsync();
        world.Fault(FaultKind.Status, "*/me/messages", times: 1, status: 400, method: "GET");
        await PutAsync(world, [Stranger]);
        await world.SettleAsync();

        world.Deliver(AnaAddress, Mail("New"));
        await world.SettleAsync();

        Assert.HasCount(1, await world.ConversationAsync(North, dan));
        Assert.IsNull(await world.Get<FillInStore>().FirstAsync(world.Connections[0].Mailbox, [], None));
    }

    [TestMethod]
    public async Task B4_An_order_for_a_location_that_has_left_the_mailbox_ends()
    {
        await using var world = await StartConnectedAsync();
        var mailbox = world.Connections[0].Mailbox;
        Assert.IsTrue(EmailAddress.TryParse(Stranger, out var address));
        await world.Get<FillInStore>().OrderAsync(mailbox, South, [address], None);
        await world.Get<FeedStore>().ResetAsync(mailbox, FillInReader.Feed, None);

        await world.SettleAsync();

        Assert.IsNull(await world.Get<FillInStore>().FirstAsync(mailbox, [], None));
        Assert.IsFalse(await HasFeedAsync(world));
    }

    [TestMethod]
    public async Task B4_What_a_call_owed_that_died_is_done_by_a_sweep()
    {
        await using var world = await StartConnectedAsync();
        world.Deliver(AnaAddress, Mail("Offer"));
        await world.SettleAsync();
        var location = await world.Get<DirectoryStore>().GetLocationAsync(North, None);
        await world.Get<FillIn>().ExpectAsync(location!, dan, [Stranger], null, None);
        await world.KnowAsync(North, dan, Stranger);

        await world.RestartAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.SettleAsync();

        Assert.HasCount(1, await world.ConversationAsync(North, dan));
    }

    [TestMethod]
    public async Task B1_Mail_is_found_in_the_log_by_address_whether_it_synced_or_not()
    {
        await using var world = await StartConnectedAsync();
        var skipped = world.Deliver(AnaAddress, Mail("Offer"));
        var synced = world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Known") { Id = "known@x", Headers = ["Cc: " + Stranger.ToUpperInvariant()] });
        await world.SettleAsync();

        // Deciding again writes the line again, of a synced mail from the index.
        await world.Get<LaneSync>().SyncAsync(world.Connections[0].Mailbox, [new MessageRef(synced, null), new MessageRef(skipped, null)], None);
        var lines = await world.DecisionsAsync(world.Connections[0]);

        CollectionAssert.AreEquivalent(new[] { skipped, synced }, About(world, lines, Stranger));
        CollectionAssert.AreEquivalent(new[] { synced }, About(world, lines, CarlaAddress));
        Assert.IsFalse(lines.Any(l => l.Addresses!.Contains('@', StringComparison.Ordinal)));
    }

    /// <summary>So long ago that only the search can tell of them.</summary>
    private static async Task ReceiveAsync(PipelineWorld world, int count)
    {
        for (var i = 0; i < count; i++)
            world.Deliver(AnaAddress, Mail($"m{i}"));
        await world.SettleAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
    }

    private static string[] About(PipelineWorld world, IEnumerable<LoggedDecision> lines, string address)
    {
        Assert.IsTrue(EmailAddress.TryParse(address, out var parsed));
        var mark = world.Get<TableKeys>().DecisionAddress(North, parsed.MatchKey);
        return [.. lines.Where(l => DecisionAddresses.Include(l.Addresses, mark)).Select(l => l.ProviderMessage.Value)];
    }

    private static (Outcome Outcome, Reason Reason) Of(LoggedDecision? decision) => (decision!.Outcome, decision.Reason);

    private static async Task<bool> HasFeedAsync(PipelineWorld world) =>
        await world.Get<FeedStore>().GetAsync(world.Connections[0].Mailbox, FillInReader.Feed.Feed, None) is not null;

    private static Task PutAsync(PipelineWorld world, string[] emails, UserId? assignedTo = null) =>
        world.PutContactAsync(North, dan, emails, assignedTo);

    private static AMail Mail(string subject) => new(Stranger, AnaAddress, subject) { Id = subject.Replace(' ', '-') + "@x" };
}
