using System.Net;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

/// <summary>R27, and what becomes of a contact that a logging address made (R14), as the CRM sees them.</summary>
[TestClass]
public sealed class ErasureTests
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
    public async Task R27_A_deleted_contact_is_gone_with_its_mail_and_starts_anew_when_it_is_put_again(Provider provider)
    {
        var desk = await Desk.OpenAsync(world, "erased", provider, Stop);
        await desk.Location.OpensAsync(Stop, settings: new { fillIn = false });
        await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, "Plans", "Hello."), Stop);
        await desk.Location.ShowsAsync("ben", 1, Stop);
        var offer = new CrmMail("ana", "ben", "Offer", Text: "See below.");
        await desk.Location.FinishesAsync(await desk.Location.SendsAsync(offer, "offer", Stop), Stop);
        var messages = await desk.Location.ShowsAsync("ben", 2, Stop);
        await Eventually.SeesAsync(
            () => desk.Location.DecisionsAsync("ana", Stop), lines => lines.Count(l => l.Outcome == "synced") == 2, "the copy in Sent has been found", Stop);
        var contact = $"{desk.Location.Path}/contacts/ben";

        Assert.AreEqual(HttpStatusCode.NoContent, (await DeleteAsync(contact)).Status);

        Assert.AreEqual((HttpStatusCode.NotFound, "unknown_contact"), Problem(await DeleteAsync(contact)));
        Assert.AreEqual((HttpStatusCode.NotFound, "unknown_contact"), Problem(await world.Crm.GetAsync(contact, Stop)));
        Assert.AreEqual((HttpStatusCode.NotFound, "unknown_contact"), Problem(await world.Crm.GetAsync($"{contact}/messages", Stop)));
        foreach (var path in messages.Select(m => $"{desk.Location.Path}/messages/{m.Id}"))
        {
            Assert.AreEqual((HttpStatusCode.NotFound, "unknown_message"), Problem(await world.Crm.GetAsync(path, Stop)));
            Assert.AreEqual((HttpStatusCode.NotFound, "unknown_message"), Problem(await world.Crm.GetAsync($"{path}/raw", Stop)));
        }
        await Eventually.SeesAsync(
            () => desk.Location.DecisionsAsync("ana", Stop),
            lines => lines.Count(l => l is { Outcome: "skipped", Reason: "contact_deleted", MessageId: null }) == 2,
            "the log says that the contact was deleted",
            Stop);
        Assert.AreEqual(
            (HttpStatusCode.UnprocessableEntity, "contact_deleted"),
            Problem(await Eventually.SeesAsync(
                () => world.Crm.PostAsync($"{desk.Location.Path}/messages", offer, Stop, "offer"), a => a.Status != HttpStatusCode.Accepted, "the key is used up", Stop)));

        await desk.Location.HasContactAsync("ben", desk.Ben, Stop, assignedTo: "ana");
        Assert.IsEmpty(await desk.Location.ConversationAsync("ben", Stop));
        await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, "News", "Hello again."), Stop);
        Assert.AreEqual("News", (await desk.Location.ShowsAsync("ben", 1, Stop)).Single().Subject);
        Assert.HasCount(1, (await desk.BensMail.SeesAsync(desk.Ben, "inbox", Stop)).Where(m => m.Subject == "Offer"));
    }

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task R27_A_deleted_location_is_unknown_at_once_and_its_mailboxes_are_given_back(Provider provider)
    {
        var desk = await Desk.OpenAsync(world, "deleted", provider, Stop);
        await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, "Plans", "Hello."), Stop);
        var message = (await desk.Location.ShowsAsync("ben", 1, Stop)).Single();
        var location = desk.Location.Path;

        Assert.AreEqual(HttpStatusCode.NoContent, (await DeleteAsync(location)).Status);

        var offer = new CrmMail("ana", "ben", "Offer", Text: "See below.");
        foreach (var answer in new[]
        {
            await DeleteAsync(location),
            await world.Crm.GetAsync(location, Stop),
            await world.Crm.GetAsync($"{location}/users/ana", Stop),
            await world.Crm.GetAsync($"{location}/users/ana/mailbox", Stop),
            await world.Crm.GetAsync($"{location}/users/ana/mailbox/decisions", Stop),
            await world.Crm.GetAsync($"{location}/contacts/ben", Stop),
            await world.Crm.GetAsync($"{location}/contacts?email={Uri.EscapeDataString(desk.Ben)}", Stop),
            await world.Crm.GetAsync($"{location}/contacts/ben/messages", Stop),
            await world.Crm.GetAsync($"{location}/messages/{message.Id}", Stop),
            await world.Crm.GetAsync($"{location}/messages/{message.Id}/raw", Stop),
            await world.Crm.PutAsync($"{location}/contacts/ben", new { name = "Ben", emails = new[] { desk.Ben } }, Stop),
            await world.Crm.PostAsync($"{location}/messages", offer, Stop, "offer"),
        })
            Assert.AreEqual((HttpStatusCode.NotFound, "unknown_location"), Problem(answer));
        Assert.AreEqual((HttpStatusCode.Conflict, "location_being_deleted"), Problem(await world.Crm.PutAsync(location, new { name = "Anew" }, Stop)));
        await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, "Late", "Hello."), Stop);
        Assert.HasCount(2, await desk.AnasMail.SeesAsync(desk.Ana, "inbox", Stop));
    }

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task R14_The_CRMs_own_contact_takes_over_what_a_logging_address_made(Provider provider)
    {
        var desk = await Desk.OpenAsync(world, "adopted", provider, Stop);
        var log = (await desk.Location.MailboxAsync("ana", Stop)).LoggingAddress!;
        var prospect = $"nora@adopted-{provider.Word()}.test";
        await desk.BensMail.HasAccountAsync(prospect, Stop);
        var sent = await desk.AnasMail.SendsAsync(desk.Ana, new Letter(desk.Ana, $"Nora <{prospect}>", "Hello", "Nice to meet you.") { Bcc = log }, Stop);
        Assert.AreEqual("synced logging_address R14", await desk.Location.WhyAsync("ana", sent, Stop));
        var found = await world.Crm.GetAsync($"{desk.Location.Path}/contacts?email={Uri.EscapeDataString(prospect)}", Stop);
        var made = found.Json.GetProperty("items")[0].GetProperty("id").GetString()!;
        var body = new { name = "Nora", emails = new[] { prospect }, adopts = made };

        var nobody = await world.Crm.PutAsync($"{desk.Location.Path}/contacts/nora", new { name = "Nora", emails = new[] { prospect }, adopts = "ben" }, Stop);
        Assert.AreEqual((HttpStatusCode.UnprocessableEntity, "contact_not_adoptable"), Problem(nobody));
        (await world.Crm.PutAsync($"{desk.Location.Path}/contacts/nora", body, Stop)).Expect(HttpStatusCode.OK);
        (await world.Crm.PutAsync($"{desk.Location.Path}/contacts/nora", body, Stop)).Expect(HttpStatusCode.OK);

        // Microsoft tells whole seconds: mails of the same second have no order.
        await Task.Delay(TimeSpan.FromSeconds(1.1), Stop);
        await desk.BensMail.SendsAsync(prospect, new Letter(prospect, desk.Ana, "More", "Hello."), Stop);

        var messages = await desk.Location.ShowsAsync("nora", 2, Stop);
        Assert.AreEqual("Hello,More", string.Join(',', messages.Select(m => m.Subject)));
        Assert.IsTrue(messages.All(m => m.ConversationId == "nora"));
        Assert.AreEqual("nora", (await desk.Location.MessageAsync(messages[0].Id, Stop)).ConversationId);
        Assert.AreEqual((HttpStatusCode.NotFound, "unknown_contact"), Problem(await world.Crm.GetAsync($"{desk.Location.Path}/contacts/{made}", Stop)));
    }

    private Task<CrmAnswer> DeleteAsync(string path) => world.Crm.CallAsync(HttpMethod.Delete, path, null, Stop);

    private static (HttpStatusCode Status, string? Code) Problem(CrmAnswer answer) => (answer.Status, answer.Code);
}
