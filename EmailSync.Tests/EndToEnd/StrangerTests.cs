using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

[TestClass]
public sealed class StrangerTests
{
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => world = await EndToEndWorld.StartAsync(context.CancellationToken);

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    public async Task R13_Mail_of_strangers_is_decided_on_headers_alone()
    {
        var desk = await Desk.OpenAsync(world, "strangers", Stop);
        await world.Gmail.HasAccountAsync("dora@elsewhere.test", Stop);

        await world.Gmail.SendsAsync("dora@elsewhere.test", new Letter("dora@elsewhere.test", desk.Ana, "Private", "For Ana's eyes."), Stop);
        await world.Gmail.SendsAsync(desk.Ana, new Letter(desk.Ana, "dora@elsewhere.test", "Also private", "For Dora's eyes."), Stop);
        var decisions = await Eventually.SeesAsync(
            () => desk.Location.DecisionsAsync("ana", Stop), seen => seen.Count >= 2, "both mails have been decided", Stop);

        Assert.HasCount(2, decisions);
        Assert.IsTrue(decisions.All(d => (d.Outcome, d.Reason, d.Rule) == ("skipped", "no_known_contact", "R13")));
        var reads = (await world.Gmail.CallsAsync(desk.Ana, Stop)).Calls
            .Where(call => call.Method == "GET" && call.Path.Contains("/messages/{", StringComparison.Ordinal)).ToList();
        Assert.IsNotEmpty(reads);
        Assert.IsTrue(reads.All(call => call.Path.EndsWith("?format=metadata", StringComparison.Ordinal)), string.Join(' ', reads));
        Assert.IsEmpty(await desk.Location.ConversationAsync("ben", Stop));
    }

    [TestMethod]
    public async Task B1_The_decision_log_can_be_asked_by_outcome_message_and_time()
    {
        var desk = await Desk.OpenAsync(world, "asked", Stop);
        await world.Gmail.HasAccountAsync("eve@elsewhere.test", Stop);
        var known = await world.Gmail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, "Known", "Hello"), Stop);
        await world.Gmail.SendsAsync("eve@elsewhere.test", new Letter("eve@elsewhere.test", desk.Ana, "Unknown", "Hello"), Stop);
        await Eventually.SeesAsync(() => desk.Location.DecisionsAsync("ana", Stop), seen => seen.Count >= 2, "both have been decided", Stop);

        var synced = (await desk.Location.DecisionsAsync("ana", Stop, "?outcome=synced")).Single();
        var skipped = (await desk.Location.DecisionsAsync("ana", Stop, "?outcome=skipped")).Single();
        var byHeader = (await desk.Location.DecisionsAsync("ana", Stop, $"?messageIdHeader={Uri.EscapeDataString(known.MessageIdHeader!)}")).Single();
        var byId = (await desk.Location.DecisionsAsync("ana", Stop, $"?providerMessageId={skipped.ProviderMessageId}")).Single();
        var later = await desk.Location.DecisionsAsync("ana", Stop, $"?since={TimeProvider.System.GetUtcNow().AddHours(1):yyyy-MM-ddTHH:mm:ssZ}");
        var newest = await desk.Location.DecisionsAsync("ana", Stop, "?limit=1");

        Assert.AreEqual(("from_contact", "R11"), (synced.Reason, synced.Rule));
        Assert.AreEqual((await desk.Location.ConversationAsync("ben", Stop)).Single().Id, synced.MessageId);
        Assert.IsNull(skipped.MessageId);
        Assert.AreEqual(synced, byHeader);
        Assert.AreEqual(skipped, byId);
        Assert.IsEmpty(later);
        Assert.AreEqual(skipped, newest.Single());
        Assert.IsEmpty(await desk.Location.DecisionsAsync("ana", Stop, "?outcome=quarantined"));
    }
}
