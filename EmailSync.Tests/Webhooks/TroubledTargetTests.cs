using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using static EmailSync.Tests.Webhooks.WebhookWorld;

namespace EmailSync.Tests.Webhooks;

/// <summary>
/// A day of one location's webhook on which everything goes wrong, beside two that are well: each event arrives, first arrivals in commit order, and nobody
/// else notices.
/// </summary>
[TestClass]
public sealed class TroubledTargetTests
{
    private static readonly LocationId troubled = new("troubled");
    private static readonly LocationId[] well = [new("well-1"), new("well-2")];

    // What the troubled target does, by the minute at which it begins.
    private static readonly (int Minute, Func<int, DateTimeOffset, TargetMood> Mood)[] day =
    [
        (0, (_, _) => new TargetMood()),
        (10, (_, _) => new TargetMood { IsDown = true }),
        (130, (_, _) => new TargetMood()),
        (140, (_, _) => new TargetMood { Takes = TimeSpan.FromSeconds(9) }),
        (155, (_, at) => at.Minute % 2 == 0 ? new TargetMood() : new TargetMood { IsDown = true }),
        (175, (_, _) => new TargetMood(500)),
        (190, (_, _) => new TargetMood(429) { RetryAfter = TimeSpan.FromSeconds(90) }),
        (200, (_, _) => new TargetMood(410)),
        (230, (calls, _) => new TargetMood { LosesAnswer = calls % 3 == 0 }),
        (260, (_, _) => new TargetMood()),
    ];

    [TestMethod]
    [DataRow(1, false)]
    [DataRow(2, false)]
    [DataRow(3, false)]
    [DataRow(4, true)]
    [DataRow(5, true)]
    [DataRow(6, true)]
    public async Task Every_event_arrives_in_order_and_nobody_else_is_delayed(int seed, bool processDies)
    {
        await using var world = new WebhookWorld();
        foreach (var location in (LocationId[])[troubled, .. well])
            await world.PutAsync(location);
        var start = world.Now;
        world.Target.Mood = (host, calls) => host == HostOf(troubled) ? MoodAt(world.Now - start, calls, world.Now) : null;
        var dice = new Random(seed);
        var downCalls = 0;

        await world.PassAsync(TimeSpan.FromMinutes(275), async () =>
        {
            var minute = (world.Now - start).TotalMinutes;
            if (minute is 10 or 130)
                downCalls = world.Target.Calls[HostOf(troubled)] - downCalls;
            if (minute is 230)
            {
                Assert.AreEqual("gone", (await world.Get<DirectoryStore>().GetLocationAsync(troubled, None))!.Webhook!.DisabledReason);
                await world.PutAsync(troubled);
            }
            if (processDies && dice.Next(100) == 0)
                await world.RestartAsync();
            if (minute < 265 && dice.Next(4) == 0)
                await world.HappensAsync(troubled, new ContactId($"contact{dice.Next(30)}"), starts: dice.Next(10) > 0);
            if (minute < 265 && dice.Next(10) == 0)
                await world.HappensAsync(well[dice.Next(well.Length)], new ContactId($"contact{dice.Next(5)}"));
        }, TimeSpan.FromSeconds(3));

        var arrived = Arrivals(world);
        foreach (var (stream, told) in world.Told)
        {
            foreach (var (id, _) in told)
                Assert.IsTrue(arrived.ContainsKey(id), $"{id} has not arrived");
            var order = told.Select(t => arrived[t.Id].Place).ToList();
            CollectionAssert.AreEqual(order.Order().ToList(), order, $"{stream} came out of order");
        }

        // Nobody waits longer than a restart of the process costs: the sweep, and the marker of who committed.
        var patience = TimeSpan.FromSeconds(processDies ? 85 : 19);
        foreach (var late in Lags(world, arrived, well))
            Assert.IsLessThan(patience, late.Lag, $"{late.Id} of another location was late");
        Assert.IsLessThan(200, downCalls, "two hours of silence were no reason to leave the target alone");

        // A probe a minute finds that it is there again, and a sweep starts who waited.
        var back = start.AddMinutes(130);
        var soon = processDies ? back.AddMinutes(5) : back.AddMinutes(2);
        foreach (var (id, at) in Events(world, troubled).Where(e => e.At < back))
            Assert.IsLessThan(soon, arrived[id].At, $"{id} came late after the target was back");
        await AssertLoggedOnceAsync(world, troubled);
    }

    private static TargetMood MoodAt(TimeSpan since, int calls, DateTimeOffset now) =>
        day.Last(phase => phase.Minute <= since.TotalMinutes).Mood(calls, now);

    /// <summary>First arrivals, with their place among all.</summary>
    private static Dictionary<string, (int Place, DateTimeOffset At)> Arrivals(WebhookWorld world)
    {
        var arrived = new Dictionary<string, (int, DateTimeOffset)>(StringComparer.Ordinal);
        foreach (var seen in ((LocationId[])[troubled, .. well]).SelectMany(location => world.Target.Seen(HostOf(location))))
            arrived.TryAdd(seen.Id, (arrived.Count, seen.At));
        return arrived;
    }

    private static IEnumerable<(string Id, DateTimeOffset At)> Events(WebhookWorld world, params LocationId[] locations)
    {
        var keys = world.Get<TableKeys>();
        var streams = locations.SelectMany(l => Enumerable.Range(0, 30).Select(i => EventStream.Of(keys.ConversationOf(l, new ContactId($"contact{i}"))))).ToHashSet();
        return world.Told.Where(t => streams.Contains(t.Key)).SelectMany(t => t.Value);
    }

    private static IEnumerable<(string Id, TimeSpan Lag)> Lags(WebhookWorld world, Dictionary<string, (int Place, DateTimeOffset At)> arrived, LocationId[] locations) =>
        Events(world, locations).Select(e => (e.Id, arrived[e.Id].At - e.At));

    private static async Task AssertLoggedOnceAsync(WebhookWorld world, LocationId location)
    {
        var logged = new List<string>();
        long? position = null;
        while (await world.Get<EventLogStore>().ReadAsync(location, position, 500, None) is { Events.Count: > 0 } page)
        {
            logged.AddRange(page.Events.Select(e => e.Event.Id));
            position = page.Events[^1].Position;
        }
        CollectionAssert.AreEquivalent(Events(world, location).Select(e => e.Id).ToList(), logged);
    }
}
