using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Sending;
using EmailSync.Core.Sync;
using EmailSync.Simulators.Faults;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>R10: the order in which the messages of a thread are found must not matter.</summary>
public abstract class AnyOrderTests : Story
{
    [TestMethod]
    public async Task In_whatever_order_the_mails_of_two_mailboxes_are_found_the_thread_is_whole()
    {
        for (var seed = 1; seed <= 50; seed++)
        {
            await using var world = await StartConnectedAsync();
            await world.ConnectAsync(North, Ben, BenAddress);
            var order = new Random(seed);
            var root = new AMail(CarlaAddress, $"{AnaAddress}, {BenAddress}", "Plans") { Id = "1@x" };
            var first = new AMail(Stranger, AnaAddress, "Re: Plans") { Id = "2@x" }.Answering("1@x");
            var second = new AMail(Stranger, BenAddress, "Re: Plans (more)") { Id = "3@x" }.Answering("1@x", "2@x");
            (string Mailbox, AMail Mail)[] arrivals = [(AnaAddress, root), (BenAddress, root), (AnaAddress, first), (BenAddress, second)];
            order.Shuffle(arrivals);

            foreach (var (mailbox, mail) in arrivals)
            {
                world.Deliver(mailbox, mail);
                if (order.Next(2) == 0)
                    await world.SyncAsync(world.Connections[order.Next(2)].Mailbox);
            }
            await world.SettleAsync();

            var messages = await world.ConversationAsync();
            var found = string.Join(" | ", messages.Select(m => $"{m.Subject} {m.Copies.Count}"));
            Assert.AreEqual("Plans 2 | Re: Plans 1 | Re: Plans (more) 1", found, $"seed {seed}");
            Assert.HasCount(1, messages.Select(m => m.Thread).Distinct().ToList(), $"seed {seed}");
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task R10_Another_contacts_answer_found_in_one_look_with_the_sent_mail_it_answers_is_in_its_thread(bool twice)
    {
        await using var world = await StartConnectedAsync();
        world.RunTwice = twice;
        await KnowEveAsync(world);
        for (var i = 0; i < 12; i++)
            world.Deliver(AnaAddress, new AMail(Stranger, AnaAddress, $"News {i}") { Id = $"news-{i}@x" });
        world.SendFromClient(AnaAddress, new AMail(AnaAddress, $"{CarlaAddress}, eve@client.example", "Plans") { Id = "1@x" });
        var sent = world.Folder(AnaAddress, "sent").Single().MessageIdHeader!.Trim('<', '>');
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        world.Deliver(AnaAddress, new AMail("eve@client.example", AnaAddress, "What I think") { Id = "2@x" }.Answering(sent));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        world.SendFromClient(AnaAddress, new AMail(AnaAddress, "eve@client.example", "Thanks") { Id = "3@x" }.Answering(sent, "2@x"));

        await world.SettleAsync();

        var messages = await world.ConversationAsync();
        Assert.AreEqual("Plans | Thanks | What I think", string.Join(" | ", messages.Select(m => m.Subject)));
        Assert.HasCount(1, messages.Select(m => m.Thread).Distinct().ToList());
        Assert.IsEmpty(await world.ConversationAsync(North, new ContactId("eve")));
    }

    [TestMethod]
    public async Task R20_What_answers_somebody_who_came_into_the_thread_in_the_same_look_is_no_forward()
    {
        await using var world = await StartConnectedAsync();
        await KnowEveAsync(world);
        world.SendFromClient(AnaAddress, new AMail(AnaAddress, CarlaAddress, "Plans") { Id = "1@x" });
        var sent = world.Folder(AnaAddress, "sent").Single().MessageIdHeader!.Trim('<', '>');
        await world.SettleAsync();
        world.Deliver(AnaAddress, new AMail("eve@client.example", AnaAddress, "What I think") { Id = "2@x" }.Answering(sent));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        world.SendFromClient(AnaAddress, new AMail(AnaAddress, "eve@client.example", "Thanks") { Id = "3@x" }.Answering(sent, "2@x"));

        await world.SettleAsync();

        Assert.AreEqual("Plans | Thanks | What I think", string.Join(" | ", (await world.ConversationAsync()).Select(m => m.Subject).Order()));
        Assert.IsEmpty(await world.ConversationAsync(North, new ContactId("eve")));
    }

    [TestMethod]
    public async Task R10_A_users_answer_found_in_one_look_with_the_contacts_mail_it_answers_is_in_its_thread()
    {
        await using var world = await StartConnectedAsync();
        await KnowEveAsync(world);
        for (var i = 0; i < 12; i++)
            world.Deliver(AnaAddress, new AMail(Stranger, AnaAddress, $"News {i}") { Id = $"news-{i}@x" });
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Plans") { Id = "1@x" });
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        world.SendFromClient(AnaAddress, new AMail(AnaAddress, $"eve@client.example, {CarlaAddress}", "What we think") { Id = "2@x" }.Answering("1@x"));

        await world.SettleAsync();

        var messages = await world.ConversationAsync();
        Assert.AreEqual("Plans | What we think", string.Join(" | ", messages.Select(m => m.Subject)));
        Assert.HasCount(1, messages.Select(m => m.Thread).Distinct().ToList());
    }

    /// <summary>A second contact; both have mailboxes, so that what is sent to them comes back from nowhere.</summary>
    private static async Task KnowEveAsync(PipelineWorld world)
    {
        await world.KnowAsync(North, new ContactId("eve"), "eve@client.example");
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        world.At(CarlaAddress).AddAccount("eve@client.example");
    }

    [TestMethod]
    public async Task R10_An_answer_whose_parent_never_comes_waits_for_the_end_of_the_look_only()
    {
        await using var world = await StartConnectedAsync();
        var id = world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Re: From last year") { Id = "2@x" }.Answering("1@x"));

        await world.SyncAsync(world.Connections[0].Mailbox);

        Assert.HasCount(1, await world.ConversationAsync());
        Assert.AreEqual(Reason.FromContact, (await world.DecisionAsync(world.Connections[0], id))!.Reason);
        Assert.IsEmpty(await world.DeferredAsync(world.Connections[0].Mailbox));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task R26_A_strangers_answer_is_one_message_also_where_a_mailbox_has_nothing_else_of_its_thread(bool colleagueFirst)
    {
        await using var world = await StartConnectedAsync();
        await world.ConnectAsync(North, Ben, BenAddress);
        var root = new AMail(Stranger, AnaAddress, "Plans") { Id = "1@x" };
        var joined = new AMail(CarlaAddress, AnaAddress, "Re: Plans") { Id = "2@x" }.Answering("1@x");
        var answer = new AMail(Stranger, $"{AnaAddress}, {BenAddress}", "Re: Plans") { Id = "3@x" }.Answering("1@x");
        world.Deliver(AnaAddress, root);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        world.Deliver(AnaAddress, joined);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        world.Deliver(BenAddress, answer);
        if (colleagueFirst)
            await world.SyncAsync(world.Connections[1].Mailbox);
        world.Deliver(AnaAddress, answer);
        await world.SettleAsync();

        var messages = await world.ConversationAsync();
        CollectionAssert.AreEquivalent(new[] { 1, 2 }, messages.Select(m => m.Copies.Count).ToArray());
    }

    [TestMethod]
    public async Task Different_mails_with_one_message_id_are_two_messages()
    {
        await using var world = await StartConnectedAsync();
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "One") { Id = "same@x" });
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Two") { Id = "same@x" });

        await world.SettleAsync();

        var messages = await world.ConversationAsync();
        CollectionAssert.AreEqual(new[] { "One", "Two" }, messages.Select(m => m.Subject).ToArray());
    }

    [TestMethod]
    public async Task Mails_without_a_message_id_are_never_merged()
    {
        await using var world = await StartConnectedAsync();
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Same"));
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Same"));

        await world.SettleAsync();

        Assert.HasCount(2, await world.ConversationAsync());
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task An_own_send_is_one_message_whether_the_sync_or_the_send_finds_it_first(bool syncFirst)
    {
        await using var world = await StartConnectedAsync();
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        var accepted = (SendAcceptance.Accepted)await world.AcceptAsync("key");
        if (syncFirst)
            world.Fault(FaultKind.EffectThenDrop, world.At(AnaAddress).SendPath);

        await world.AdvanceAsync(accepted.Token);
        if (syncFirst)
            await world.SyncAsync(world.Connections[0].Mailbox);
        await world.SettleAsync();

        var message = (await world.ConversationAsync()).Single();
        Assert.AreEqual((MessageStatus.Sent, MessageOrigin.Crm), (message.Status, message.Origin));
        Assert.HasCount(1, message.Copies);
        Assert.HasCount(1, world.Folder(AnaAddress, "sent"));
        Assert.HasCount(1, world.Folder(CarlaAddress, "inbox"));
        Assert.AreEqual(Reason.OwnSend, (await world.DecisionAsync(world.Connections[0], message.Copies[0].ProviderMessage.Value))!.Reason);
    }

    [TestMethod]
    public async Task An_answer_that_copied_our_header_is_an_answer_and_not_our_send()
    {
        await using var world = await StartConnectedAsync();
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        var accepted = (SendAcceptance.Accepted)await world.AcceptAsync("key");
        await world.SettleAsync();
        var received = world.Folder(CarlaAddress, "inbox").Single();

        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Re: Offer")
        {
            Id = "answer@x",
            Headers = [$"X-EmailSync-Send: {accepted.Token}"],
        }.Answering(received.MessageIdHeader!.Trim('<', '>')));
        await world.SettleAsync();

        var messages = await world.ConversationAsync();
        CollectionAssert.AreEqual(new[] { Direction.Outbound, Direction.Inbound }, messages.Select(m => m.Direction).ToArray());
        Assert.HasCount(1, messages.Select(m => m.Thread).Distinct().ToList());
    }

    [TestMethod]
    public async Task An_answer_by_a_stranger_that_comes_before_the_send_is_recorded_joins_its_thread()
    {
        await using var world = await StartConnectedAsync();
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        var accepted = (SendAcceptance.Accepted)await world.AcceptAsync("key");
        world.Fault(FaultKind.EffectThenDrop, world.At(AnaAddress).SendPath);
        await world.AdvanceAsync(accepted.Token);
        var received = world.Folder(CarlaAddress, "inbox").Single();

        world.Deliver(AnaAddress, new AMail(Stranger, AnaAddress, "Re: Offer") { Id = "a@x" }.Answering(received.MessageIdHeader!.Trim('<', '>')));
        await world.SettleAsync();

        var messages = await world.ConversationAsync();
        CollectionAssert.AreEqual(new[] { "Offer", "Re: Offer" }, messages.Select(m => m.Subject).ToArray());
    }
}
