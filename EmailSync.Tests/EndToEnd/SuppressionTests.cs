using System.Net;
using System.Text;
using System.Text.Json;
using EmailSync.Core;
using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Core.Suppressions;
using EmailSync.Tests.EndToEnd.Drivers;
using Microsoft.Extensions.Options;

namespace EmailSync.Tests.EndToEnd;

[TestClass]
public sealed class SuppressionTests
{
    private const string OneClick = "List-Unsubscribe=One-Click";
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => world = await EndToEndWorld.StartAsync(context.CancellationToken);

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task R37_A_mail_that_nobody_gets_is_shown_as_bounced_and_the_crm_is_told_once(Provider provider)
    {
        var desk = await Desk.OpenAsync(world, "bounced", provider, Stop);
        await desk.Location.OpensAsync(Stop, world.Hooks.Address(desk.Location.Id), "whsec_" + Convert.ToBase64String("a secret of thirty-two bytes ..."u8));
        await desk.Location.HasContactAsync("dead", "nobody@dead.example", Stop, assignedTo: "ana");

        var id = await desk.Location.SendsAsync(new CrmMail("ana", "dead", "Offer", Text: "See below."), "offer", Stop);
        var message = await Eventually.SeesAsync(
            () => MessageAsync(desk, id), seen => seen.GetProperty("status").GetString() == "bounced", "the mail has bounced", Stop);
        var told = await Eventually.SeesAsync(
            () => ToldAsync(desk.Location.Id), seen => seen.Contains("message.bounced"), "the CRM has heard of it", Stop);

        StringAssert.StartsWith(message.GetProperty("failure").GetString()!, "bounced:5.1.1", StringComparison.Ordinal);
        var undelivered = message.GetProperty("undelivered").EnumerateArray().Single();
        Assert.AreEqual("nobody@dead.example", undelivered.GetProperty("email").GetString());
        Assert.AreEqual(message.GetProperty("bouncedAt").GetDateTimeOffset(), undelivered.GetProperty("at").GetDateTimeOffset());
        Assert.AreEqual(1, told.Count(t => t == "message.bounced"), string.Join(", ", told));
        var suppressed = (await ListAsync(desk, "?email=NOBODY@dead.example")).Items.Single();
        Assert.AreEqual(("hardBounce", id), (suppressed.Reason, suppressed.MessageId));
    }

    [TestMethod]
    public async Task A_suppression_is_put_found_listed_in_pages_and_taken_away_in_its_location_only()
    {
        var (here, there) = (world.Crm.Location("put-here"), world.Crm.Location("put-there"));
        await here.OpensAsync(Stop);
        await there.OpensAsync(Stop);
        string[] addresses = ["a@x.example", "b+tag@x.example", "c/d@x.example", "é@x.example", "Carla@Client.Example"];

        foreach (var address in addresses)
            Assert.AreEqual("manual", (await PutAsync(here, address, "{}")).Expect(HttpStatusCode.OK).As<Seen>().Reason, address);
        var first = (await ListAsync(here, "?email=carla@client.example")).Items.Single();
        Assert.AreEqual(first, (await PutAsync(here, "carla@client.example", """{"reason":"hardBounce"}""")).As<Seen>());
        Assert.AreEqual("complained", (await PutAsync(here, "carla@client.example", """{"reason":"complained"}""")).As<Seen>().Reason);

        var listed = new List<Seen>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await ListAsync(here, $"?limit=2{(cursor.Length == 0 ? "" : "&cursor=" + cursor)}");
            Assert.IsLessThanOrEqualTo(2, page.Items.Count);
            listed.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        CollectionAssert.AreEquivalent(addresses, listed.Select(s => s.Email).ToArray());
        Assert.IsEmpty((await ListAsync(there, "")).Items);

        Assert.AreEqual(HttpStatusCode.NotFound, (await DeleteAsync(there, first.Id)).Status);
        (await DeleteAsync(here, first.Id)).Expect(HttpStatusCode.NoContent);
        Assert.AreEqual("unknown_suppression", (await DeleteAsync(here, first.Id)).Code);
        foreach (var address in addresses[..4])
            (await DeleteAsync(here, Uri.EscapeDataString(address))).Expect(HttpStatusCode.NoContent);
        Assert.IsEmpty((await ListAsync(here, "")).Items);
    }

    [TestMethod]
    public async Task The_link_in_a_mail_shows_a_page_that_changes_nothing_and_one_click_unsubscribes_once_and_for_all()
    {
        var desk = await Desk.OpenAsync(world, "leaving", Stop);
        var id = await desk.Location.SendsAsync(new CrmMail("ana", "ben", "Offer", Text: "See below."), "offer", Stop);
        await desk.Location.FinishesAsync(id, Stop);
        var link = Link(desk.Location.Id, desk.Ben, id);

        var page = await CallAsync(HttpMethod.Get, link, null);
        var text = Encoding.UTF8.GetString(page.Expect(HttpStatusCode.OK).Body);
        Assert.AreEqual("text/html", page.MediaType);
        StringAssert.Contains(page.Headers["Content-Security-Policy"], "default-src 'none'", StringComparison.Ordinal);
        Assert.AreEqual(("nosniff", "DENY", "no-store", "no-referrer"), (page.Headers["X-Content-Type-Options"], page.Headers["X-Frame-Options"], page.Headers["Cache-Control"], page.Headers["Referrer-Policy"]));
        Assert.IsFalse(page.Headers.ContainsKey("Set-Cookie"));
        foreach (var absent in new[] { "<script", "http", "src=", desk.Ben, desk.Location.Id, "Offer" })
            Assert.IsFalse(text.Contains(absent, StringComparison.OrdinalIgnoreCase), absent);
        Assert.IsEmpty((await ListAsync(desk.Location, "")).Items);

        foreach (var (body, type) in new[] { ("", "application/x-www-form-urlencoded"), ("List-Unsubscribe=No", "application/x-www-form-urlencoded"), ("{}", "application/json"), ("--b--", "multipart/form-data; boundary=b") })
            Assert.AreEqual((HttpStatusCode.BadRequest, "invalid_request"), Of(await CallAsync(HttpMethod.Post, link, body, type)), body);
        Assert.AreEqual((HttpStatusCode.RequestEntityTooLarge, "body_too_large"), Of(await CallAsync(HttpMethod.Post, link, OneClick + new string('&', 17 * 1024))));
        Assert.IsEmpty((await ListAsync(desk.Location, "")).Items);

        (await CallAsync(HttpMethod.Post, link, OneClick)).Expect(HttpStatusCode.OK);
        var first = (await ListAsync(desk.Location, "")).Items.Single();
        (await CallAsync(HttpMethod.Post, link, $"--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n", "Multipart/Form-Data; boundary=b")).Expect(HttpStatusCode.OK);

        Assert.AreEqual(("unsubscribed", desk.Ben, id), (first.Reason, first.Email, first.MessageId));
        Assert.AreEqual(first, (await ListAsync(desk.Location, "")).Items.Single());
    }

    [TestMethod]
    public async Task A_forged_link_is_answered_like_any_other_and_changes_nothing()
    {
        var desk = await Desk.OpenAsync(world, "forged-link", Stop);
        var id = await desk.Location.SendsAsync(new CrmMail("ana", "ben", "Offer", Text: "See below."), "offer", Stop);
        var token = Link(desk.Location.Id, desk.Ben, id).Segments[^1];
        var bodies = new HashSet<string>();

        foreach (var forged in new[] { "x", token[..^1], token + "A", (token[0] == 'a' ? 'b' : 'a') + token[1..], new string('0', 24) + token[24..], new string('a', 1500), "..%2F.." })
        {
            foreach (var (method, body) in new[] { (HttpMethod.Get, null), (HttpMethod.Post, OneClick), (HttpMethod.Post, "") })
            {
                var answer = await CallAsync(method, new Uri(world.Functions, "api/unsubscribe/" + forged), body);
                Assert.AreEqual((HttpStatusCode.NotFound, "unknown_unsubscribe_link"), Of(answer), $"{method} {forged}");
                bodies.Add(answer.Told);
            }
        }

        Assert.HasCount(1, bodies);
        Assert.IsEmpty((await ListAsync(desk.Location, "")).Items);
    }

    /// <summary>As the product writes it into the mail.</summary>
    private static Uri Link(string location, string address, string message)
    {
        var keys = new TableKeys(new KeyHasher(EmailSyncKeys.Parse(File.ReadAllText(world.KeyFile)).Hashing));
        Assert.IsTrue(EmailAddress.TryParse(address, out var recipient));
        Assert.IsTrue(MessageId.TryParse(message, out var id));
        return new UnsubscribeLinks(keys, Options.Create(new EmailSyncOptions { PublicBaseUrl = world.Functions.AbsoluteUri })).UrlOf(new LocationId(location), recipient, id);
    }

    private static (HttpStatusCode, string?) Of(CrmAnswer answer) => (answer.Status, answer.Code);

    /// <summary>Without any key, as the recipient's mail service calls.</summary>
    private async Task<CrmAnswer> CallAsync(HttpMethod method, Uri link, string? body, string type = "application/x-www-form-urlencoded")
    {
        using var content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (content is not null)
            Assert.IsTrue(content.Headers.TryAddWithoutValidation("Content-Type", type));
        using var request = new HttpRequestMessage(method, link) { Content = content };
        return await Crm.SendAsync(request, Stop);
    }

    private Task<CrmAnswer> PutAsync(CrmLocation location, string address, string body) =>
        world.Crm.CallAsync(HttpMethod.Put, $"{location.Path}/suppressions/{Uri.EscapeDataString(address)}", new StringContent(body, Encoding.UTF8, "application/json"), Stop);

    private Task<CrmAnswer> DeleteAsync(CrmLocation location, string who) => world.Crm.CallAsync(HttpMethod.Delete, $"{location.Path}/suppressions/{who}", null, Stop);

    private Task<CrmPage<Seen>> ListAsync(Desk desk, string query) => ListAsync(desk.Location, query);

    private async Task<CrmPage<Seen>> ListAsync(CrmLocation location, string query) =>
        (await world.Crm.GetAsync($"{location.Path}/suppressions{query}", Stop)).Expect(HttpStatusCode.OK).As<CrmPage<Seen>>();

    private async Task<JsonElement> MessageAsync(Desk desk, string id) =>
        (await world.Crm.GetAsync($"{desk.Location.Path}/messages/{id}", Stop)).Expect(HttpStatusCode.OK).Json;

    private async Task<IReadOnlyList<string>> ToldAsync(string hook) =>
        [.. (await world.Hooks.ReceivedAsync(hook, Stop)).Select(h => JsonDocument.Parse(h.Body).RootElement.GetProperty("type").GetString()!)];

    private sealed record Seen(string Id, string? Email, string Reason, DateTimeOffset Since, string? MessageId);
}
