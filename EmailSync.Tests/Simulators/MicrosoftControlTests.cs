using System.Net;
using System.Text.Json.Nodes;

namespace EmailSync.Tests.Simulators;

[TestClass]
public sealed class MicrosoftControlTests
{
    private const string Ana = MicrosoftDesk.Ana;
    private const string Root = "/_control/mailboxes/" + Ana;

    [TestMethod]
    public async Task An_account_is_made_over_http_and_its_type_is_one_of_microsofts()
    {
        await using var world = await TestWorld.StartAsync();

        var made = await CallAsync(world, "POST", "/_control/mailboxes", """{"address":"pia@outlook.example","displayName":"Pia","accountType":"personal"}""");
        var again = await CallAsync(world, "POST", "/_control/mailboxes", """{"address":"pia@outlook.example"}""");
        var atGoogle = await world.ControlAsync("POST", "/_control/mailboxes", """{"address":"pia@outlook.example"}""");
        var wrong = await CallAsync(world, "POST", "/_control/mailboxes", """{"address":"x@outlook.example","accountType":"workspace"}""");
        var (_, list) = await CallAsync(world, "GET", "/_control/mailboxes");

        Assert.AreEqual(201, made.Status);
        Assert.AreEqual("personal", made.Json!["accountType"]!.GetValue<string>());
        Assert.AreEqual((409, 409, 400), (again.Status, atGoogle.Status, wrong.Status), "an address has one mailbox in the world");
        Assert.HasCount(1, list!.AsArray());
    }

    [TestMethod]
    public async Task A_person_sees_reads_moves_and_deletes_over_http()
    {
        await using var world = await WithAnaAsync();
        await CallAsync(world, "POST", Root + "/folders", """{"name":"Projects"}""");
        await CallAsync(world, "POST", Root + "/folders", """{"name":"2026","parent":"Projects"}""");

        var placed = await DeliverAsync(world, "deliver", TestWorld.Mail("Bob <bob@client.example>", Ana, "Hello", "x", "Message-ID: <m1@client.example>"));
        var (_, inbox) = await CallAsync(world, "GET", Root + "/messages?folder=inbox");
        var id = placed["id"]!.GetValue<string>();
        await CallAsync(world, "POST", $"{Root}/messages/{id}", """{"read":true,"folder":"Projects/2026"}""");
        var (_, filed) = await CallAsync(world, "GET", Root + "/messages?folder=Projects%2F2026");
        await CallAsync(world, "POST", $"{Root}/messages/{id}", """{"folder":"spam"}""");
        var (_, junk) = await CallAsync(world, "GET", Root + "/messages?folder=junk");
        await CallAsync(world, "POST", $"{Root}/messages/{id}", """{"deleted":true}""");
        var (_, all) = await CallAsync(world, "GET", Root + "/messages?folder=all");

        var seen = inbox!.AsArray().Single()!;
        Assert.AreEqual(("<m1@client.example>", "bob@client.example", "Hello", "inbox"), (
            seen["messageIdHeader"]!.GetValue<string>(), seen["from"]!.GetValue<string>(), seen["subject"]!.GetValue<string>(), seen["folder"]!.GetValue<string>()));
        Assert.IsFalse(seen["read"]!.GetValue<bool>());
        Assert.AreEqual(("Projects/2026", id), (filed![0]!["folder"]!.GetValue<string>(), filed[0]!["id"]!.GetValue<string>()), "the id stays while the mail moves");
        Assert.IsTrue(filed[0]!["read"]!.GetValue<bool>());
        Assert.AreEqual("junk", junk![0]!["folder"]!.GetValue<string>());
        Assert.IsEmpty(all!.AsArray());
    }

    [TestMethod]
    public async Task The_stored_bytes_end_with_those_that_came()
    {
        await using var world = await WithAnaAsync();
        var mail = TestWorld.Mail("bob@client.example", Ana, "Hello");
        var id = (await DeliverAsync(world, "deliver", mail))["id"]!.GetValue<string>();

        using var client = world.Client();
        var raw = await client.GetByteArrayAsync(new Uri(world.Host.MicrosoftBaseUrl, $"{Root}/messages/{id}/raw"));

        Assert.IsTrue(raw.AsSpan().EndsWith(mail));
    }

    [TestMethod]
    public async Task A_mail_sent_by_a_person_reaches_the_other_provider_and_lies_in_sent()
    {
        await using var world = await WithAnaAsync();
        world.Google.AddAccount("kim@gmail.example");

        await DeliverAsync(world, "send", TestWorld.Mail(Ana, "kim@gmail.example", "Across"));
        var (_, sent) = await CallAsync(world, "GET", Root + "/messages?folder=sent");
        var (_, arrived) = await world.ControlAsync("GET", "/_control/mailboxes/kim@gmail.example/messages");

        Assert.AreEqual("Across", sent![0]!["subject"]!.GetValue<string>());
        Assert.AreEqual("Across", arrived![0]!["subject"]!.GetValue<string>());
    }

    [TestMethod]
    public async Task A_rule_files_what_arrives()
    {
        await using var world = await WithAnaAsync();
        await CallAsync(world, "POST", Root + "/folders", """{"name":"Clients"}""");

        var rule = await CallAsync(world, "POST", Root + "/rules", """{"from":"client.example","folder":"Clients"}""");
        await DeliverAsync(world, "deliver", TestWorld.Mail("bob@client.example", Ana, "filed"));
        await DeliverAsync(world, "deliver", TestWorld.Mail("bob@other.example", Ana, "not filed"));
        var (_, filed) = await CallAsync(world, "GET", Root + "/messages?folder=Clients");
        var (_, folders) = await CallAsync(world, "GET", Root + "/folders");

        Assert.AreEqual(204, rule.Status);
        Assert.AreEqual("filed", filed!.AsArray().Single()!["subject"]!.GetValue<string>());
        Assert.IsTrue(folders!.AsArray().Any(folder => folder!.GetValue<string>() == "Clients"));
    }

    [TestMethod]
    public async Task A_proxy_address_receives()
    {
        await using var world = await WithAnaAsync();
        world.Google.AddAccount("kim@gmail.example");

        var added = await CallAsync(world, "POST", Root + "/send-as", """{"address":"sales@acme.example"}""");
        world.Google.SendFromClient("kim@gmail.example", TestWorld.Mail("kim@gmail.example", "sales@acme.example", "To the alias"));
        var (_, inbox) = await CallAsync(world, "GET", Root + "/messages");

        Assert.AreEqual(204, added.Status);
        Assert.AreEqual("To the alias", inbox![0]!["subject"]!.GetValue<string>());
    }

    [TestMethod]
    [DataRow("POST", "/_control/mailboxes", """{"address":"not an address"}""", 400)]
    [DataRow("GET", "/_control/mailboxes/nobody@acme.example/messages", null, 404)]
    [DataRow("GET", Root + "/messages?folder=attic", null, 400)]
    [DataRow("POST", Root + "/messages/AAMkNobody", """{"read":true}""", 400)]
    [DataRow("POST", Root + "/messages/AAMkNobody", """{}""", 400)]
    [DataRow("POST", Root + "/folders", """{"name":"a/b"}""", 400)]
    [DataRow("POST", Root + "/folders", """{"name":"x","parent":"attic"}""", 400)]
    [DataRow("POST", Root + "/folders", """{"name":"Archive"}""", 409)]
    [DataRow("POST", Root + "/rules", """{"folder":"inbox"}""", 400)]
    [DataRow("POST", Root + "/rules", """{"from":"x","folder":"attic"}""", 400)]
    [DataRow("POST", Root + "/lifecycle", """{"event":"holiday"}""", 400)]
    [DataRow("POST", Root + "/send-as", """{"address":"x@acme.example","verified":false}""", 400)]
    [DataRow("POST", "/_control/settings", """{"priceList":"old"}""", 400)]
    [DataRow("POST", "/_control/settings", """{"maxSubscriptionMinutes":5}""", 400)]
    [DataRow("POST", "/_control/faults", """{"fault":"meteor"}""", 400)]
    [DataRow("GET", "/_control/nonsense", null, 404)]
    public async Task Bad_control_input_is_a_problem_with_a_text(string method, string path, string? json, int expected)
    {
        await using var world = await WithAnaAsync();

        var (status, problem) = await CallAsync(world, method, path, json);

        Assert.AreEqual(expected, status, problem?.ToJsonString());
        Assert.IsFalse(string.IsNullOrWhiteSpace(problem!["detail"]!.GetValue<string>()));
        Assert.IsFalse(string.IsNullOrWhiteSpace(problem["code"]!.GetValue<string>()));
    }

    [TestMethod]
    public async Task Gmail_says_that_it_has_no_folders_of_ones_own()
    {
        await using var world = await TestWorld.StartAsync();
        world.Google.AddAccount("kim@gmail.example");

        var (status, problem) = await world.ControlAsync("POST", "/_control/mailboxes/kim@gmail.example/folders", """{"name":"x"}""");

        Assert.AreEqual((404, "not_found"), (status, problem!["code"]!.GetValue<string>()));
    }

    [TestMethod]
    public async Task Revoking_and_expiring_over_http_strike()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        await desk.SubscribeAsync();

        var told = await CallAsync(desk.World, "POST", Root + "/lifecycle", """{"event":"missed"}""");
        await desk.SettledAsync(() => desk.Receiver.LifecycleEvents.Contains("missed"), "the event came");
        var expired = await CallAsync(desk.World, "POST", "/_control/faults", """{"fault":"expireWatch"}""");
        var left = (await desk.ListAsync()).ToArray();
        await CallAsync(desk.World, "POST", Root + "/revoke");

        Assert.AreEqual(1, told.Json!["told"]!.GetValue<int>());
        Assert.AreEqual((201, 1), (expired.Status, expired.Json!["hits"]!.GetValue<int>()));
        Assert.IsEmpty(left);
        Assert.AreEqual(HttpStatusCode.Unauthorized, (await desk.CallAsync("GET", "/subscriptions")).Status);
    }

    [TestMethod]
    public async Task Settings_change_one_by_one()
    {
        await using var world = await TestWorld.StartAsync();

        var changed = await CallAsync(world, "POST", "/_control/settings", """{"claimsChallenge":true}""");

        Assert.AreEqual(200, changed.Status);
        Assert.IsTrue(world.Host.Microsoft.Settings is { ClaimsChallenge: true, AutoConsent: true, MaxConcurrentPerMailbox: 4 });
    }

    [TestMethod]
    public async Task Clock_and_reset_are_for_the_whole_world()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        desk.World.Google.AddAccount("kim@gmail.example");
        await desk.SubscribeAsync();

        await CallAsync(desk.World, "POST", "/_control/clock", """{"advance":"90"}""");
        await CallAsync(desk.World, "POST", "/_control/reset");

        Assert.AreEqual(TimeSpan.FromSeconds(90), desk.World.Clock.Offset);
        Assert.IsEmpty(desk.World.Google.Accounts);
        Assert.IsEmpty(desk.Driver.Microsoft.Accounts);
        Assert.AreEqual(HttpStatusCode.Unauthorized, (await desk.CallAsync("GET", "/subscriptions")).Status);
    }

    private static async Task<TestWorld> WithAnaAsync()
    {
        var world = await TestWorld.StartAsync();
        world.Host.Microsoft.AddAccount(Ana);
        return world;
    }

    private static Task<(int Status, JsonNode? Json)> CallAsync(TestWorld world, string method, string path, string? json = null) =>
        world.ControlAsync(method, path, json, world.Host.MicrosoftBaseUrl);

    private static async Task<JsonNode> DeliverAsync(TestWorld world, string how, byte[] mail)
    {
        using var client = world.Client();
        using var content = new ByteArrayContent(mail);
        using var response = await client.PostAsync(new Uri(world.Host.MicrosoftBaseUrl, $"{Root}/{how}"), content);
        var body = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(HttpStatusCode.Created, response.StatusCode, body);
        return JsonNode.Parse(body)!;
    }
}
