using System.Threading.Channels;
using EmailSync.LocalHost.Functions;
using EmailSync.LocalHost.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EmailSync.Tests.LocalHost;

[TestClass]
public sealed class TimerLoopTests : IAsyncDisposable
{
    private static readonly DateTimeOffset noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider time = new(noon);
    private readonly KnownTimers monitor = new();
    private readonly ServiceProvider services = new ServiceCollection().AddSingleton<Runs>().BuildServiceProvider();
    private readonly CancellationTokenSource stopping = new();

    public required TestContext TestContext { get; init; }

    private Runs Ran => services.GetRequiredService<Runs>();

    public async ValueTask DisposeAsync()
    {
        stopping.Dispose();
        await services.DisposeAsync();
    }

    [TestMethod]
    [DataRow("0 */5 * * * *", "2026-03-01T12:05:00Z")]
    [DataRow("30 0 9 * * *", "2026-03-02T09:00:30Z")]
    [DataRow("0 0 0 29 2 *", "2028-02-29T00:00:00Z")]
    [DataRow("00:00:45", "2026-03-01T12:00:45Z")]
    public void Schedules_are_six_field_NCRONTAB_in_UTC_or_intervals(string schedule, string next)
    {
        var found = TimerSchedule.Parse(schedule).NextAfter(noon);

        Assert.AreEqual(DateTimeOffset.Parse(next, System.Globalization.CultureInfo.InvariantCulture), found);
    }

    [TestMethod]
    [DataRow("* * * * *")]
    [DataRow("0 99 * * * *")]
    [DataRow("00:00:00")]
    [DataRow("")]
    public void What_is_no_schedule_is_refused(string schedule) =>
        Assert.ThrowsExactly<FormatException>(() => TimerSchedule.Parse(schedule));

    [TestMethod]
    public void A_date_that_never_comes_ends_the_timer() =>
        Assert.IsNull(TimerSchedule.Parse("0 0 0 31 2 *").NextAfter(noon));

    [TestMethod]
    public async Task A_run_missed_while_the_host_was_down_is_made_up_for_once_and_marked_past_due()
    {
        monitor.State = new TimerState(noon.AddHours(-3), noon.AddHours(-2), noon.AddHours(-3));

        var loop = Start(Hourly());
        var late = await Ran.NextAsync(TestContext.CancellationToken);
        var timely = await AdvanceUntilRunAsync();
        await StopAsync(loop);

        Assert.IsTrue(late.IsPastDue);
        Assert.AreEqual(noon.AddHours(-3).UtcDateTime, late.ScheduleStatus!.Last);
        Assert.IsFalse(timely.IsPastDue);
        Assert.AreEqual(noon.UtcDateTime, timely.ScheduleStatus!.Last);
        Assert.AreEqual(noon.AddHours(1).UtcDateTime, timely.ScheduleStatus.Next);
    }

    [TestMethod]
    public async Task RunOnStartup_runs_at_once_and_is_not_past_due()
    {
        var loop = Start(Hourly() with { RunOnStartup = true, Monitored = false });
        var run = await Ran.NextAsync(TestContext.CancellationToken);
        await StopAsync(loop);

        Assert.IsFalse(run.IsPastDue);
        Assert.IsNull(run.ScheduleStatus);
    }

    [TestMethod]
    public async Task A_timer_waits_for_its_run_to_end_before_the_next()
    {
        Ran.Hold = new TaskCompletionSource();

        var loop = Start(Hourly());
        await AdvanceUntilRunAsync();
        time.Advance(TimeSpan.FromHours(5));
        var whileHeld = Ran.MostAtOnce;
        Ran.Hold.SetResult();
        await AdvanceUntilRunAsync();
        await StopAsync(loop);

        Assert.AreEqual(1, whileHeld);
        Assert.AreEqual(1, Ran.MostAtOnce);
    }

    [TestMethod]
    public async Task Storage_that_fails_delays_a_timer_and_never_ends_it()
    {
        monitor.State = new TimerState(noon.AddHours(-1), noon, noon.AddHours(-1));
        monitor.FailingReads = 3;
        monitor.FailingWrites = int.MaxValue;

        var loop = Start(Hourly());
        await AdvanceUntilRunAsync();
        var second = await AdvanceUntilRunAsync();
        monitor.FailingWrites = 0;
        await AdvanceUntilRunAsync();
        await StopAsync(loop);

        Assert.IsFalse(second.IsPastDue);
        Assert.IsGreaterThan(noon, monitor.State!.Last!.Value);
        Assert.AreEqual(1, Ran.MostAtOnce);
    }

    [TestMethod]
    public async Task A_timer_that_waits_for_its_storage_stops_when_told()
    {
        monitor.FailingReads = int.MaxValue;

        var loop = Start(Hourly());
        await monitor.FirstFailure.Task.WaitAsync(TestContext.CancellationToken);
        await StopAsync(loop);

        Assert.IsTrue(loop.IsCompletedSuccessfully);
    }

    [TestMethod]
    public void A_schedule_may_be_a_setting()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Sweep:Schedule", "0 0 */2 * * *")]).Build();

        var timers = EmailSync.LocalHost.Timers.TimerFunctions.Of(FunctionCatalogue.Of(typeof(SettingTimer)), settings, noon);

        Assert.AreEqual(noon.AddHours(2), timers.Single().Schedule.NextAfter(noon));
    }

    private static TimerFunction Hourly() => new(
        FunctionCatalogue.Of(typeof(SampleTimer)).Functions.Single(), TimerSchedule.Parse("0 0 * * * *"), Monitored: true, RunOnStartup: false);

    private Task Start(TimerFunction timer)
    {
        // The catalogue must hold the very entry that the timer names.
        var catalogue = FunctionCatalogue.Of(typeof(SampleTimer));
        var invoker = new FunctionInvoker(catalogue, [], services.GetRequiredService<IServiceScopeFactory>(), () => null);
        var loop = new TimerLoop(timer with { Function = catalogue.Functions.Single() }, invoker, monitor, time, NullLogger<TimerLoop>.Instance);
        return Task.Run(() => loop.RunAsync(stopping.Token, TestContext.CancellationToken));
    }

    private async Task<TimerInfo> AdvanceUntilRunAsync()
    {
        // The loop may not be waiting yet when the clock moves; then it moves again.
        var next = Ran.NextAsync(TestContext.CancellationToken).AsTask();
        while (await Task.WhenAny(next, Task.Delay(20, TestContext.CancellationToken)) != next)
            time.Advance(TimeSpan.FromMinutes(10));
        return await next;
    }

    private async Task StopAsync(Task loop)
    {
        await stopping.CancelAsync();
        await loop;
    }

    public sealed class Runs
    {
        private readonly Channel<TimerInfo> runs = Channel.CreateUnbounded<TimerInfo>();
        private int now;

        public TaskCompletionSource? Hold { get; set; }

        public int MostAtOnce { get; private set; }

        public ValueTask<TimerInfo> NextAsync(CancellationToken cancellationToken) => runs.Reader.ReadAsync(cancellationToken);

        public async Task RunAsync(TimerInfo timer)
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref now));
            runs.Writer.TryWrite(timer);
            if (Hold is not null)
                await Hold.Task;
            Interlocked.Decrement(ref now);
        }
    }

    public sealed class SampleTimer(Runs runs)
    {
        [Function("Hourly")]
        public Task RunAsync([TimerTrigger("0 0 * * * *")] TimerInfo timer) => runs.RunAsync(timer);
    }

    public sealed class SettingTimer(Runs runs)
    {
        [Function("Sweep")]
        public Task RunAsync([TimerTrigger("%Sweep__Schedule%")] TimerInfo timer) => runs.RunAsync(timer);
    }

    private sealed class KnownTimers : ITimerMonitor
    {
        public TimerState? State { get; set; }

        public int FailingReads { get; set; }

        public int FailingWrites { get; set; }

        public TaskCompletionSource FirstFailure { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<TimerState?> ReadAsync(string timer, CancellationToken cancellationToken)
        {
            if (FailingReads-- > 0)
                throw Failure();
            return Task.FromResult(State);
        }

        public Task WriteAsync(string timer, TimerState state, CancellationToken cancellationToken)
        {
            if (FailingWrites-- > 0)
                throw Failure();
            State = state;
            return Task.CompletedTask;
        }

        private Azure.RequestFailedException Failure()
        {
            FirstFailure.TrySetResult();
            return new Azure.RequestFailedException(503, "The server is busy.");
        }
    }
}
