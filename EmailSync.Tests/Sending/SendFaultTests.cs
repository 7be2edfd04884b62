using EmailSync.Core.Conversations;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Simulators.Faults;
using EmailSync.Tests.Pipeline;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Sending;

/// <summary>R35 under every fault at every provider call of a send: one mail or none, never two, and never a draft left behind.</summary>
public abstract class SendFaultTests : Story
{
    private const string CreateDraft = "create";
    private const string SendDraft = "send";
    private const string ReadBack = "read back";
    private const string FindDrafts = "find drafts";

    [TestMethod]
    [DataRow(CreateDraft, FaultKind.Status, 503, 1)]
    [DataRow(CreateDraft, FaultKind.Status, 429, 1)]
    [DataRow(CreateDraft, FaultKind.DropConnection, 0, 1)]
    [DataRow(CreateDraft, FaultKind.EffectThenDrop, 0, 1)]
    [DataRow(CreateDraft, FaultKind.EffectThenError, 504, 1)]
    [DataRow(CreateDraft, FaultKind.EffectThenError, 504, 3)]
    [DataRow(CreateDraft, FaultKind.LateEffect, 504, 1)]
    [DataRow(SendDraft, FaultKind.Status, 503, 1)]
    [DataRow(SendDraft, FaultKind.Status, 503, 4)]
    [DataRow(SendDraft, FaultKind.Status, 429, 1)]
    [DataRow(SendDraft, FaultKind.DropConnection, 0, 1)]
    [DataRow(SendDraft, FaultKind.EffectThenDrop, 0, 1)]
    [DataRow(SendDraft, FaultKind.EffectThenError, 504, 1)]
    [DataRow(SendDraft, FaultKind.LateEffect, 504, 1)]
    [DataRow(ReadBack, FaultKind.Status, 503, 3)]
    [DataRow(ReadBack, FaultKind.Status, 429, 1)]
    [DataRow(FindDrafts, FaultKind.Status, 503, 3)]
    public async Task Whatever_fails_for_a_while_one_mail_goes_out(string call, FaultKind fault, int status, int times)
    {
        await using var world = await StartAsync(call, fault, status, times);

        await world.AcceptAsync("key");
        await world.SettleAsync(TimeSpan.FromHours(1));

        await AssertSentOnceAsync(world);
    }

    [TestMethod]
    public async Task A_sent_copy_that_shows_only_after_a_minute_is_waited_for()
    {
        await using var world = await StartAsync(SendDraft, FaultKind.EffectThenDrop, 0, 1);
        world.At(AnaAddress).Control.AddFault(new FaultRule(FaultKind.SentLag, DelayMs: 60_000));

        await world.AcceptAsync("key");
        await world.SettleAsync(TimeSpan.FromHours(1));

        await AssertSentOnceAsync(world);
    }

    [TestMethod]
    public async Task An_outcome_nobody_can_find_out_fails_after_ten_minutes_and_a_copy_that_shows_later_makes_it_sent()
    {
        await using var world = await StartAsync(SendDraft, FaultKind.EffectThenDrop, 0, 1);
        world.At(AnaAddress).Control.AddFault(new FaultRule(FaultKind.SentLag, DelayMs: (int)TimeSpan.FromMinutes(40).TotalMilliseconds));

        await world.AcceptAsync("key");
        await world.SettleAsync(TimeSpan.FromMinutes(20));
        var unknown = (await world.ConversationAsync()).Single();
        world.Clock.Advance(TimeSpan.FromMinutes(40));
        await world.SettleAsync();

        Assert.AreEqual((MessageStatus.Failed, "send_outcome_unknown"), (unknown.Status, unknown.Failure));
        await AssertSentOnceAsync(world);
    }

    /// <summary>The ten minutes are those since the try that may have gone out, not those spent on tries that certainly did not.</summary>
    [TestMethod]
    public async Task Long_trouble_before_the_try_that_went_out_does_not_shorten_the_search_for_its_copy()
    {
        await using var world = await StartAsync(SendDraft, FaultKind.Status, 503, 8);
        world.Fault(FaultKind.EffectThenDrop, world.At(AnaAddress).SendPath, method: "POST");
        world.At(AnaAddress).Control.AddFault(new FaultRule(FaultKind.SentLag, DelayMs: (int)TimeSpan.FromMinutes(8).TotalMilliseconds));

        var accepted = (SendAcceptance.Accepted)await world.AcceptAsync("key");
        await world.SettleAsync(TimeSpan.FromHours(3));

        await AssertSentOnceAsync(world);
        Assert.AreEqual(SendState.Sent, (await world.Get<SendLedger>().GetAsync(accepted.Token, None))!.State);
    }

    [TestMethod]
    [DataRow(CreateDraft)]
    [DataRow(SendDraft)]
    public async Task A_mail_that_the_provider_refuses_fails_and_leaves_no_draft(string call)
    {
        await using var world = await StartAsync(call, FaultKind.Status, 400, 1);

        await world.AcceptAsync("key");
        await world.SettleAsync();

        var message = (await world.ConversationAsync()).Single();
        Assert.AreEqual((MessageStatus.Failed, "rejected_by_provider"), (message.Status, message.Failure));
        Assert.IsEmpty(world.Folder(CarlaAddress, "inbox"));
        Assert.IsEmpty(world.Folder(AnaAddress, "drafts"));
    }

    [TestMethod]
    public async Task A_mail_that_the_provider_refuses_has_failed_for_that_although_nobody_heard_that_its_draft_is_gone()
    {
        await using var world = await StartAsync(SendDraft, FaultKind.Status, 400, 1);
        var (method, path) = world.At(AnaAddress).RemoveDraft;
        world.Fault(FaultKind.EffectThenError, path, status: 504, method: method);

        await world.AcceptAsync("key");
        await world.SettleAsync(TimeSpan.FromHours(1));

        var message = (await world.ConversationAsync()).Single();
        Assert.AreEqual((MessageStatus.Failed, "rejected_by_provider"), (message.Status, message.Failure));
        Assert.AreEqual("MessageFailed", await world.ToldAsync());
        Assert.IsEmpty(world.Folder(CarlaAddress, "inbox"));
        Assert.IsEmpty(world.Folder(AnaAddress, "drafts"));
    }

    [TestMethod]
    public async Task A_mail_that_went_out_is_not_taken_for_refused_when_only_reading_it_back_is_refused()
    {
        await using var world = await StartAsync(ReadBack, FaultKind.Status, 400, 1);

        await world.AcceptAsync("key");
        await world.SettleAsync(TimeSpan.FromHours(1));

        await AssertSentOnceAsync(world);
    }

    [TestMethod]
    public async Task A_request_that_died_before_its_ledger_row_leaves_nothing_that_sweeps_look_at_for_ever()
    {
        await using var world = await StartConnectedAsync();
        world.Fuse.DieAfter(2);
        await Assert.ThrowsExactlyAsync<ProcessDiedException>(() => world.AcceptAsync("key"));
        await world.RestartAsync();
        var token = (await world.Get<DueSweep>().CollectAsync(None)).Sends.Single();
        world.Clock.Advance(TimeSpan.FromMinutes(11));

        await world.AdvanceAsync(token);

        Assert.IsEmpty((await world.Get<DueSweep>().CollectAsync(None)).Sends);
    }

    [TestMethod]
    public async Task A_dead_grant_fails_the_mail_and_it_does_not_go_out_later()
    {
        await using var world = await StartConnectedAsync();
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        await world.AcceptAsync("key");
        world.At(AnaAddress).Revoke(AnaAddress);

        await world.SettleAsync();
        world.Connections.Clear();
        await world.ConnectAsync(North, Ana, AnaAddress);
        await world.SettleAsync();

        var message = (await world.ConversationAsync()).Single();
        Assert.AreEqual((MessageStatus.Failed, "reauth_required"), (message.Status, message.Failure));
        Assert.IsEmpty(world.Folder(CarlaAddress, "inbox"));
    }

    [TestMethod]
    public async Task The_same_key_sends_once_however_often_it_is_asked()
    {
        await using var world = await StartAsync(SendDraft, FaultKind.Slow, 0, 0);

        var first = await world.AcceptAsync("key");
        var again = await world.AcceptAsync("key");
        await world.SettleAsync();
        var later = (SendAcceptance.Accepted)await world.AcceptAsync("key");
        await world.SettleAsync();

        Assert.AreEqual(((SendAcceptance.Accepted)first).Message, ((SendAcceptance.Accepted)again).Message);
        Assert.IsTrue(later.Finished);
        await AssertSentOnceAsync(world);
    }

    private async Task<PipelineWorld> StartAsync(string call, FaultKind fault, int status, int times)
    {
        var world = await StartConnectedAsync();
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        if (times > 0)
            Break(world, call, fault, status, times);
        return world;
    }

    private static void Break(PipelineWorld world, string call, FaultKind fault, int status, int times)
    {
        var at = world.At(AnaAddress);
        var (method, path) = call switch
        {
            CreateDraft => ("POST", at.CreatePath),
            SendDraft => ("POST", at.SendPath),
            ReadBack => ("GET", SimulatedMail.MessagePath("*")),
            _ => ("GET", at.DraftsPath),
        };
        world.Fault(fault, path, times, status == 0 ? null : status, delayMs: 5000, method: method);
    }

    private static async Task AssertSentOnceAsync(PipelineWorld world)
    {
        var message = (await world.ConversationAsync()).Single();
        Assert.AreEqual((MessageStatus.Sent, (string?)null), (message.Status, message.Failure));
        Assert.HasCount(1, message.Copies);
        Assert.HasCount(1, world.Folder(CarlaAddress, "inbox"));
        Assert.HasCount(1, world.Folder(AnaAddress, "sent"));
        Assert.IsEmpty(world.Folder(AnaAddress, "drafts"));
        Assert.IsNotNull(await world.Get<ConversationStore>().GetAsync(North, message.Id, None));
    }
}
