using Microsoft.Extensions.Time.Testing;

namespace EmailSync.Tests.Durable;

[TestClass]
public sealed class EventTests
{
    [TestMethod]
    public async Task Events_are_buffered_until_waited_for_and_their_names_ignore_case()
    {
        await using var hub = await TestHub.StartedAsync(new TestFunctions()
            .Orchestrator("Wait", async context =>
            {
                context.SetCustomStatus("ready");
                await context.WaitForExternalEvent<string>("go");
                return await context.WaitForExternalEvent<int>("AMOUNT") + await context.WaitForExternalEvent<int>("amount");
            }));
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait", CancellationToken.None);

        await hub.Client.RaiseEventAsync(id, "Amount", 3);
        await hub.Client.RaiseEventAsync(id, "amounT", 4);
        await hub.Client.RaiseEventAsync(id, "Go", "now");

        Assert.AreEqual(7, (await hub.EndOfAsync(id)).ReadOutputAs<int>());
    }

    [TestMethod]
    public async Task Unconsumed_events_survive_continue_as_new_and_a_crash()
    {
        await using var hub = await TestHub.StartedAsync(new TestFunctions()
            .Orchestrator("Collect", async context =>
            {
                var soFar = context.GetInput<int>();
                if (soFar == 0)
                    await context.WaitForExternalEvent<string>("begin");

                var sum = soFar + await context.WaitForExternalEvent<int>("add");
                if (sum < 6)
                    context.ContinueAsNew(sum);

                return sum;
            }));
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Collect", 0, CancellationToken.None);
        foreach (var number in new[] { 1, 2, 3 })
            await hub.Client.RaiseEventAsync(id, "add", number);

        await hub.CrashAndRestartAsync();
        await hub.Client.RaiseEventAsync(id, "begin", "now");

        Assert.AreEqual(6, (await hub.EndOfAsync(id)).ReadOutputAs<int>());
    }

    [TestMethod]
    public async Task Unconsumed_events_are_dropped_over_continue_as_new_when_asked_to()
    {
        await using var hub = await TestHub.StartedAsync(new TestFunctions()
            .Orchestrator("Drop", async context =>
            {
                if (context.GetInput<bool>())
                {
                    context.SetCustomStatus("second");
                    return await context.WaitForExternalEvent<string>("word");
                }

                await context.WaitForExternalEvent<string>("restart");
                context.ContinueAsNew(true, preserveUnprocessedEvents: false);
                return "";
            }));
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Drop", false, CancellationToken.None);
        await hub.Client.RaiseEventAsync(id, "word", "early");
        await hub.Client.RaiseEventAsync(id, "restart", "now");
        await hub.UntilStatusAsync(id, "second");

        await hub.Client.RaiseEventAsync(id, "word", "late");

        Assert.AreEqual("late", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [TestMethod]
    public async Task Waiting_with_a_timeout_gives_up_when_the_clock_says_so()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var hub = new TestHub(new TestFunctions()
            .Orchestrator("Timeout", async context =>
            {
                context.SetCustomStatus("waiting");
                try
                {
                    return await context.WaitForExternalEvent<string>("answer", TimeSpan.FromMinutes(2));
                }
                catch (OperationCanceledException)
                {
                    return "gave up";
                }
            }))
        { Time = time };
        await hub.StartEngineAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Timeout", CancellationToken.None);
        await hub.UntilStatusAsync(id, "waiting");

        time.Advance(TimeSpan.FromMinutes(3));

        Assert.AreEqual("gave up", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [TestMethod]
    public async Task An_orchestrator_can_send_an_event_to_another()
    {
        await using var hub = await TestHub.StartedAsync(new TestFunctions()
            .Orchestrator("Receiver", context => context.WaitForExternalEvent<string>("letter"))
            .Orchestrator("Sender", context =>
            {
                context.SendEvent(context.GetInput<string>()!, "letter", "hello");
                return Task.FromResult(true);
            }));
        var receiver = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Receiver", CancellationToken.None);

        await hub.RunAsync("Sender", receiver);

        Assert.AreEqual("hello", (await hub.EndOfAsync(receiver)).ReadOutputAs<string>());
    }

    [TestMethod]
    public async Task Events_to_an_unknown_instance_are_dropped()
    {
        await using var hub = await TestHub.StartedAsync(new TestFunctions());

        await hub.Client.RaiseEventAsync("nobody", "hello");

        Assert.IsNull(await hub.Client.GetInstanceAsync("nobody"));
        Assert.IsEmpty(await hub.RowsAsync());
    }
}
