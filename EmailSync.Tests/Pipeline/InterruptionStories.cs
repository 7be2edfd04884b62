using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Core.Threads;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>B3 for mail that ends the process, or never ends.</summary>
public abstract class InterruptionStories : Story
{
    [TestMethod]
    public async Task B3_A_mail_that_ends_the_process_is_set_aside_while_the_others_go_on_and_comes_when_it_is_replayed()
    {
        await using var world = await StartConnectedAsync();
        var mailbox = world.Connections[0].Mailbox;
        world.Deliver(AnaAddress, Mail("Before"));
        var deadly = world.Deliver(AnaAddress, Mail("Deadly"));
        world.Deliver(AnaAddress, Mail("After"));
        world.Deadly.Add(deadly);

        var deaths = await LiveAsync(world);

        // The first death nobody could foresee; the others are counted.
        Assert.AreEqual(1 + Interruptions.MaxDeaths, deaths);
        CollectionAssert.AreEquivalent(new[] { "Before", "After" }, (await world.ConversationAsync()).Select(m => m.Subject).ToArray());
        var aside = (await world.DeferredAsync(mailbox)).Single();
        Assert.AreEqual((true, Interruptions.Cause, deadly), (aside.Quarantined, aside.Cause, aside.Message.Value));
        Assert.AreEqual(Outcome.Quarantined, (await world.DecisionAsync(world.Connections[0], deadly))!.Outcome);

        world.Deliver(AnaAddress, Mail("Later"));
        Assert.AreEqual(0, await LiveAsync(world));
        Assert.HasCount(3, await world.ConversationAsync());

        world.Deadly.Clear();
        var now = world.Clock.GetUtcNow();
        await world.Get<DeferredStore>().SaveAsync(mailbox, aside with { Quarantined = false, Attempts = 0, Deaths = 0, DueAt = now }, None);
        Assert.AreEqual(0, await LiveAsync(world));

        Assert.HasCount(4, await world.ConversationAsync());
        Assert.IsEmpty(await world.DeferredAsync(mailbox));
        Assert.AreEqual(Outcome.Synced, (await world.DecisionAsync(world.Connections[0], deadly))!.Outcome);
    }

    [TestMethod]
    public async Task B3_The_page_goes_on_after_the_second_death_and_the_mail_is_taken_up_again_by_itself()
    {
        await using var world = await StartConnectedAsync();
        var deadly = world.Deliver(AnaAddress, Mail("Deadly"));
        world.Deliver(AnaAddress, Mail("After"));
        world.Deadly.Add(deadly);

        // The engine hands the lane out again, to a process that was started after its page was read.
        var page = world.Get<Interruptions>().Stamp(await world.Get<FeedReader>().ReadAsync(world.Connections[0].Mailbox, new SyncRound(), None));
        await DiesAsync(world, page);
        await DiesAsync(world, page);
        foreach (var lane in page.Lanes!)
            Assert.IsTrue((await world.Get<LaneSync>().SyncAsync(world.Connections[0].Mailbox, lane, page.ReadAt, None)).HasOutcomes);

        Assert.AreEqual("After", (await world.ConversationAsync()).Single().Subject);
        var put = (await world.DeferredAsync(world.Connections[0].Mailbox)).Single();
        Assert.AreEqual((false, 1, Interruptions.Cause), (put.Quarantined, put.Deaths, put.Cause));
        Assert.AreEqual(Outcome.Deferred, (await world.DecisionAsync(world.Connections[0], deadly))!.Outcome);

        world.Deadly.Clear();
        Assert.AreEqual(0, await LiveAsync(world));
        Assert.HasCount(2, await world.ConversationAsync());
        Assert.IsEmpty(await world.DeferredAsync(world.Connections[0].Mailbox));
    }

    [TestMethod]
    public async Task B3_A_mail_that_ended_the_process_is_not_revived_by_what_is_written_into_its_thread()
    {
        await using var world = await StartConnectedAsync();
        var mailbox = world.Connections[0].Mailbox;
        var deadly = world.Deliver(AnaAddress, Mail("Deadly"));
        world.Deadly.Add(deadly);
        await LiveAsync(world);

        await world.Get<ThreadWaits>().OrderAsync([new WaitingMessage(mailbox, new(deadly), world.Clock.GetUtcNow())], None);

        Assert.AreEqual(0, await LiveAsync(world));
        Assert.IsTrue((await world.DeferredAsync(mailbox)).Single().Quarantined);
    }

    [TestMethod]
    public async Task B3_An_ordinary_mail_costs_no_write_for_what_might_have_happened()
    {
        await using var world = await StartConnectedAsync();
        world.Deliver(AnaAddress, Mail("Ordinary"));
        var page = world.Get<Interruptions>().Stamp(await world.Get<FeedReader>().ReadAsync(world.Connections[0].Mailbox, new SyncRound(), None));

        Assert.IsFalse(world.Get<Interruptions>().HasProbablyRun(page.ReadAt));
        var interruption = await world.Get<Interruptions>().BeforeAsync(
            world.Connections[0].Mailbox, new(page.Lanes![0][0].Id), null, null, careful: false, None);

        Assert.AreEqual(new Interruption(InterruptionStep.Take, null), interruption);
        Assert.IsEmpty(await world.DeferredAsync(world.Connections[0].Mailbox));
    }

    [TestMethod]
    public async Task B3_A_mail_whose_reading_never_ends_is_given_up_and_holds_up_nobody()
    {
        await using var world = await StartConnectedAsync();
        var endless = world.Deliver(AnaAddress, Mail("Endless"));
        world.Deliver(AnaAddress, Mail("After"));
        world.Endless.Add(endless);

        for (var look = 0; look < 4; look++)
        {
            var round = world.SettleAsync(TimeSpan.FromHours(4));
            while (!round.IsCompleted)
            {
                if (world.IsStuck)
                    world.Clock.Advance(TimeSpan.FromMinutes(5));
                await Task.WhenAny(round, Task.Delay(20));
            }
            await round;
            if ((await world.DeferredAsync(world.Connections[0].Mailbox)).Single().Quarantined)
                break;
        }

        Assert.AreEqual("After", (await world.ConversationAsync()).Single().Subject);
        Assert.IsTrue((await world.DeferredAsync(world.Connections[0].Mailbox)).Single().Quarantined);
        Assert.AreEqual(3, world.Stuck);
    }

    private static async Task DiesAsync(PipelineWorld world, SyncPage page)
    {
        await Assert.ThrowsAsync<ProcessDiedException>(() => Task.WhenAll(
            page.Lanes!.Select(lane => world.Get<LaneSync>().SyncAsync(world.Connections[0].Mailbox, lane, page.ReadAt, None))));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.RestartAsync();

        // Services are made when they are asked for; a process is as old as its first.
        _ = world.Get<Interruptions>();
    }

    /// <summary>Everything that is due for an hour, with a new process for each that dies; a lane that was interrupted is handed out again, as the engine does.</summary>
    /// <returns>How often a process died.</returns>
    private static async Task<int> LiveAsync(PipelineWorld world)
    {
        var deaths = 0;
        for (var step = 0; step < 240; step++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(15));
            try
            {
                if (step == 0)
                    await world.Get<DirtyStore>().MarkEverythingAsync(world.Connections[0].Mailbox, world.Clock.GetUtcNow(), None);
                await world.SweepAsync();
            }
            catch (ProcessDiedException)
            {
                deaths++;
                world.Clock.Advance(TimeSpan.FromSeconds(1));
                await world.RestartAsync();
                _ = world.Get<Interruptions>();
                deaths += await GoOnAsync(world);
            }
        }
        return deaths;
    }

    private static async Task<int> GoOnAsync(PipelineWorld world)
    {
        for (var deaths = 0; ; deaths++)
        {
            try
            {
                await world.GoOnAsync();
                return deaths;
            }
            catch (ProcessDiedException)
            {
                world.Clock.Advance(TimeSpan.FromSeconds(1));
                await world.RestartAsync();
                _ = world.Get<Interruptions>();
            }
        }
    }

    private static AMail Mail(string subject) => new(CarlaAddress, AnaAddress, subject) { Id = subject + "@x" };
}
