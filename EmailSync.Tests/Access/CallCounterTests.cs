using EmailSync.Core.Access;
using Microsoft.Extensions.Time.Testing;

namespace EmailSync.Tests.Access;

[TestClass]
public sealed class CallCounterTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(60)]
    [DataRow(600)]
    [DataRow(1_000_000)]
    public void So_many_calls_may_come_at_once_and_the_next_when_its_time_has_come(int perMinute)
    {
        var counter = new CallCounter(new CallBudget(perMinute), time);

        for (var call = 1; call <= perMinute; call++)
        {
            var grant = counter.Draw("a");
            if (!grant.Granted || grant.Remaining != perMinute - call)
                Assert.Fail($"call {call}: {grant}");
        }
        var refused = counter.Draw("a");
        Assert.IsFalse(refused.Granted);
        Assert.AreEqual(0, refused.Remaining);
        var wait = refused.RetryAt!.Value - time.GetUtcNow();
        Assert.IsInRange(TimeSpan.Zero, TimeSpan.FromMinutes(1) / perMinute, wait);

        if (wait > TimeSpan.Zero)
        {
            time.Advance(wait - TimeSpan.FromTicks(1));
            Assert.IsFalse(counter.Draw("a").Granted);
        }
        time.Advance(TimeSpan.FromTicks(1));
        Assert.IsTrue(counter.Draw("a").Granted);
        Assert.IsFalse(counter.Draw("a").Granted);
    }

    [TestMethod]
    public void After_a_quiet_minute_all_calls_are_free_again_and_never_more()
    {
        var counter = new CallCounter(new CallBudget(10), time);
        for (var call = 0; call < 15; call++)
            counter.Draw("a");

        time.Advance(TimeSpan.FromHours(1));

        Assert.AreEqual(9, counter.Draw("a").Remaining);
    }

    [TestMethod]
    public void A_steady_caller_within_its_pace_is_never_refused()
    {
        var counter = new CallCounter(new CallBudget(60), time);

        for (var second = 0; second < 600; second++)
        {
            Assert.IsTrue(counter.Draw("a").Granted, $"second {second}");
            time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [TestMethod]
    public void Callers_are_counted_apart_and_a_look_costs_nothing()
    {
        var counter = new CallCounter(new CallBudget(2), time);
        counter.Draw("a");
        counter.Draw("a");

        for (var look = 0; look < 10; look++)
            Assert.IsTrue(counter.Look("b").Granted);

        Assert.IsFalse(counter.Look("a").Granted);
        Assert.AreEqual(1, counter.Draw("b").Remaining);
    }

    [TestMethod]
    public void Memory_is_bounded_and_those_who_come_too_many_at_a_time_share_a_budget()
    {
        var counter = new CallCounter(new CallBudget(2), time);
        for (var caller = 0; caller < CallCounter.MostCallers; caller++)
            counter.Draw($"caller-{caller}");

        Assert.IsTrue(counter.Draw("late-1").Granted);
        Assert.IsTrue(counter.Draw("late-2").Granted);
        Assert.IsFalse(counter.Draw("late-3").Granted);
        Assert.IsTrue(counter.Draw("caller-7").Granted);

        time.Advance(TimeSpan.FromMinutes(2));
        Assert.AreEqual(1, counter.Draw("late-3").Remaining);
        Assert.AreEqual(1, counter.Draw("late-4").Remaining);
    }
}
