using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;

namespace EmailSync.Tests.Durable;

[TestClass]
public sealed class RetryAndTimerTests
{
    [TestMethod]
    public async Task Retries_wait_longer_each_time_up_to_the_maximum()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch) { AutoAdvanceAmount = TimeSpan.Zero };
        var attempts = new List<DateTimeOffset>();
        var policy = new RetryPolicy(4, TimeSpan.FromSeconds(10), backoffCoefficient: 3, maxRetryInterval: TimeSpan.FromSeconds(40));
        await using var hub = new TestHub(new TestFunctions()
            .Orchestrator("Retry", context => context.CallActivityAsync<string>("Flaky", "x", TaskOptions.FromRetryPolicy(policy)))
            .Activity<string, string>("Flaky", text =>
            {
                lock (attempts)
                {
                    attempts.Add(time.GetUtcNow());
                    return attempts.Count == 4 ? text : throw new IOException("try again");
                }
            }))
        { Time = time };
        await hub.StartEngineAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Retry", CancellationToken.None);

        for (var attempt = 2; attempt <= 4; attempt++)
        {
            // Two turns for an attempt and its failure: then the next wait has begun.
            var turns = 2 * (attempt - 1);
            await TestHub.UntilAsync(() => Task.FromResult(hub.Engine.Counters.OrchestratorTurns >= turns));
            await TestHub.UntilAsync(() =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(Attempts() >= attempt);
            });
        }

        var end = await hub.EndOfAsync(id);
        Assert.AreEqual("x", end.ReadOutputAs<string>());
        Assert.IsGreaterThanOrEqualTo(TimeSpan.FromSeconds(10), attempts[1] - attempts[0]);
        Assert.IsGreaterThanOrEqualTo(TimeSpan.FromSeconds(30), attempts[2] - attempts[1]);
        Assert.IsGreaterThanOrEqualTo(TimeSpan.FromSeconds(40), attempts[3] - attempts[2]);

        int Attempts()
        {
            lock (attempts)
                return attempts.Count;
        }
    }

    [TestMethod]
    public async Task Retries_end_with_the_last_failure()
    {
        var policy = new RetryPolicy(3, TimeSpan.FromMilliseconds(1));
        var attempts = 0;
        await using var hub = await TestHub.StartedAsync(new TestFunctions()
            .Orchestrator("Retry", context => context.CallActivityAsync<int>("Broken", options: TaskOptions.FromRetryPolicy(policy)))
            .Activity<string, int>("Broken", _ => throw new IOException($"attempt {Interlocked.Increment(ref attempts)}")));

        var end = await hub.RunAsync("Retry");

        Assert.AreEqual(3, attempts);
        StringAssert.Contains(end.FailureDetails?.ErrorMessage, "attempt 3");
    }

    [TestMethod]
    public async Task A_failure_that_the_policy_does_not_handle_is_not_retried()
    {
        var policy = new RetryPolicy(5, TimeSpan.FromMilliseconds(1))
        {
            HandleFailure = failure => failure.ErrorType == typeof(IOException).FullName,
        };
        var attempts = 0;
        await using var hub = await TestHub.StartedAsync(new TestFunctions()
            .Orchestrator("Retry", context => context.CallActivityAsync<int>("Broken", options: TaskOptions.FromRetryPolicy(policy)))
            .Activity<string, int>("Broken", _ => Interlocked.Increment(ref attempts) == 1 ? throw new IOException() : throw new FormatException()));

        var end = await hub.RunAsync("Retry");

        Assert.AreEqual(2, attempts);
        Assert.AreEqual(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
    }

    [TestMethod]
    public async Task A_timer_is_kept_over_a_crash_and_fires_at_a_jump_of_the_clock()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var hub = new TestHub(new TestFunctions()
            .Orchestrator("Nap", async context =>
            {
                var began = context.CurrentUtcDateTime;
                context.SetCustomStatus("asleep");
                await context.CreateTimer(TimeSpan.FromDays(60), CancellationToken.None);
                return context.CurrentUtcDateTime - began;
            }))
        { Time = time };
        await hub.StartEngineAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Nap", CancellationToken.None);
        await hub.UntilStatusAsync(id, "asleep");
        await hub.CrashAndRestartAsync();
        var before = await hub.Client.GetInstanceAsync(id);

        time.Advance(TimeSpan.FromDays(61));

        Assert.AreEqual(OrchestrationRuntimeStatus.Running, before?.RuntimeStatus);
        Assert.IsGreaterThanOrEqualTo(TimeSpan.FromDays(60), (await hub.EndOfAsync(id)).ReadOutputAs<TimeSpan>());
    }

    [TestMethod]
    public async Task A_canceled_timer_does_not_hold_the_orchestrator_up()
    {
        await using var hub = await TestHub.StartedAsync(new TestFunctions()
            .Orchestrator("Race", async context =>
            {
                using var cancel = new CancellationTokenSource();
                var timer = context.CreateTimer(TimeSpan.FromDays(1), cancel.Token);
                var work = context.CallActivityAsync<string>("Work");
                var winner = await Task.WhenAny(timer, work);
                cancel.Cancel();
                await context.CallActivityAsync<string>("Work");
                return winner == work && timer.IsCanceled;
            })
            .Activity<string, string>("Work", _ => "done"));

        var end = await hub.RunAsync("Race");

        Assert.IsTrue(end.ReadOutputAs<bool>());
    }

    [TestMethod]
    public async Task A_start_in_the_future_waits_for_its_time()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var hub = new TestHub(new TestFunctions()
            .Orchestrator("Later", async context => await context.WaitForExternalEvent<string>("early")))
        { Time = time };
        await hub.StartEngineAsync();
        var options = new StartOrchestrationOptions(StartAt: time.GetUtcNow().AddHours(1));
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Later", options, CancellationToken.None);
        await hub.Client.RaiseEventAsync(id, "early", "kept");
        var before = await hub.Client.GetInstanceAsync(id);

        time.Advance(TimeSpan.FromHours(1));

        Assert.AreEqual(OrchestrationRuntimeStatus.Pending, before?.RuntimeStatus);
        Assert.AreEqual("kept", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
    }
}
