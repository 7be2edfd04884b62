using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace EmailSync.Tests.Durable;

[TestClass]
public sealed class OrchestrationTests
{
    private static readonly int[] Numbers = [.. Enumerable.Range(1, 50)];

    [TestMethod]
    public async Task Activities_in_sequence_pass_their_results_on()
    {
        await using var hub = await TestHub.StartedAsync(new TestFunctions()
            .Orchestrator("Sum", async context =>
            {
                var one = await context.CallActivityAsync<int>("AddOne", context.GetInput<int>());
                var two = await context.CallActivityAsync<int>("AddOne", one);
                return await context.CallActivityAsync<int>("AddOne", two);
            })
            .Activity<int, int>("AddOne", number => number + 1));

        var end = await hub.RunAsync("Sum", 39);

        Assert.AreEqual(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.AreEqual(42, end.ReadOutputAs<int>());
        Assert.AreEqual(39, end.ReadInputAs<int>());
        CollectionAssert.AreEqual(new[] { "AddOne(39)", "AddOne(40)", "AddOne(41)" }, hub.Functions.Effects.ToArray());
    }

    [TestMethod]
    public async Task Fifty_activities_run_at_once_and_are_all_collected()
    {
        await using var hub = await TestHub.StartedAsync(new TestFunctions()
            .Orchestrator("Squares", async context =>
            {
                var squares = await Task.WhenAll(Numbers.Select(number => context.CallActivityAsync<int>("Square", number)));
                return squares.Sum();
            })
            .Activity<int, int>("Square", number => number * number));

        var end = await hub.RunAsync("Squares");

        Assert.AreEqual(Numbers.Sum(number => number * number), end.ReadOutputAs<int>());
        Assert.AreEqual(50, hub.Engine.Counters.ActivitiesRun);
    }

    [TestMethod]
    public async Task One_activity_costs_three_transactions()
    {
        await using var hub = await TestHub.StartedAsync(new TestFunctions()
            .Orchestrator("One", context => context.CallActivityAsync<int>("Echo", 1))
            .Activity<int, int>("Echo", number => number));
        var before = hub.Engine.Counters.TableOperations;

        await hub.RunAsync("One");

        Assert.AreEqual(3, hub.Engine.Counters.TableOperations - before, "start, schedule, complete");
        Assert.AreEqual(2, hub.Engine.Counters.OrchestratorTurns);
    }

    [TestMethod]
    public async Task A_failed_activity_can_be_caught_by_type_name_and_message()
    {
        await using var hub = await TestHub.StartedAsync(new TestFunctions()
            .Orchestrator("Catch", async context =>
            {
                try
                {
                    return await context.CallActivityAsync<string>("Break");
                }
                catch (TaskFailedException failed)
                {
                    return $"{failed.TaskName}|{failed.FailureDetails.ErrorType}|{failed.FailureDetails.ErrorMessage}";
                }
            })
            .Activity<string, string>("Break", _ => throw new FormatException("not a number")));

        var end = await hub.RunAsync("Catch");

        Assert.AreEqual("Break|System.FormatException|not a number", end.ReadOutputAs<string>());
    }

    [TestMethod]
    public async Task An_uncaught_failure_fails_the_instance_with_its_text()
    {
        await using var hub = await TestHub.StartedAsync(new TestFunctions()
            .Orchestrator<int>("Fail", _ => throw new FormatException("no input")));

        var end = await hub.RunAsync("Fail");

        Assert.AreEqual(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.AreEqual("System.FormatException", end.FailureDetails?.ErrorType);
        Assert.AreEqual("no input", end.FailureDetails?.ErrorMessage);
    }

    [TestMethod]
    public async Task An_unknown_activity_fails_its_caller_by_name()
    {
        await using var hub = await TestHub.StartedAsync(new TestFunctions()
            .Orchestrator("Lost", context => context.CallActivityAsync<int>("Nowhere")));

        var end = await hub.RunAsync("Lost");

        StringAssert.Contains(end.FailureDetails?.ErrorMessage, "'Nowhere' does not exist");
    }

    [TestMethod]
    public async Task Sub_orchestrations_return_to_their_parent()
    {
        await using var hub = await TestHub.StartedAsync(new TestFunctions()
            .Orchestrator("Parent", async context =>
            {
                var both = await Task.WhenAll(
                    context.CallSubOrchestratorAsync<string>("Child", "a"),
                    context.CallSubOrchestratorAsync<string>("Child", "b", new SubOrchestrationOptions(instanceId: "child-of-" + context.InstanceId)));
                return string.Join(' ', both);
            })
            .Orchestrator("Child", async context =>
                await context.CallActivityAsync<string>("Upper", context.GetInput<string>()) + context.Parent?.Name.Name)
            .Activity<string, string>("Upper", text => text.ToUpperInvariant()));

        var end = await hub.RunAsync("Parent");

        Assert.AreEqual("AParent BParent", end.ReadOutputAs<string>());
        Assert.IsNotNull(await hub.Client.GetInstanceAsync("child-of-" + end.InstanceId));
    }

    [TestMethod]
    public async Task A_failed_sub_orchestration_fails_the_call()
    {
        await using var hub = await TestHub.StartedAsync(new TestFunctions()
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<int>("Child"))
            .Orchestrator<int>("Child", _ => throw new FormatException("child broke")));

        var end = await hub.RunAsync("Parent");

        StringAssert.Contains(end.FailureDetails?.ErrorMessage, "child broke");
    }

    [TestMethod]
    public async Task Continue_as_new_keeps_the_id_and_cuts_the_history()
    {
        await using var hub = await TestHub.StartedAsync(new TestFunctions()
            .Orchestrator("Count", async context =>
            {
                var count = await context.CallActivityAsync<int>("AddOne", context.GetInput<int>());
                if (count < 20)
                    context.ContinueAsNew(count);

                return count;
            })
            .Activity<int, int>("AddOne", number => number + 1));

        var end = await hub.RunAsync("Count", 0);

        Assert.AreEqual(20, end.ReadOutputAs<int>());
        Assert.HasCount(1, await hub.RowsAsync(), "only the head of the finished instance is left");
    }

    [TestMethod]
    public async Task Activities_that_nobody_awaits_run_although_the_orchestrator_has_ended()
    {
        var release = new TaskCompletionSource();
        await using var hub = await TestHub.StartedAsync(new TestFunctions()
            .Orchestrator("Forget", context =>
            {
                _ = context.CallActivityAsync("Late", "x");
                return Task.FromResult("done");
            })
            .Activity<string, string>("Late", async (text, _) =>
            {
                await release.Task;
                return text;
            }));
        var end = await hub.RunAsync("Forget");
        await hub.CrashAndRestartAsync();

        release.SetResult();

        Assert.AreEqual("done", end.ReadOutputAs<string>());
        await TestHub.UntilAsync(async () => !hub.Functions.Effects.IsEmpty && (await hub.RowsAsync()).Count == 1);
    }

    [TestMethod]
    public async Task New_guids_stay_the_same_over_replays()
    {
        await using var hub = await TestHub.StartedAsync(new TestFunctions()
            .Orchestrator("Ids", async context =>
            {
                var first = context.NewGuid();
                var second = context.NewGuid();
                var echoed = await context.CallActivityAsync<Guid>("Echo", first);
                return first != second && echoed == first;
            })
            .Activity<Guid, Guid>("Echo", id => id));

        var end = await hub.RunAsync("Ids");

        Assert.IsTrue(end.ReadOutputAs<bool>());
    }
}
