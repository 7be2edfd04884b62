using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sending;
using EmailSync.Core.Sending.Batches;
using EmailSync.Core.Storage;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>R34 at each provider, with room for four mails in a day.</summary>
public abstract class SendLimitStories : Story
{
    private static readonly LocationSettings four = new() { GmailDailySends = 4, WorkspaceDailySends = 4 };

    [TestMethod]
    public async Task R34_What_the_mail_client_sends_counts_also_where_it_does_not_sync()
    {
        await using var world = await StartLimitedAsync();
        var first = world.Clock.GetUtcNow();
        for (var mail = 0; mail < 4; mail++)
        {
            world.SendFromClient(AnaAddress, new AMail(AnaAddress, Stranger, $"Private {mail}"));
            await world.SettleAsync();
            world.Clock.Advance(TimeSpan.FromHours(1));
        }

        var refused = await RefusedAsync(world, "offer");
        Assert.AreEqual("daily_limit_reached", refused.Code);
        Near(first.AddDays(1), refused.RetryAt!.Value);
        Assert.IsEmpty(await world.ConversationAsync());
        Assert.IsEmpty(await world.Get<SendLedger>().ListUnderWayAsync(North, Ana, None));

        world.Clock.Advance(refused.RetryAt.Value - world.Clock.GetUtcNow());
        await AcceptedAsync(world, "offer");
        await world.SettleAsync();
        Assert.AreEqual(MessageStatus.Sent, (await world.ConversationAsync()).Single().Status);
    }

    [TestMethod]
    public async Task R34_A_mail_counts_once_however_often_it_is_met_and_what_goes_through_the_locations_service_not_at_all()
    {
        await using var world = await StartLimitedAsync();
        await world.UseLocationProviderAsync(North);
        var before = await CountAsync(world);
        for (var mail = 0; mail < 5; mail++)
            Assert.IsInstanceOfType<SendAcceptance.Accepted>(await AcceptAsync(world, $"workflow {mail}", MessageKind.Workflow));
        world.RunTwice = true;
        await AcceptedAsync(world, "offer");
        world.SendFromClient(AnaAddress, new AMail(AnaAddress, Stranger, "Private"));

        await world.SettleAsync();

        Assert.AreEqual(before + 2, await CountAsync(world));
        for (var mail = 0; mail < 2; mail++)
            await AcceptedAsync(world, $"more {mail}");
        await RefusedAsync(world, "one too many");
        Assert.IsInstanceOfType<SendAcceptance.Accepted>(await AcceptAsync(world, "one more workflow", MessageKind.Workflow));
    }

    [TestMethod]
    public async Task R34_A_burst_is_refused_before_any_of_it_has_gone_out()
    {
        await using var world = await StartLimitedAsync();
        var now = world.Clock.GetUtcNow();
        for (var mail = 0; mail < 4; mail++)
            await AcceptedAsync(world, $"offer {mail}");

        var refused = await RefusedAsync(world, "one too many");
        Near(now.AddDays(1), refused.RetryAt!.Value);
        await AcceptedAsync(world, "offer 3");

        await world.SettleAsync();
        Assert.AreEqual(4, (await world.ConversationAsync()).Count(m => m.Status == MessageStatus.Sent));
        await RefusedAsync(world, "one too many");
    }

    [TestMethod]
    public async Task R34_What_is_to_go_later_in_the_day_keeps_its_place()
    {
        await using var world = await StartLimitedAsync();
        var now = world.Clock.GetUtcNow();
        for (var mail = 0; mail < 4; mail++)
            Assert.IsInstanceOfType<SendAcceptance.Accepted>(await AcceptAsync(world, $"later {mail}", sendAt: now.AddHours(6)));

        Assert.IsGreaterThan(now.AddHours(23), (await RefusedAsync(world, "now")).RetryAt!.Value);
        Assert.IsInstanceOfType<SendAcceptance.Accepted>(await AcceptAsync(world, "in two days", sendAt: now.AddDays(2)));
    }

    [TestMethod]
    public async Task R34_The_providers_own_word_stops_sending_until_then_and_nothing_else()
    {
        await using var world = await StartConnectedAsync();
        await world.SettleAsync();
        var until = ReachProvidersLimit(world);
        await AcceptedAsync(world, "offer");
        await AcceptedAsync(world, "second offer");
        await world.SettleAsync(TimeSpan.FromMinutes(20));

        Assert.IsTrue((await world.ConversationAsync()).All(m => m.Status == MessageStatus.Queued));
        Near(until, (await world.MailboxAsync()).SendsAgainAt!.Value);
        Near(until, (await RefusedAsync(world, "one more")).RetryAt!.Value);
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Question") { Id = "question@x" });
        await world.SettleAsync(TimeSpan.FromMinutes(20));
        Assert.AreEqual(MessageStatus.Received, (await world.ConversationAsync()).Single(m => m.Subject == "Question").Status);

        await world.SettleAsync(TimeSpan.FromDays(2));
        Assert.AreEqual(2, (await world.ConversationAsync()).Count(m => m.Status == MessageStatus.Sent));
    }

    [TestMethod]
    public async Task R34_A_batch_waits_at_the_limit_and_goes_on_the_next_day()
    {
        await using var world = await StartLimitedAsync();
        List<BatchMail> mails = [];
        for (var contact = 0; contact < 6; contact++)
        {
            var id = new ContactId($"contact{contact}");
            await world.KnowAsync(North, id, $"{id.Value}@client.example");
            mails.Add(new BatchMail(id.Value, null, null, null));
        }
        var request = new BatchRequest(North, "batch", "hash", Ana, MessageKind.Individual, null, null, "News", null, "Hello", [], mails, null);
        var accepted = (BatchAcceptance.Accepted)await world.Get<AcceptBatch>().AcceptAsync(request, None);

        await world.SettleAsync(TimeSpan.FromHours(3));
        var batch = (await world.Get<BatchStore>().GetAsync(accepted.Batch.Token, None))!;
        Assert.AreEqual((4, 4, 0, 0), (batch.Next, batch.Counts.Sent, batch.Counts.Refused, batch.Counts.Failed));

        await world.SettleAsync(TimeSpan.FromHours(23));
        batch = (await world.Get<BatchStore>().GetAsync(accepted.Batch.Token, None))!;
        Assert.AreEqual((6, 6, BatchStatus.Finished), (batch.Next, batch.Counts.Sent, batch.Status));
    }

    [TestMethod]
    public async Task R27_Nothing_is_left_of_what_was_sent_when_the_mailbox_is_disconnected_and_after_a_day()
    {
        await using var world = await StartLimitedAsync();
        var log = world.Get<SentMailLog>();
        var mailbox = world.Connections[0].Mailbox;
        await SendFromClientAsync(world);
        var now = world.Clock.GetUtcNow();
        Assert.IsNotEmpty((await log.ListAsync(mailbox, default, None)).Mails);

        world.Clock.Advance(TimeSpan.FromDays(1));
        await SendFromClientAsync(world);
        Assert.HasCount(1, (await log.ListAsync(mailbox, default, None)).Mails.Where(m => m.At > now));
        Assert.HasCount(1, (await log.ListAsync(mailbox, default, None)).Mails);

        await world.Get<DisconnectMailbox>().BeginAsync(North, Ana, None);
        await world.SettleAsync();
        Assert.IsEmpty((await log.ListAsync(mailbox, default, None)).Mails);
    }

    /// <summary>The location, or what has been sent already, leaves room for four.</summary>
    private protected abstract Task LeaveFourAsync(PipelineWorld world);

    /// <summary>The provider takes no more, whatever we think.</summary>
    /// <returns>Until when.</returns>
    private protected abstract DateTimeOffset ReachProvidersLimit(PipelineWorld world);

    private async Task<PipelineWorld> StartLimitedAsync()
    {
        var world = await StartConnectedAsync();
        await world.KnowLocationAsync(North, four);

        // Whoever gets no mail is suppressed.
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        await LeaveFourAsync(world);
        await world.SettleAsync();
        return world;
    }

    private static async Task SendFromClientAsync(PipelineWorld world)
    {
        world.SendFromClient(AnaAddress, new AMail(AnaAddress, Stranger, "Private"));
        await world.SettleAsync();
    }

    private static Task<SendAcceptance> AcceptAsync(
        PipelineWorld world, string key, MessageKind kind = MessageKind.Individual, DateTimeOffset? sendAt = null) => world.Get<AcceptSend>().AcceptAsync(
        new SendRequest(North, key, "hash", Ana, Carla, null, [], [], key, null, "Our offer", [], null, sendAt) { Kind = kind }, None);

    private static async Task AcceptedAsync(PipelineWorld world, string key) =>
        Assert.IsInstanceOfType<SendAcceptance.Accepted>(await AcceptAsync(world, key));

    private static async Task<SendAcceptance.Refused> RefusedAsync(PipelineWorld world, string key) =>
        Assert.IsInstanceOfType<SendAcceptance.Refused>(await AcceptAsync(world, key));

    private static async Task<int> CountAsync(PipelineWorld world)
    {
        var mailbox = await world.MailboxAsync();
        return await world.Get<DailySends>().CountAsync(mailbox, SendQuota.Of(mailbox.Provider, mailbox.IsOfOrganisation, four), None);
    }

    private static void Near(DateTimeOffset expected, DateTimeOffset actual) =>
        Assert.IsTrue((actual - expected).Duration() < TimeSpan.FromMinutes(10), $"{actual:O} instead of {expected:O}");
}
