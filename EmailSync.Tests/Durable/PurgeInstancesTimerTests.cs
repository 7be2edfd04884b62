using EmailSync.Functions.Sync;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EmailSync.Tests.Durable;

[TestClass]
public sealed class PurgeInstancesTimerTests
{
    private static readonly DateTimeOffset noon = new(2026, 3, 1, 12, 25, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider time = new(noon);

    [TestMethod]
    public async Task What_has_ended_is_purged_and_what_runs_or_is_fresh_is_left_alone()
    {
        await using var hub = await StartedAsync();
        foreach (var id in new[] { "completed", "failed", "terminated", "running" })
            await StartAsync(hub, id);
        await CompleteAsync(hub, "completed", "well");
        await CompleteAsync(hub, "failed", "badly");
        await hub.Client.TerminateInstanceAsync("terminated", CancellationToken.None);
        await hub.EndOfAsync("terminated");
        time.Advance(TimeSpan.FromHours(7));
        await StartAsync(hub, "fresh");
        await CompleteAsync(hub, "fresh", "well");

        await RunAsync(hub);

        CollectionAssert.AreEqual(new[] { "fresh", "running" }, await InstancesAsync(hub));
        Assert.AreEqual("well", (await CompleteAsync(hub, "running", "well")).ReadOutputAs<string>());
    }

    [TestMethod]
    public async Task What_ran_for_weeks_is_purged_when_it_has_ended_and_can_be_started_again()
    {
        await using var hub = await StartedAsync();
        await StartAsync(hub, "sync-m1");
        time.Advance(TimeSpan.FromDays(20));
        await RunForADayAsync(hub);
        var kept = await InstancesAsync(hub);
        await CompleteAsync(hub, "sync-m1", "well");

        await RunForADayAsync(hub);

        CollectionAssert.AreEqual(new[] { "sync-m1" }, kept);
        Assert.IsEmpty(await InstancesAsync(hub));
        await StartAsync(hub, "sync-m1");
        await RunForADayAsync(hub);
        CollectionAssert.AreEqual(new[] { "sync-m1" }, await InstancesAsync(hub));
    }

    private async Task<TestHub> StartedAsync()
    {
        var hub = new TestHub(new TestFunctions().Orchestrator("Waiter", async context =>
            await context.WaitForExternalEvent<string>("go") is "well" ? "well" : throw new InvalidOperationException("badly")))
        {
            Time = time,
            Options = TestHub.KeepingFinished,
        };
        await hub.StartEngineAsync();
        return hub;
    }

    private async Task RunForADayAsync(TestHub hub)
    {
        for (var hour = 0; hour < 24; hour++)
        {
            await RunAsync(hub);
            time.Advance(TimeSpan.FromHours(1));
        }
    }

    private Task RunAsync(TestHub hub) =>
        new PurgeInstancesTimer(time, NullLogger<PurgeInstancesTimer>.Instance).RunAsync(new TimerInfo(), hub.Client, CancellationToken.None);

    private static Task<string> StartAsync(TestHub hub, string id) =>
        hub.Client.ScheduleNewOrchestrationInstanceAsync("Waiter", new StartOrchestrationOptions(id), CancellationToken.None);

    private static async Task<OrchestrationMetadata> CompleteAsync(TestHub hub, string id, string how)
    {
        await hub.Client.RaiseEventAsync(id, "go", how);
        return await hub.EndOfAsync(id);
    }

    private static async Task<List<string>> InstancesAsync(TestHub hub)
    {
        var ids = new List<string>();
        await foreach (var instance in hub.Client.GetAllInstancesAsync())
            ids.Add(instance.InstanceId);
        return ids;
    }
}
