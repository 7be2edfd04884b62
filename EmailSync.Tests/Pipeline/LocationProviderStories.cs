using System.Text;
using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Simulators.Faults;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>Mail through the location's own mail service: where it shows, what becomes of it, and that answers to it are mail like any other.</summary>
public abstract class LocationProviderStories : Story
{
    [TestMethod]
    public async Task R30_A_user_without_a_mailbox_writes_through_the_locations_service_and_is_answered()
    {
        await using var world = await StartWithoutMailboxAsync();

        await SendAsync(world, MessageKind.Individual);

        var mail = world.Smtp.Mails.Single();
        var raw = Encoding.UTF8.GetString(world.Smtp.Raw(mail.Id)!);
        Assert.AreEqual((LocationAddress, CarlaAddress), (mail.From, mail.To.Single()));
        StringAssert.Contains(raw, $"From: Ana <{LocationAddress}>");
        StringAssert.Contains(raw, $"Reply-To: Ana <{AnaAddress}>");
        var message = (await world.ConversationAsync()).Single();
        Assert.AreEqual((MessageStatus.Sent, MessageVia.LocationProvider), (message.Status, message.Via));
        StringAssert.Contains(raw, $"Message-ID: <{message.MessageIdHeader}>");
        Assert.AreEqual("MessageSynced", await world.ToldAsync());
    }

    [TestMethod]
    public async Task R33_Workflow_mail_never_syncs_with_a_mailbox_and_answers_to_it_are_judged_like_any_mail()
    {
        await using var world = await StartConnectedAsync();
        await world.KnowAsync(North, Carla, CarlaAddress, assignedTo: Ana);
        await world.UseLocationProviderAsync(North);
        world.At(BenAddress).AddAccount(BenAddress);
        await world.ConnectAsync(North, Ben, BenAddress);
        await SendAsync(world, MessageKind.Workflow, cc: [BenAddress]);
        await world.SettleAsync();

        var sent = (await world.ConversationAsync()).Single();
        Assert.IsEmpty(sent.Copies);
        var copy = world.Folder(BenAddress, "inbox").Single();
        Assert.AreEqual(Reason.SentByLocationProvider, (await world.DecisionAsync(world.Connections[1], copy.Id))!.Reason);

        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Re: Offer") { Id = "answer@x" }.Answering(sent.MessageIdHeader!));
        world.Deliver(AnaAddress, new AMail("other@elsewhere.example", AnaAddress, "Re: Offer") { Id = "stranger@x" }.Answering(sent.MessageIdHeader!));
        await world.SettleAsync();

        var all = await world.ConversationAsync();
        Assert.AreEqual("Offer, Re: Offer", string.Join(", ", all.Select(m => m.Subject)));
        Assert.AreNotEqual(all[0].Thread, all[1].Thread);
    }

    [TestMethod]
    [DataRow("RCPT", 550, "rejected:5.1.1")]
    [DataRow("END", 554, "rejected:5.7.1")]
    public async Task R38_What_the_service_refuses_has_failed_with_its_code(string command, int status, string failure)
    {
        await using var world = await StartWithoutMailboxAsync();
        world.Smtp.Faults.Add(new FaultRule(FaultKind.Status, new FaultMatch(command), Status: status));

        await SendAsync(world, MessageKind.Individual);

        var message = (await world.ConversationAsync()).Single();
        Assert.AreEqual((MessageStatus.Failed, failure), (message.Status, message.Failure));
        Assert.IsEmpty(world.Smtp.Mails);
        Assert.AreEqual("MessageFailed", await world.ToldAsync());
    }

    [TestMethod]
    [DataRow("CONNECT")]
    [DataRow("MAIL")]
    [DataRow("RCPT")]
    [DataRow("DATA")]
    [DataRow("END")]
    public async Task R35_What_the_service_does_not_take_now_it_gets_later_and_once(string command)
    {
        await using var world = await StartWithoutMailboxAsync();
        world.Smtp.Faults.Add(new FaultRule(FaultKind.Status, new FaultMatch(command), Status: command == "CONNECT" ? 421 : 451, Times: 3));

        await SendAsync(world, MessageKind.Individual);

        Assert.HasCount(1, world.Smtp.Mails);
        Assert.AreEqual(MessageStatus.Sent, (await world.ConversationAsync()).Single().Status);
    }

    [TestMethod]
    public async Task R35_A_service_that_takes_nothing_for_a_day_does_not_get_it_any_more()
    {
        await using var world = await StartWithoutMailboxAsync();
        world.Smtp.Faults.Add(new FaultRule(FaultKind.Status, new FaultMatch("CONNECT"), Status: 421, Times: 100_000));

        await SendAsync(world, MessageKind.Individual, TimeSpan.FromDays(2));

        var message = (await world.ConversationAsync()).Single();
        Assert.AreEqual((MessageStatus.Failed, "location_provider_unavailable:4.3.2"), (message.Status, message.Failure));
    }

    [TestMethod]
    [DataRow(FaultKind.DropConnection, 0)]
    [DataRow(FaultKind.EffectThenDrop, 1)]
    public async Task R35_A_mail_of_which_nobody_knows_whether_it_was_taken_is_told_as_such_and_never_sent_again(FaultKind fault, int arrived)
    {
        await using var world = await StartWithoutMailboxAsync();
        world.Smtp.Faults.Add(new FaultRule(fault, new FaultMatch("END")));

        await SendAsync(world, MessageKind.Individual, TimeSpan.FromDays(1));

        var message = (await world.ConversationAsync()).Single();
        Assert.AreEqual((MessageStatus.Failed, "send_outcome_unknown"), (message.Status, message.Failure));
        Assert.HasCount(arrived, world.Smtp.Mails);
    }

    [TestMethod]
    public async Task R35_Whoever_dies_at_whichever_write_a_mail_goes_out_once_or_is_told_to_be_in_doubt()
    {
        for (var writes = 1; ; writes++)
        {
            await using var world = await StartWithoutMailboxAsync();
            var died = false;
            world.Fuse.DieAfter(writes);
            try
            {
                await SendAsync(world, MessageKind.Individual);
            }
            catch (ProcessDiedException)
            {
                died = true;
                await world.RestartAsync();
                await SendAsync(world, MessageKind.Individual);
            }

            var message = (await world.ConversationAsync()).Single();
            var isInDoubt = message is { Status: MessageStatus.Failed, Failure: "send_outcome_unknown" };
            Assert.IsTrue(isInDoubt || message.Status == MessageStatus.Sent, $"After {writes} writes: {message.Status} ({message.Failure})");
            Assert.IsInRange(isInDoubt ? 0 : 1, 1, world.Smtp.Mails.Count, $"After {writes} writes");
            if (!died)
                return;
        }
    }

    [TestMethod]
    public async Task R33_Two_who_hand_over_the_same_mail_at_once_send_it_once()
    {
        await using var world = await StartWithoutMailboxAsync();
        var accepted = (SendAcceptance.Accepted)await AcceptAsync(world, MessageKind.Individual, []);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.Get<SendEmail>().AdvanceAsync(accepted.Token, None)));
        await world.SettleAsync();

        Assert.HasCount(1, world.Smtp.Mails);
        Assert.AreEqual(MessageStatus.Sent, (await world.ConversationAsync()).Single().Status);
    }

    [TestMethod]
    public async Task A_location_that_gives_up_its_service_sends_no_more()
    {
        await using var world = await StartWithoutMailboxAsync();
        world.Smtp.Faults.Add(new FaultRule(FaultKind.Status, new FaultMatch("CONNECT"), Status: 421, Times: 1));
        var accepted = (SendAcceptance.Accepted)await AcceptAsync(world, MessageKind.Individual, []);
        await world.AdvanceAsync(accepted.Token);
        await world.UseLocationProviderAsync(North, use: false);
        await world.SettleAsync();

        Assert.AreEqual("no_location_provider", (await world.ConversationAsync()).Single().Failure);
    }

    [TestMethod]
    public async Task Who_leaves_by_the_link_of_a_mail_to_many_gets_no_more_of_them_and_what_people_write_all_the_same()
    {
        await using var world = await StartWithoutMailboxAsync(("EmailSync:PublicBaseUrl", "https://sync.example"));
        await SendAsync(world, MessageKind.Bulk);
        var raw = Encoding.UTF8.GetString(world.Smtp.Raw(world.Smtp.Mails.Single().Id)!);
        StringAssert.Contains(raw, "List-Unsubscribe-Post: List-Unsubscribe=One-Click");
        var link = System.Text.RegularExpressions.Regex.Match(raw, @"List-Unsubscribe:\s+<https://sync.example/api/unsubscribe/([^>]+)>").Groups[1].Value;
        var later = (SendAcceptance.Accepted)await world.Get<AcceptSend>().AcceptAsync(
            Request(MessageKind.Workflow, "later") with { SendAt = world.Clock.GetUtcNow().AddHours(1) }, None);

        Assert.IsTrue(await world.Get<Core.Suppressions.Unsubscribe>().AcceptAsync(link, None));
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.SettleAsync();

        foreach (var kind in (MessageKind[])[MessageKind.Bulk, MessageKind.Workflow])
            Assert.AreEqual("suppressed", (await world.Get<AcceptSend>().AcceptAsync(Request(kind, "after"), None) as SendAcceptance.Refused)?.Code);
        Assert.IsInstanceOfType<SendAcceptance.Accepted>(await world.Get<AcceptSend>().AcceptAsync(Request(MessageKind.Individual, "after"), None));
        await world.SettleAsync();
        var unsent = (await world.Get<ConversationStore>().GetAsync(North, later.Message, None))!;
        Assert.AreEqual((MessageStatus.Failed, "suppressed"), (unsent.Status, unsent.Failure));
        Assert.HasCount(2, world.Smtp.Mails);
    }

    private async Task<PipelineWorld> StartWithoutMailboxAsync(params (string, string)[] settings)
    {
        var world = await PipelineWorld.StartAsync(Homes, settings: settings);
        await world.Get<DirectoryStore>().SaveUserAsync(new User(North, Ana, "Ana", AnaAddress, []), None);
        await world.UseLocationProviderAsync(North);
        return world;
    }

    private static SendRequest Request(MessageKind kind, string key) => new(North, key, "hash", Ana, Carla, null, [], [], key, null, "Our offer", [], null, null) { Kind = kind };

    private static Task<SendAcceptance> AcceptAsync(PipelineWorld world, MessageKind kind, IReadOnlyList<string> cc) => world.Get<AcceptSend>().AcceptAsync(
        new SendRequest(North, "key", "hash", Ana, Carla, null, cc, [], "Offer", null, "Our offer", [], null, null) { Kind = kind }, None);

    private static async Task SendAsync(PipelineWorld world, MessageKind kind, TimeSpan? horizon = null, IReadOnlyList<string>? cc = null)
    {
        Assert.IsInstanceOfType<SendAcceptance.Accepted>(await AcceptAsync(world, kind, cc ?? []));
        await world.SettleAsync(horizon);
    }
}
