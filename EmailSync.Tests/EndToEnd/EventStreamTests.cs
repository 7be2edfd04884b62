using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

/// <summary>A view of a conversation that somebody looks at hears of its mail as it comes.</summary>
[TestClass]
public sealed class EventStreamTests
{
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => world = await EndToEndWorld.StartAsync(context.CancellationToken);

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    public async Task Mail_arrives_at_whoever_listens_and_one_who_was_cut_off_gets_exactly_what_was_missed()
    {
        var desk = await Desk.OpenAsync(world, "live", Stop);
        await desk.Location.OpensAsync(Stop, world.Hooks.Address("live"), "whsec_ZW5kLXRvLWVuZC1ldmVudHMtc2VjcmV0");
        await desk.Location.HasContactAsync("carl", "carl@live.test", Stop, assignedTo: "ana");
        await desk.BensMail.HasAccountAsync("carl@live.test", Stop);
        await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, "Before", "Hello."), Stop);
        await desk.Location.ShowsAsync("ben", 1, Stop);
        await SeesAsync(desk, "Before");
        string? last;
        await using (var listener = await EventListener.OpenAsync(world.Functions, $"{desk.Location.Path}/events", Stop))
        {
            await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, "First", "Hello."), Stop);
            var (id, type, body) = await listener.NextAsync(Stop);
            Assert.AreEqual(("message.synced", "message.synced", "live", "First"), (type, body.GetProperty("type").GetString(), body.GetProperty("locationId").GetString(), Subject(body)));
            last = id;
        }

        await desk.BensMail.SendsAsync("carl@live.test", new Letter("carl@live.test", desk.Ana, "Of Carl", "Hello."), Stop);
        await desk.Location.ShowsAsync("carl", 1, Stop);
        await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, "Second", "Hello."), Stop);
        await desk.Location.ShowsAsync("ben", 3, Stop);

        await using (var again = await EventListener.OpenAsync(world.Functions, $"{desk.Location.Path}/events", Stop, last))
        {
            Assert.AreEqual("Of Carl", Subject((await again.NextAsync(Stop)).Data));
            Assert.AreEqual("Second", Subject((await again.NextAsync(Stop)).Data));
            await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, "Third", "Hello."), Stop);
            Assert.AreEqual("Third", Subject((await again.NextAsync(Stop)).Data));
        }
        await using var bens = await EventListener.OpenAsync(world.Functions, $"{desk.Location.Path}/events?contact=ben&lastEventId={last}", Stop);
        Assert.AreEqual("Second", Subject((await bens.NextAsync(Stop)).Data));
        Assert.AreEqual("Third", Subject((await bens.NextAsync(Stop)).Data));
    }

    /// <summary>It has come into the log.</summary>
    private async Task SeesAsync(Desk desk, string subject)
    {
        await using var listener = await EventListener.OpenAsync(world.Functions, $"{desk.Location.Path}/events", Stop, "0");
        while (Subject((await listener.NextAsync(Stop)).Data) != subject)
        {
        }
    }

    private static string? Subject(System.Text.Json.JsonElement body) => body.GetProperty("data").TryGetProperty("subject", out var subject) ? subject.GetString() : null;
}
