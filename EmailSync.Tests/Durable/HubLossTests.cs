using Azure.Data.Tables;
using EmailSync.LocalHost.Durable;
using EmailSync.LocalHost.Durable.Hub;
using EmailSync.Tests.Storage;
using Microsoft.DurableTask;

namespace EmailSync.Tests.Durable;

[TestClass]
public sealed class HubLossTests
{
    [TestMethod]
    public async Task After_the_hub_is_deleted_new_starts_are_served_also_of_ids_that_ran()
    {
        await using var hub = await TestHub.StartedAsync(Functions());
        await StartAsync(hub, "single");
        await hub.Client.WaitForInstanceStartAsync("single", CancellationToken.None);

        await DeleteAsync(hub);
        await StartAsync(hub, "single");
        await hub.Client.RaiseEventAsync("single", "go", "again");

        Assert.AreEqual("again", (await hub.EndOfAsync("single")).ReadOutputAs<string>());
    }

    [TestMethod]
    public async Task An_activity_in_flight_ends_without_effect_on_the_new_hub()
    {
        var release = new TaskCompletionSource();
        var began = new TaskCompletionSource();
        await using var hub = await TestHub.StartedAsync(Functions()
            .Orchestrator("Slow", async context => await context.CallActivityAsync<string>("Hang"))
            .Activity<string, string>("Hang", async (_, _) =>
            {
                began.TrySetResult();
                await release.Task;
                return "old";
            }));
        var slow = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Slow", CancellationToken.None);
        var waiting = hub.Client.WaitForInstanceCompletionAsync(slow, CancellationToken.None);
        await began.Task;

        await DeleteAsync(hub);
        release.SetResult();
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(60)));
        await StartAsync(hub, "after");
        await hub.Client.RaiseEventAsync("after", "go", "served");

        Assert.AreEqual("served", (await hub.EndOfAsync("after")).ReadOutputAs<string>());
        Assert.IsNull(await hub.Client.GetInstanceAsync(slow));
        Assert.HasCount(1, await hub.RowsAsync());
    }

    [TestMethod]
    public async Task A_deletion_is_noticed_while_nothing_happens()
    {
        var options = new DurableEngineOptions { HubName = AzuriteFixture.UniqueName("Hub"), LeaseRenewal = TimeSpan.FromMilliseconds(50) };
        await using var hub = new TestHub(Functions()) { Options = options };
        await hub.StartEngineAsync();
        await StartAsync(hub, "idle");

        await DeleteAsync(hub);

        await TestHub.UntilAsync(async () => await TableExistsAsync(hub) && await hub.Client.GetInstanceAsync("idle") is null);
    }

    [TestMethod]
    public async Task Rows_deleted_one_by_one_are_noticed_too()
    {
        await using var hub = await TestHub.StartedAsync(Functions());
        await StartAsync(hub, "robbed");
        await hub.Client.WaitForInstanceStartAsync("robbed", CancellationToken.None);
        var table = (await TestHub.TablesAsync()).GetTableClient(hub.Options.TableName);
        foreach (var row in await hub.RowsAsync())
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey);

        await hub.Client.RaiseEventAsync("robbed", "go", "lost");
        await StartAsync(hub, "robbed");
        await hub.Client.RaiseEventAsync("robbed", "go", "found");

        Assert.AreEqual("found", (await hub.EndOfAsync("robbed")).ReadOutputAs<string>());
    }

    [TestMethod]
    public async Task Deleting_the_hub_over_and_over_under_load_never_wedges_the_engine()
    {
        await using var hub = await TestHub.StartedAsync(Functions()
            .Orchestrator("Busy", async context =>
            {
                var parts = await Task.WhenAll(Enumerable.Range(0, 5).Select(part => context.CallActivityAsync<int>("Echo", part)));
                return parts.Sum();
            })
            .Activity<int, int>("Echo", number => number));

        for (var round = 0; round < 5; round++)
        {
            var starts = Enumerable.Range(0, 10).Select(_ => StartQuietlyAsync(hub)).ToList();
            await DeleteAsync(hub);
            await Task.WhenAll(starts);
        }

        var end = await hub.RunAsync("Busy");
        Assert.AreEqual(10, end.ReadOutputAs<int>());
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public async Task A_hub_deleted_between_two_steps_of_a_start_is_made_anew(int requests)
    {
        await using var hub = new TestHub(Functions());
        var storage = new DeletingStorage(requests, () => DeleteAsync(hub));

        await hub.StartEngineAsync(storage.Options);

        await StartAsync(hub, "served");
        Assert.IsNotNull(await hub.Client.GetInstanceAsync("served"));
        Assert.IsTrue(storage.Deleted);
    }

    [TestMethod]
    public async Task A_second_engine_is_refused_while_the_first_lives_and_takes_over_when_it_is_dead()
    {
        await using var hub = await TestHub.StartedAsync(Functions());
        await using var second = new TestHub(Functions()) { Options = hub.Options };

        var refused = await Assert.ThrowsExactlyAsync<HubOwnedException>(() => second.StartEngineAsync());
        await hub.Engine.AbandonAsync();
        await second.StartEngineAsync();

        StringAssert.Contains(refused.Message, hub.Options.HubName);
        StringAssert.Contains(refused.Message, "is running");
    }

    [TestMethod]
    public async Task A_lease_of_a_process_that_is_gone_is_taken_over_at_once()
    {
        await using var hub = new TestHub(Functions());
        var tables = await TestHub.TablesAsync();
        await tables.CreateTableAsync(hub.Options.TableName);
        await tables.GetTableClient(hub.Options.TableName).AddEntityAsync(new TableEntity("@lease", "owner")
        {
            ["Owner"] = Guid.NewGuid(),
            ["Machine"] = Environment.MachineName,
            ["ProcessId"] = Environment.ProcessId,
            ["ProcessStarted"] = DateTimeOffset.UnixEpoch,
            ["RenewedAt"] = DateTimeOffset.MaxValue,
        });

        await hub.StartEngineAsync();

        await StartAsync(hub, "served");
        Assert.IsNotNull(await hub.Client.GetInstanceAsync("served"));
    }

    private static async Task StartQuietlyAsync(TestHub hub)
    {
        try
        {
            await hub.Client.ScheduleNewOrchestrationInstanceAsync("Busy", CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            // Deleted under it once too often.
        }
    }

    private static TestFunctions Functions() =>
        new TestFunctions().Orchestrator("Waiter", context => context.WaitForExternalEvent<string>("go"));

    private static Task<string> StartAsync(TestHub hub, string id) => hub.Client.ScheduleNewOrchestrationInstanceAsync(
        "Waiter", new StartOrchestrationOptions(id), CancellationToken.None);

    private static async Task DeleteAsync(TestHub hub) => await (await TestHub.TablesAsync()).DeleteTableAsync(hub.Options.TableName);

    private static async Task<bool> TableExistsAsync(TestHub hub)
    {
        var found = false;
        await foreach (var _ in (await TestHub.TablesAsync()).QueryAsync(table => table.Name == hub.Options.TableName))
            found = true;

        return found;
    }
}
