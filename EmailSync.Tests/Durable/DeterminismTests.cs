using Microsoft.DurableTask.Client;

namespace EmailSync.Tests.Durable;

[TestClass]
public sealed class DeterminismTests
{
    [TestMethod]
    public async Task Another_call_at_a_recorded_step_fails_the_instance_and_names_the_step()
    {
        var runs = 0;
        await using var hub = await TestHub.StartedAsync(Activities().Orchestrator("Fickle", async context =>
        {
            await context.CallActivityAsync<string>("A");
            await context.CallActivityAsync<string>(Interlocked.Increment(ref runs) == 1 ? "A" : "B");
            return await context.CallActivityAsync<string>("A");
        }));

        var end = await hub.RunAsync("Fickle");

        StringAssert.Contains(end.FailureDetails?.ErrorMessage, "at step 1 it now makes the call Activity 'B', where its history has Activity 'A'");
    }

    [TestMethod]
    public async Task A_call_that_is_not_made_again_fails_the_instance()
    {
        var runs = 0;
        await using var hub = await TestHub.StartedAsync(Activities().Orchestrator("Forgetful", async context =>
        {
            if (Interlocked.Increment(ref runs) == 1)
                _ = context.WaitForExternalEvent<string>("never");

            var calls = new List<Task<string>> { context.CallActivityAsync<string>("A") };
            if (runs == 1)
                calls.Add(context.CallActivityAsync<string>("B"));

            return string.Concat(await Task.WhenAll(calls));
        }));

        var end = await hub.RunAsync("Forgetful");

        StringAssert.Contains(end.FailureDetails?.ErrorMessage, "at step 1 it did not make the call Activity 'B' again");
    }

    [TestMethod]
    public async Task A_mismatch_fails_the_instance_even_where_its_code_catches_it()
    {
        var runs = 0;
        await using var hub = await TestHub.StartedAsync(Activities().Orchestrator("Stubborn", async context =>
        {
            try
            {
                return await context.CallActivityAsync<string>(Interlocked.Increment(ref runs) == 1 ? "A" : "B");
            }
            catch (Exception)
            {
                return "carried on";
            }
        }));

        var end = await hub.RunAsync("Stubborn");

        Assert.AreEqual(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        StringAssert.Contains(end.FailureDetails?.ErrorMessage, "not deterministic");
    }

    [TestMethod]
    public async Task Awaiting_something_foreign_fails_the_instance()
    {
        var never = new TaskCompletionSource<string>();
        await using var hub = await TestHub.StartedAsync(Activities().Orchestrator("Foreign", _ => never.Task));

        var end = await hub.RunAsync("Foreign");

        StringAssert.Contains(end.FailureDetails?.ErrorMessage, "something other than its context's tasks");
    }

    [TestMethod]
    public async Task A_foreign_await_beside_an_open_task_is_found_when_it_ends()
    {
        await using var hub = await TestHub.StartedAsync(Activities().Orchestrator("Mixed", async context =>
        {
            _ = context.WaitForExternalEvent<string>("never");
            await Task.Delay(20);
            return await context.CallActivityAsync<string>("A");
        }));

        var end = await hub.RunAsync("Mixed");

        StringAssert.Contains(end.FailureDetails?.ErrorMessage, "something other than its context's tasks");
        Assert.IsEmpty(hub.Functions.Effects);
    }

    [TestMethod]
    public async Task Leaving_the_orchestrator_thread_fails_the_instance()
    {
        await using var hub = await TestHub.StartedAsync(Activities().Orchestrator("Wanderer", async context =>
        {
            await context.CallActivityAsync<string>("A").ConfigureAwait(false);
            return await context.CallActivityAsync<string>("B");
        }));

        var end = await hub.RunAsync("Wanderer");

        Assert.AreEqual(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        CollectionAssert.DoesNotContain(hub.Functions.Effects.ToArray(), "B()");
    }

    private static TestFunctions Activities() =>
        new TestFunctions().Activity<string, string>("A", _ => "a").Activity<string, string>("B", _ => "b");
}
