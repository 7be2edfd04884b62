using System.Net;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

[TestClass]
public sealed class FillInTests
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
    public async Task B4_Mail_of_a_contact_that_is_added_later_is_filled_in_and_the_log_says_so(Provider provider)
    {
        var desk = await Desk.OpenAsync(world, "filled", provider, Stop);
        var dora = $"dora@filled-{provider.Word()}.test";
        await desk.BensMail.HasAccountAsync(dora, Stop);
        await desk.BensMail.SendsAsync(dora, new Letter(dora, desk.Ana, "Before she was known", "Hello."), Stop);
        var about = $"?address={Uri.EscapeDataString(dora.ToUpperInvariant())}";
        await Eventually.SeesAsync(() => desk.Location.DecisionsAsync("ana", Stop, about), seen => seen.Count == 1, "the mail has been decided", Stop);

        await desk.Location.HasContactAsync("dora", dora, Stop, assignedTo: "ana");

        Assert.AreEqual("Before she was known", (await desk.Location.ShowsAsync("dora", 1, Stop)).Single().Subject);
        var line = await Eventually.SeesAsync(
            async () => (await desk.Location.DecisionsAsync("ana", Stop, about)).Single(), seen => seen.Outcome == "synced", "the log has the new word", Stop);
        Assert.AreEqual(line, (await desk.Location.DecisionsAsync("ana", Stop, $"?providerMessageId={line.ProviderMessageId}")).Single());
        Assert.IsEmpty(await desk.Location.DecisionsAsync("ana", Stop, $"?address={Uri.EscapeDataString(desk.Ben)}"));
    }

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task B4_A_location_that_does_not_want_it_can_ask_for_it(Provider provider)
    {
        var desk = await Desk.OpenAsync(world, "asked-for", provider, Stop);
        var eve = $"eve@asked-{provider.Word()}.test";
        (await world.Crm.PutAsync(desk.Location.Path, new { name = desk.Location.Id, settings = new { fillIn = false } }, Stop)).Expect(HttpStatusCode.OK);
        await desk.BensMail.HasAccountAsync(eve, Stop);
        await desk.BensMail.SendsAsync(eve, new Letter(eve, desk.Ana, "Unknown", "Hello."), Stop);
        await Eventually.SeesAsync(() => desk.Location.DecisionsAsync("ana", Stop), seen => seen.Count == 1, "the mail has been decided", Stop);
        await desk.Location.HasContactAsync("eve", eve, Stop, assignedTo: "ana");

        var nobody = await world.Crm.CallAsync(HttpMethod.Post, $"{desk.Location.Path}/contacts/nobody/backfill", null, Stop);
        var eves = await world.Crm.CallAsync(HttpMethod.Post, $"{desk.Location.Path}/contacts/eve/backfill", null, Stop);

        Assert.AreEqual((HttpStatusCode.NotFound, HttpStatusCode.Accepted), (nobody.Status, eves.Status));
        await desk.Location.ShowsAsync("eve", 1, Stop);
    }
}
