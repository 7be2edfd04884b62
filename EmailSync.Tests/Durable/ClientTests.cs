using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;

namespace EmailSync.Tests.Durable;

[TestClass]
public sealed class ClientTests
{
    [TestMethod]
    public async Task A_running_id_cannot_be_started_again_but_a_finished_one_can()
    {
        await using var hub = await TestHub.StartedAsync(Waiter());
        await StartAsync(hub, "only-one");

        var refused = await Assert.ThrowsExactlyAsync<OrchestrationAlreadyExistsException>(() => StartAsync(hub, "only-one"));
        await hub.Client.RaiseEventAsync("only-one", "go", "first");
        await hub.EndOfAsync("only-one");
        await StartAsync(hub, "only-one");
        await hub.Client.RaiseEventAsync("only-one", "go", "second");

        StringAssert.Contains(refused.Message, "only-one");
        Assert.AreEqual("second", (await hub.EndOfAsync("only-one")).ReadOutputAs<string>());
    }

    [TestMethod]
    public async Task Of_many_starts_at_once_one_wins()
    {
        await using var hub = await TestHub.StartedAsync(Waiter());

        var starts = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            try
            {
                await StartAsync(hub, "race");
                return 1;
            }
            catch (OrchestrationAlreadyExistsException)
            {
                return 0;
            }
        }));

        Assert.AreEqual(1, starts.Sum());
    }

    [TestMethod]
    [DataRow("@entity")]
    [DataRow("a/b")]
    [DataRow("a#b")]
    [DataRow("a?b")]
    [DataRow("a\\b")]
    [DataRow("a\nb")]
    [DataRow("")]
    public async Task Ids_that_the_real_thing_refuses_are_refused(string id)
    {
        await using var hub = await TestHub.StartedAsync(Waiter());

        await Assert.ThrowsExactlyAsync<ArgumentException>(() => StartAsync(hub, id));
    }

    [TestMethod]
    public async Task Ids_with_quotes_blanks_and_percent_signs_work()
    {
        await using var hub = await TestHub.StartedAsync(Waiter());
        const string id = "it's 100% \"odd\" & ümlaut+";

        await StartAsync(hub, id);
        await hub.Client.RaiseEventAsync(id, "go", "done");

        Assert.AreEqual("done", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
        Assert.AreEqual(id, (await hub.Client.GetInstanceAsync(id))?.InstanceId);
    }

    [TestMethod]
    public async Task An_unknown_orchestrator_cannot_be_started()
    {
        await using var hub = await TestHub.StartedAsync(Waiter());

        var refused = await Assert.ThrowsExactlyAsync<ArgumentException>(() => hub.RunAsync("Nobody"));

        StringAssert.Contains(refused.Message, "Nobody");
    }

    [TestMethod]
    public async Task Terminating_ends_an_instance_with_its_output_and_on_request_its_children()
    {
        await using var hub = await TestHub.StartedAsync(Waiter()
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<string>(
                "Waiter", null, new SubOrchestrationOptions(instanceId: "child"))));
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Parent", CancellationToken.None);
        await TestHub.UntilAsync(async () => await hub.Client.GetInstanceAsync("child") is not null);

        await hub.Client.TerminateInstanceAsync(id, new TerminateInstanceOptions("enough", Recursive: true));

        var end = await hub.EndOfAsync(id);
        Assert.AreEqual(OrchestrationRuntimeStatus.Terminated, end.RuntimeStatus);
        Assert.AreEqual("enough", end.ReadOutputAs<string>());
        Assert.AreEqual(OrchestrationRuntimeStatus.Terminated, (await hub.EndOfAsync("child")).RuntimeStatus);
    }

    [TestMethod]
    public async Task A_suspended_instance_keeps_what_arrives_and_goes_on_when_resumed()
    {
        await using var hub = await TestHub.StartedAsync(Waiter());
        await StartAsync(hub, "paused");
        await hub.Client.SuspendInstanceAsync("paused");
        await hub.Client.RaiseEventAsync("paused", "go", "kept");
        await hub.CrashAndRestartAsync();
        var suspended = await hub.Client.GetInstanceAsync("paused");

        await hub.Client.ResumeInstanceAsync("paused");

        Assert.AreEqual(OrchestrationRuntimeStatus.Suspended, suspended?.RuntimeStatus);
        Assert.AreEqual("kept", (await hub.EndOfAsync("paused")).ReadOutputAs<string>());
    }

    [TestMethod]
    public async Task Finished_instances_are_purged_when_their_time_is_over()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var hub = new TestHub(Waiter()) { Time = time };
        await hub.StartEngineAsync();
        await StartAsync(hub, "old");
        await hub.Client.RaiseEventAsync("old", "go", new string('x', 50_000));
        await hub.EndOfAsync("old");
        await hub.CrashAndRestartAsync();

        time.Advance(hub.Options.FinishedRetention);

        await TestHub.UntilAsync(async () => (await hub.RowsAsync()).Count == 0);
        Assert.IsNull(await hub.Client.GetInstanceAsync("old"));
    }

    [TestMethod]
    public async Task Purging_takes_finished_instances_that_match_and_leaves_running_ones()
    {
        await using var hub = await TestHub.StartedAsync(Waiter());
        foreach (var id in new[] { "done", "ended", "running" })
            await StartAsync(hub, id);

        await hub.Client.RaiseEventAsync("done", "go", "x");
        await hub.Client.TerminateInstanceAsync("ended", CancellationToken.None);
        await hub.EndOfAsync("done");

        var purged = await hub.Client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(Statuses: [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Running]));

        Assert.AreEqual(1, purged.PurgedInstanceCount);
        Assert.IsNull(await hub.Client.GetInstanceAsync("done"));
        Assert.IsNotNull(await hub.Client.GetInstanceAsync("ended"));
        Assert.AreEqual(1, (await hub.Client.PurgeInstanceAsync("ended")).PurgedInstanceCount);
        Assert.AreEqual(0, (await hub.Client.PurgeInstanceAsync("running")).PurgedInstanceCount);
    }

    [TestMethod]
    public async Task Purging_by_time_takes_what_was_created_within_it_both_ends_included()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var hub = new TestHub(Waiter()) { Time = time, Options = TestHub.KeepingFinished };
        await hub.StartEngineAsync();
        for (var hour = 0; hour < 4; hour++)
        {
            await StartAsync(hub, $"hour-{hour}");
            await hub.Client.TerminateInstanceAsync($"hour-{hour}", CancellationToken.None);
            await hub.EndOfAsync($"hour-{hour}");
            time.Advance(TimeSpan.FromHours(1));
        }

        var purged = await hub.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(
            DateTimeOffset.UnixEpoch.AddHours(1), DateTimeOffset.UnixEpoch.AddHours(2), [OrchestrationRuntimeStatus.Terminated]));

        Assert.AreEqual(2, purged.PurgedInstanceCount);
        Assert.IsNotNull(await hub.Client.GetInstanceAsync("hour-0"));
        Assert.IsNotNull(await hub.Client.GetInstanceAsync("hour-3"));
    }

    [TestMethod]
    public async Task Purging_many_without_naming_their_statuses_is_refused()
    {
        await using var hub = await TestHub.StartedAsync(Waiter());

        await Assert.ThrowsExactlyAsync<NotSupportedException>(() => hub.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter()));
        await Assert.ThrowsExactlyAsync<NotSupportedException>(() => hub.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(Statuses: [])));
    }

    [TestMethod]
    public async Task Instances_are_listed_in_pages_by_prefix_and_status()
    {
        await using var hub = await TestHub.StartedAsync(Waiter());
        foreach (var id in new[] { "a-1", "a-2", "a-3", "b-1" })
            await StartAsync(hub, id);

        await hub.Client.TerminateInstanceAsync("a-2", CancellationToken.None);
        var listed = new List<string>();
        var query = new OrchestrationQuery(InstanceIdPrefix: "a-", Statuses: [OrchestrationRuntimeStatus.Running], PageSize: 1);
        foreach (var id in new[] { "a-1", "a-3" })
            await hub.Client.WaitForInstanceStartAsync(id, CancellationToken.None);

        await foreach (var instance in hub.Client.GetAllInstancesAsync(query))
            listed.Add(instance.InstanceId);

        CollectionAssert.AreEqual(new[] { "a-1", "a-3" }, listed);
    }

    [TestMethod]
    public async Task Large_payloads_travel_whole_and_absurd_ones_are_refused()
    {
        await using var hub = await TestHub.StartedAsync(new TestFunctions()
            .Orchestrator("Big", async context =>
            {
                var parts = await Task.WhenAll(Enumerable.Range(0, 6).Select(part =>
                    context.CallActivityAsync<string>("Noise", part + (context.GetInput<string>()!.Length * 0))));
                return parts[0] + parts[5].Length;
            })
            .Activity<int, string>("Noise", part => Noise(part, 900_000)));
        var input = Noise(99, 900_000);

        var end = await hub.RunAsync("Big", input);
        var refused = await Assert.ThrowsExactlyAsync<ArgumentException>(() => hub.RunAsync("Big", Noise(1, 2_000_000)));

        Assert.AreEqual(input, end.ReadInputAs<string>());
        Assert.AreEqual(Noise(0, 900_000) + "900000", end.ReadOutputAs<string>());
        StringAssert.Contains(refused.Message, "at most 1048576");
    }

    [TestMethod]
    public async Task A_result_that_is_too_large_fails_its_activity()
    {
        await using var hub = await TestHub.StartedAsync(new TestFunctions()
            .Orchestrator("Big", context => context.CallActivityAsync<string>("Noise"))
            .Activity<string, string>("Noise", _ => new string('x', 2_000_000)));

        var end = await hub.RunAsync("Big");

        StringAssert.Contains(end.FailureDetails?.ErrorMessage, "result of activity 'Noise'");
    }

    // Text that does not compress.
    private static string Noise(int seed, int length)
    {
        var bytes = new byte[length * 3 / 4];
        new Random(seed).NextBytes(bytes);
        return Convert.ToBase64String(bytes).Replace('+', '-');
    }

    private static TestFunctions Waiter() =>
        new TestFunctions().Orchestrator("Waiter", context => context.WaitForExternalEvent<string>("go"));

    private static Task<string> StartAsync(TestHub hub, string id) => hub.Client.ScheduleNewOrchestrationInstanceAsync(
        "Waiter", new StartOrchestrationOptions(id), CancellationToken.None);
}
