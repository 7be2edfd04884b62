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
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task R13_Mail_of_strangers_is_decided_on_headers_alone(Provider provider)
    {
        var desk = await Desk.OpenAsync(world, "strangers", provider, Stop);
        var dora = $"dora@{provider.Word()}.test";
        await desk.BensMail.HasAccountAsync(dora, Stop);

        await desk.BensMail.SendsAsync(dora, new Letter(dora, desk.Ana, "Private", "For Ana's eyes."), Stop);
        await desk.AnasMail.SendsAsync(desk.Ana, new Letter(desk.Ana, dora, "Also private", "For Dora's eyes."), Stop);
        var decisions = await Eventually.SeesAsync(
            () => desk.Location.DecisionsAsync("ana", Stop), seen => seen.Count >= 2, "both mails have been decided", Stop);

        Assert.HasCount(2, decisions);
        Assert.IsTrue(decisions.All(d => (d.Outcome, d.Reason, d.Rule) == ("skipped", "no_known_contact", "R13")));
        Assert.IsEmpty(await BodiesAsync());
        Assert.IsEmpty(await desk.Location.ConversationAsync("ben", Stop));

        // The eye for bodies is open: a contact's mail is fetched.
        await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, "Hello", "For the CRM."), Stop);
        await desk.Location.ShowsAsync("ben", 1, Stop);
        Assert.IsNotEmpty(await BodiesAsync());

        async Task<IEnumerable<MailCall>> BodiesAsync() => (await desk.AnasMail.CallsAsync(desk.Ana, Stop)).Calls.Where(desk.AnasMail.FetchesBody);
    }

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task B1_The_decision_log_can_be_asked_by_outcome_message_and_time(Provider provider)
    {
        var desk = await Desk.OpenAsync(world, "asked", provider, Stop);
        var eve = $"eve@{provider.Word()}.test";
        await desk.BensMail.HasAccountAsync(eve, Stop);
        var known = await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, "Known", "Hello"), Stop);
        await desk.BensMail.SendsAsync(eve, new Letter(eve, desk.Ana, "Unknown", "Hello"), Stop);
        await Eventually.SeesAsync(() => desk.Location.DecisionsAsync("ana", Stop), seen => seen.Count >= 2, "both have been decided", Stop);

        var synced = (await desk.Location.DecisionsAsync("ana", Stop, "?outcome=synced")).Single();
        var skipped = (await desk.Location.DecisionsAsync("ana", Stop, "?outcome=skipped")).Single();
        var byHeader = (await desk.Location.DecisionsAsync("ana", Stop, $"?messageIdHeader={Uri.EscapeDataString(known.MessageIdHeader!)}")).Single();
        var byId = (await desk.Location.DecisionsAsync("ana", Stop, $"?providerMessageId={skipped.ProviderMessageId}")).Single();
        var later = await desk.Location.DecisionsAsync("ana", Stop, $"?since={TimeProvider.System.GetUtcNow().AddHours(1):yyyy-MM-ddTHH:mm:ssZ}");
        var newest = await desk.Location.DecisionsAsync("ana", Stop, "?limit=1");
        var all = await desk.Location.DecisionsAsync("ana", Stop);

        Assert.AreEqual(("from_contact", "R11"), (synced.Reason, synced.Rule));
        Assert.AreEqual((await desk.Location.ConversationAsync("ben", Stop)).Single().Id, synced.MessageId);
        Assert.IsNull(skipped.MessageId);
        Assert.AreEqual(synced, byHeader);

        // A mail that nobody knows is decided again where the provider shows it once more, by its notification and in its folder.
        Assert.AreEqual(skipped, byId with { At = skipped.At });
        Assert.IsEmpty(later);
        Assert.HasCount(2, all);
        Assert.AreEqual(all[0], newest.Single() with { At = all[0].At });
        Assert.IsEmpty(await desk.Location.DecisionsAsync("ana", Stop, "?outcome=quarantined"));
    }
}
