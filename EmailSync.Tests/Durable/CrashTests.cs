using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace EmailSync.Tests.Durable;

[TestClass]
public sealed class CrashTests
{
    [TestMethod]
    public async Task Crashing_before_or_after_any_write_loses_nothing()
    {
        var writes = await CountWritesAsync();

        for (var write = 1; write <= writes; write++)
        {
            await CrashAtAsync(write, happens: false);
            await CrashAtAsync(write, happens: true);
        }

        Assert.IsGreaterThan(10, writes, "the story must have steps to crash at");
    }

    [TestMethod]
    public async Task An_activity_that_was_running_at_the_crash_runs_again()
    {
        var runs = 0;
        var release = new TaskCompletionSource();
        await using var hub = await TestHub.StartedAsync(new TestFunctions()
            .Orchestrator("One", context => context.CallActivityAsync<string>("Slow"))
            .Activity<string, string>("Slow", async (_, _) =>
            {
                Interlocked.Increment(ref runs);
                await release.Task;
                return "done";
            }));
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("One", CancellationToken.None);
        await TestHub.UntilAsync(() => Task.FromResult(Volatile.Read(ref runs) == 1));

        await hub.CrashAndRestartAsync();
        await TestHub.UntilAsync(() => Task.FromResult(Volatile.Read(ref runs) == 2));
        release.SetResult();

        Assert.AreEqual("done", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [TestMethod]
    public async Task Stopping_waits_for_running_activities_and_keeps_their_results()
    {
        var runs = 0;
        await using var hub = await TestHub.StartedAsync(new TestFunctions()
            .Orchestrator("One", async context =>
            {
                var one = await context.CallActivityAsync<string>("Slow");
                return one + await context.WaitForExternalEvent<string>("more");
            })
            .Activity<string, string>("Slow", async (_, cancellationToken) =>
            {
                Interlocked.Increment(ref runs);
                await Task.Delay(200, cancellationToken);
                return "done";
            }));
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("One", CancellationToken.None);
        await TestHub.UntilAsync(() => Task.FromResult(Volatile.Read(ref runs) == 1));

        await hub.Engine.StopAsync(CancellationToken.None);
        await hub.StartEngineAsync();
        await hub.Client.RaiseEventAsync(id, "more", "!");

        Assert.AreEqual("done!", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
        Assert.AreEqual(1, runs);
    }

    private static TestFunctions Story() => new TestFunctions()
        .Orchestrator("Story", async context =>
        {
            var round = context.GetInput<int>();
            var opened = await context.CallActivityAsync<string>("Do", $"open{round}");
            var parts = await Task.WhenAll(Enumerable.Range(0, 3).Select(part => context.CallActivityAsync<string>("Do", $"part{round}.{part}")));
            if (round == 0)
            {
                context.ContinueAsNew(1);
                return "";
            }

            var child = await context.CallSubOrchestratorAsync<string>("Child", "child");
            context.SendEvent(context.InstanceId, "self", "sent");
            var sent = await context.WaitForExternalEvent<string>("self");
            await context.CreateTimer(TimeSpan.FromMilliseconds(5), CancellationToken.None);
            return string.Join(',', [opened, .. parts, child, sent]);
        })
        .Orchestrator("Child", async context => await context.CallActivityAsync<string>("Do", context.GetInput<string>()))
        .Activity<string, string>("Do", text => text);

    private static async Task<int> CountWritesAsync()
    {
        var counting = new CrashingStorage(int.MaxValue, happens: false);
        await using var hub = new TestHub(Story());
        await hub.StartEngineAsync(counting.Options);

        var end = await hub.RunAsync("Story", 0);

        AssertToldInFull(hub, end);
        return counting.Writes;
    }

    private static async Task CrashAtAsync(int write, bool happens)
    {
        var storage = new CrashingStorage(write, happens);
        await using var hub = new TestHub(Story());
        var doomed = Task.Run(async () =>
        {
            var engine = await hub.StartEngineAsync(storage.Options);
            await engine.Client.ScheduleNewOrchestrationInstanceAsync(
                "Story", 0, new StartOrchestrationOptions("story"), CancellationToken.None);
            await engine.Client.WaitForInstanceCompletionAsync("story", CancellationToken.None);
        });
        await Task.WhenAny(storage.Crashed, doomed);
        var abandoning = hub.Engine.AbandonAsync();
        storage.Release();
        await abandoning;
        await Task.WhenAny(doomed);

        await hub.StartEngineAsync();
        try
        {
            await hub.Client.ScheduleNewOrchestrationInstanceAsync(
                "Story", 0, new StartOrchestrationOptions("story"), CancellationToken.None);
        }
        catch (global::DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException)
        {
            // It goes on from the crash.
        }

        AssertToldInFull(hub, await hub.EndOfAsync("story"));
    }

    private static void AssertToldInFull(TestHub hub, OrchestrationMetadata end)
    {
        Assert.AreEqual("open1,part1.0,part1.1,part1.2,child,sent", end.ReadOutputAs<string>());
        foreach (var effect in new[] { "open0", "part0.0", "part0.1", "part0.2", "open1", "part1.0", "part1.1", "part1.2", "child" })
            CollectionAssert.Contains(hub.Functions.Effects.ToArray(), $"Do(\"{effect}\")");
    }
}
