using System.Net;
using EmailSync.Simulators;

namespace EmailSync.Tests.Simulators;

[TestClass]
public sealed class ControlTests
{
    [TestMethod]
    public async Task A_delivered_mail_is_what_the_person_sees_reads_moves_and_deletes()
    {
        await using var world = await TestWorld.StartAsync();
        await world.ControlAsync("POST", "/_control/mailboxes", """{"address":"ana@acme.example","displayName":"Ana","accountType":"consumer"}""");
        using var client = world.Client();
        using var content = new ByteArrayContent(TestWorld.Mail("Bob <bob@client.example>", "ana@acme.example", "Offer", "x", "Message-ID: <m1@client.example>"));
        const string Root = "/_control/mailboxes/ana@acme.example/messages";

        using var delivered = await client.PostAsync(new Uri(world.Host.GoogleBaseUrl, "/_control/mailboxes/ana@acme.example/deliver"), content);
        var (_, inbox) = await world.ControlAsync("GET", Root + "?folder=inbox");
        var seen = inbox![0]!;
        var id = seen["id"]!.GetValue<string>();
        await world.ControlAsync("POST", $"{Root}/{id}", """{"read":true,"folder":"trash"}""");
        var (_, trash) = await world.ControlAsync("GET", Root + "?folder=trash");
        await world.ControlAsync("POST", $"{Root}/{id}", """{"deleted":true}""");
        var (_, all) = await world.ControlAsync("GET", Root + "?folder=all");

        Assert.AreEqual(HttpStatusCode.Created, delivered.StatusCode);
        Assert.AreEqual("<m1@client.example>", seen["messageIdHeader"]!.GetValue<string>());
        Assert.AreEqual("Bob <bob@client.example>", seen["from"]!.GetValue<string>());
        Assert.IsFalse(seen["read"]!.GetValue<bool>());
        Assert.AreEqual("inbox", seen["folder"]!.GetValue<string>());
        Assert.IsTrue(trash![0]!["read"]!.GetValue<bool>());
        Assert.IsEmpty(all!.AsArray());
    }

    [TestMethod]
    [DataRow("POST", "/_control/mailboxes", """{"address":"not an address"}""", 400)]
    [DataRow("POST", "/_control/mailboxes", """{"adress":"a@b.example"}""", 400)]
    [DataRow("POST", "/_control/mailboxes", """{"address":"a@b.example","accountType":"robot"}""", 400)]
    [DataRow("POST", "/_control/mailboxes", """{"address":"ana@acme.example"}""", 409)]
    [DataRow("GET", "/_control/mailboxes/nobody@acme.example/messages", null, 404)]
    [DataRow("GET", "/_control/mailboxes/ana@acme.example/messages?folder=attic", null, 400)]
    [DataRow("POST", "/_control/mailboxes/ana@acme.example/messages/ffff", """{"read":true}""", 404)]
    [DataRow("POST", "/_control/faults", """{"fault":"meteor"}""", 400)]
    [DataRow("POST", "/_control/faults", """{"fault":"status","status":200}""", 400)]
    [DataRow("POST", "/_control/faults", """{"fault":"status","times":0}""", 400)]
    [DataRow("POST", "/_control/faults", """{"fault":"status","probability":2}""", 400)]
    [DataRow("POST", "/_control/faults", "[]", 400)]
    [DataRow("POST", "/_control/clock", """{"advance":"soon"}""", 400)]
    [DataRow("POST", "/_control/clock", """{"advance":"-1.00:00:00"}""", 400)]
    [DataRow("POST", "/_control/settings", """{"weather":"rain"}""", 400)]
    [DataRow("POST", "/_control/settings", """{"quotaStatus":200}""", 400)]
    [DataRow("POST", "/_control/settings", "nonsense", 400)]
    [DataRow("GET", "/_control/nonsense", null, 404)]
    public async Task Bad_control_input_is_a_problem_with_a_text(string method, string path, string? json, int expected)
    {
        await using var world = await TestWorld.StartAsync();
        world.Google.AddAccount("ana@acme.example");

        var (status, problem) = await world.ControlAsync(method, path, json);

        Assert.AreEqual(expected, status);
        Assert.AreEqual(expected, problem!["status"]!.GetValue<int>());
        Assert.IsFalse(string.IsNullOrWhiteSpace(problem["detail"]!.GetValue<string>()));
        Assert.IsFalse(string.IsNullOrWhiteSpace(problem["code"]!.GetValue<string>()));
    }

    [TestMethod]
    [DataRow("1.00:00:00", 86_400)]
    [DataRow("P1DT1H", 90_000)]
    [DataRow("90", 90)]
    public async Task The_clock_moves_by_any_way_of_writing_time(string advance, int seconds)
    {
        await using var world = await TestWorld.StartAsync();

        await world.ControlAsync("POST", "/_control/clock", $$"""{"advance":"{{advance}}"}""");

        Assert.AreEqual(TimeSpan.FromSeconds(seconds), world.Clock.Offset);
    }

    [TestMethod]
    public async Task Calls_are_counted_by_mailbox_and_path_with_their_units()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var id = world.Google.Mailbox("ana@acme.example").Deliver(TestWorld.Mail("b@client.example", "ana@acme.example", "x")).Id;
        await ana.GetAsync($"messages/{id}?format=raw");
        await ana.GetAsync($"messages/{id}?format=metadata");
        await ana.GetAsync($"messages/{id}?format=metadata");

        var (_, report) = await world.ControlAsync("GET", "/_control/calls?mailbox=ana@acme.example");

        var metadata = report!["calls"]!.AsArray().Single(call => call!["path"]!.GetValue<string>().EndsWith("format=metadata", StringComparison.Ordinal))!;
        Assert.AreEqual("/gmail/v1/users/{user}/messages/{id}?format=metadata", metadata["path"]!.GetValue<string>());
        Assert.AreEqual(2, metadata["count"]!.GetValue<int>());
        Assert.AreEqual(40, metadata["units"]!.GetValue<int>());
    }

    [TestMethod]
    public async Task A_reset_leaves_an_empty_world()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        await world.FaultAsync("""{"fault":"status","times":5}""");

        await world.ControlAsync("POST", "/_control/reset");

        Assert.AreEqual(401, (await ana.GetAsync("profile")).Status);
        Assert.IsEmpty(world.Google.Accounts);
        Assert.IsEmpty(world.Google.Faults.List());
    }

    [TestMethod]
    public async Task A_taken_port_is_named()
    {
        await using var world = await TestWorld.StartAsync();
        var taken = world.Host.GoogleBaseUrl.Port;

        var error = await Assert.ThrowsExactlyAsync<PortInUseException>(() =>
            SimulatorsHost.StartAsync(SimulatorOptions.OnFreePorts with { GooglePort = taken }, TimeProvider.System, null, CancellationToken.None));

        Assert.AreEqual(taken, error.Port);
    }

    [TestMethod]
    public async Task Webhooks_are_kept_listed_refused_on_order_and_cleared()
    {
        await using var world = await TestWorld.StartAsync();
        var crm = world.Host.CrmBaseUrl;
        await world.ControlAsync("POST", "/_control/hooks/acme", """{"status":503,"times":1}""", crm);

        var refused = await world.ControlAsync("POST", "/hooks/acme", """{"n":1}""", crm);
        var taken = await world.ControlAsync("POST", "/hooks/acme", """{"n":2}""", crm);
        var (_, list) = await world.ControlAsync("GET", "/hooks/acme", null, crm);
        await world.ControlAsync("DELETE", "/hooks/acme", null, crm);
        var (_, empty) = await world.ControlAsync("GET", "/hooks/acme", null, crm);

        Assert.AreEqual((503, 204), (refused.Status, taken.Status));
        Assert.AreEqual("""{"n":2}""", list!.AsArray().Single()!["body"]!.GetValue<string>());
        StringAssert.StartsWith(list[0]!["headers"]!["content-type"]!.GetValue<string>(), "application/json");
        Assert.IsEmpty(empty!.AsArray());
    }
}
