using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Core.Threads;
using EmailSync.Simulators.Faults;
using static EmailSync.Tests.Pipeline.PipelineWorld;
using static EmailSync.Tests.Pipeline.TwoLocations;

namespace EmailSync.Tests.Pipeline;

/// <summary>
/// Two locations have a mailbox, and one of them joins, pauses and resumes while mail is neither read nor forgotten: whatever the other one's looks pass
/// meanwhile has come for both (invariant 2).
/// </summary>
public abstract class PauseGapStories : Story
{
    private const int Always = 1_000_000;

    [TestMethod]
    public async Task Mail_that_the_provider_kept_from_everybody_when_a_location_paused_comes_when_it_resumes()
    {
        await using var world = await StartSharedAsync();
        world.At(AnaAddress).Control.AddFault(new FaultRule(FaultKind.Status, new FaultMatch(Mailbox: AnaAddress), Status: 429, RetryAfter: 3600, Times: Always));
        world.Deliver(AnaAddress, Mail("Kept"));
        await world.SettleAsync(TimeSpan.FromDays(3));
        await PauseAsync(world);
        await world.SettleAsync(TimeSpan.FromDays(1));
        world.At(AnaAddress).Control.Faults.Clear();
        await world.SettleAsync(TimeSpan.FromHours(3));
        Assert.AreEqual(" | Kept", await BothAsync(world));

        await ResumeAsync(world);
        await world.SettleAsync();

        Assert.AreEqual("Kept | Kept", await BothAsync(world));
    }

    [TestMethod]
    public async Task A_message_that_was_put_off_when_a_location_paused_comes_when_it_resumes()
    {
        await using var world = await StartSharedAsync();
        world.At(AnaAddress).Control.AddFault(new FaultRule(
            FaultKind.Status, new FaultMatch("GET", world.At(AnaAddress).RawPath), Status: 429, RetryAfter: (int)TimeSpan.FromDays(4).TotalSeconds, Times: Always));
        var mail = world.Deliver(AnaAddress, Mail("Put off"));
        await world.SettleAsync(TimeSpan.FromDays(3));
        await PauseAsync(world);
        world.At(AnaAddress).Control.Faults.Clear();
        await world.SettleAsync(TimeSpan.FromDays(5));
        Assert.AreEqual(" | Put off", await BothAsync(world));
        Assert.AreEqual(Outcome.Deferred, (await world.DecisionAsync(world.Connections[0], mail))!.Outcome, "The log of the one that pauses says so.");

        await ResumeAsync(world);
        await world.SettleAsync();

        Assert.AreEqual("Put off | Put off", await BothAsync(world));
        Assert.AreEqual(Outcome.Synced, (await world.DecisionAsync(world.Connections[0], mail))!.Outcome);
        Assert.IsEmpty(await world.DeferredAsync(world.Connections[0].Mailbox));
    }

    [TestMethod]
    public async Task B3_What_is_kept_for_a_location_that_pauses_is_not_set_aside_for_a_restart_and_days_of_looking()
    {
        await using var world = await StartSharedAsync();
        var mailbox = world.Connections[0].Mailbox;
        var mail = await PutOffAsync(world);
        await PauseAsync(world);
        await world.SettleAsync(TimeSpan.FromHours(2));
        Assert.AreEqual(" | Put off", await BothAsync(world));
        var readAt = world.Clock.GetUtcNow();
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.RestartAsync();
        _ = world.Get<Interruptions>();

        // The engine hands the lane of the daily look out again: whoever had it may have died of the mail.
        await world.Get<LaneSync>().SyncAsync(mailbox, [new MessageRef(mail, null)], readAt, None);
        await world.SettleAsync(TimeSpan.FromDays(5));
        Assert.IsFalse((await world.DeferredAsync(mailbox)).Single().Quarantined);

        await ResumeAsync(world);
        await world.SettleAsync();

        Assert.AreEqual("Put off | Put off", await BothAsync(world));
        Assert.IsEmpty(await world.DeferredAsync(mailbox));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task R10_Mail_that_is_to_be_decided_again_while_a_location_pauses_comes_when_it_resumes(bool isKept)
    {
        await using var world = await StartSharedAsync();
        var mailbox = world.Connections[0].Mailbox;
        var mail = new ProviderMessageId(await PutOffAsync(world));
        await PauseAsync(world);
        if (isKept)
            await world.SettleAsync(TimeSpan.FromHours(2));
        Assert.AreEqual(isKept ? " | Put off" : " | ", await BothAsync(world));

        await world.Get<ThreadWaits>().OrderAsync([new WaitingMessage(mailbox, mail, world.Clock.GetUtcNow())], None);
        await world.SettleAsync();
        Assert.AreEqual(" | Put off", await BothAsync(world));
        await ResumeAsync(world);
        await world.SettleAsync();

        Assert.AreEqual("Put off | Put off", await BothAsync(world));
        Assert.IsEmpty(await world.DeferredAsync(mailbox));
    }

    [TestMethod]
    public async Task What_is_kept_for_a_location_that_pauses_and_never_resumes_goes_when_it_leaves()
    {
        await using var world = await StartSharedAsync();
        world.At(AnaAddress).Control.AddFault(new FaultRule(
            FaultKind.Status, new FaultMatch("GET", world.At(AnaAddress).RawPath), Status: 429, RetryAfter: 600, Times: Always));
        world.Deliver(AnaAddress, Mail("Put off"));
        await world.SettleAsync(TimeSpan.FromMinutes(5));
        await PauseAsync(world);
        world.At(AnaAddress).Control.Faults.Clear();
        await world.SettleAsync(TimeSpan.FromDays(2));
        Assert.HasCount(1, await world.DeferredAsync(world.Connections[0].Mailbox));

        await world.Get<DisconnectMailbox>().BeginAsync(North, Ana, None);
        await world.SettleAsync(TimeSpan.FromDays(2));

        Assert.IsEmpty(await world.DeferredAsync(world.Connections[0].Mailbox));
        Assert.AreEqual(" | Put off", await BothAsync(world));
    }

    [TestMethod]
    public async Task A_catch_up_that_was_under_way_when_a_location_paused_is_made_up_for_when_it_resumes()
    {
        await using var world = await StartSharedAsync();
        await world.SettleAsync();
        for (var i = 0; i < 25; i++)
            world.Deliver(AnaAddress, Mail($"Old {i:D2}"));
        world.Clock.Advance(TimeSpan.FromDays(5));
        world.At(AnaAddress).ExpireCursors(AnaAddress);
        var paused = false;
        world.AfterPage = async page =>
        {
            world.Clock.Advance(TimeSpan.FromMinutes(2));
            if (page.IsOldMail && page.Lanes is { Count: > 0 } && !paused)
                paused = await PauseAsync(world);
        };
        await world.SettleAsync(TimeSpan.FromHours(3));
        Assert.IsTrue(paused);
        Assert.HasCount(25, await world.ConversationAsync(South, CarlaInSouth));
        Assert.IsInRange(1, 24, (await world.ConversationAsync()).Count);

        await ResumeAsync(world);
        await world.SettleAsync(TimeSpan.FromHours(3));

        Assert.HasCount(25, await world.ConversationAsync());
    }

    [TestMethod]
    public async Task Mail_that_a_round_for_the_others_passes_while_a_location_joins_is_not_lost_to_it()
    {
        await using var world = await StartAsync();
        await world.KnowAsync(North, Carla, "nobody@client.example", assignedTo: Ana);
        await world.KnowLocationAsync(South);
        await world.KnowAsync(South, CarlaInSouth, CarlaAddress, assignedTo: Ana);
        await world.ConnectAsync(North, Ana, AnaAddress);
        await world.SettleAsync();
        var mailbox = world.Connections[0].Mailbox;
        world.BeforeChanges = async () =>
        {
            world.BeforeChanges = null;
            await world.ConnectAsync(South, Ana, AnaAddress);
            world.Deliver(AnaAddress, Mail("First"));
        };

        await world.SyncAsync(mailbox);
        await world.SettleAsync();

        Assert.AreEqual(" | First", await BothAsync(world));
    }

    private Task<PipelineWorld> StartSharedAsync() => TwoLocations.StartSharedAsync(Homes);

    /// <summary>A mail that was set aside and, days later, is to be tried again in an hour; what a location lists when it resumes begins after it.</summary>
    private static async Task<string> PutOffAsync(PipelineWorld world)
    {
        world.At(AnaAddress).Control.AddFault(new FaultRule(FaultKind.Status, new FaultMatch("GET", world.At(AnaAddress).RawPath), Status: 400, Times: Always));
        var mail = world.Deliver(AnaAddress, Mail("Put off"));
        await world.SettleAsync(TimeSpan.FromDays(1));
        world.At(AnaAddress).Control.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromDays(2));
        await world.SettleAsync();
        var mailbox = world.Connections[0].Mailbox;
        var aside = (await world.DeferredAsync(mailbox)).Single();
        await world.Get<DeferredStore>().SaveAsync(mailbox, aside with { Quarantined = false, Attempts = 0, DueAt = world.Clock.GetUtcNow().AddHours(1) }, None);
        return mail;
    }

    private static AMail Mail(string subject) => new(CarlaAddress, AnaAddress, subject) { Id = subject.Replace(' ', '-') + "@x" };
}
