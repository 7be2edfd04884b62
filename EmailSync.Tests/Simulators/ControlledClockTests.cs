using EmailSync.Simulators.Time;
using Microsoft.Extensions.Time.Testing;

namespace EmailSync.Tests.Simulators;

[TestClass]
public sealed class ControlledClockTests
{
    [TestMethod]
    public async Task Waiting_ends_with_an_advance()
    {
        var clock = new ControlledClock();
        var wait = Task.Delay(TimeSpan.FromDays(40), clock);

        clock.Advance(TimeSpan.FromDays(40));

        await wait.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [TestMethod]
    public void What_an_advance_makes_due_has_rung_when_it_returns_in_the_order_of_time()
    {
        var clock = new ControlledClock();
        var rung = new List<int>();
        using var second = clock.CreateTimer(_ => rung.Add(2), null, TimeSpan.FromMinutes(2), Timeout.InfiniteTimeSpan);
        using var first = clock.CreateTimer(_ => rung.Add(1), null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan);

        clock.Advance(TimeSpan.FromMinutes(3));

        CollectionAssert.AreEqual(new[] { 1, 2 }, rung);
    }

    [TestMethod]
    public void An_advance_that_is_too_short_fires_nothing()
    {
        var inner = new FakeTimeProvider();
        var clock = new ControlledClock(inner);
        var fired = 0;
        using var timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromMinutes(10), Timeout.InfiniteTimeSpan);

        clock.Advance(TimeSpan.FromMinutes(9));
        inner.Advance(TimeSpan.FromSeconds(59));
        var early = fired;
        inner.Advance(TimeSpan.FromSeconds(1));

        Assert.AreEqual((0, 1), (early, fired));
    }

    [TestMethod]
    public void A_periodic_timer_goes_on_until_it_is_disposed()
    {
        var inner = new FakeTimeProvider();
        var clock = new ControlledClock(inner);
        var fired = 0;
        var timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

        inner.Advance(TimeSpan.FromSeconds(1));
        inner.Advance(TimeSpan.FromSeconds(1));
        clock.Advance(TimeSpan.FromHours(1));
        inner.Advance(TimeSpan.Zero);
        timer.Dispose();
        inner.Advance(TimeSpan.FromHours(1));

        Assert.AreEqual(3, fired);
    }

    [TestMethod]
    public void Time_never_goes_back()
    {
        var clock = new ControlledClock();

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => clock.Advance(TimeSpan.FromSeconds(-1)));
    }

    [TestMethod]
    public void Elapsed_time_follows_the_offset()
    {
        var clock = new ControlledClock(new FakeTimeProvider());
        var start = clock.GetTimestamp();

        clock.Advance(TimeSpan.FromHours(3));

        Assert.AreEqual(TimeSpan.FromHours(3), clock.GetElapsedTime(start));
    }
}
