using System.Text.Json.Nodes;
using EmailSync.Simulators;
using EmailSync.Simulators.Faults;

namespace EmailSync.Tests.Simulators;

[TestClass]
public sealed class GraphBatchAndLimitTests
{
    [TestMethod]
    public async Task A_batch_answers_each_call_for_itself_and_fails_what_depends_on_a_failure()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        var id = ana.Receive("Offer").Id;
        world.Microsoft.AddFault(new FaultRule(FaultKind.Status, new FaultMatch(Path: "*/mailFolders/archive"), Status: 429, RetryAfter: 7));

        var answer = await ana.OkAsync(HttpMethod.Post, "/v1.0/$batch", $$"""
            {"requests":[
              {"id":"1","method":"GET","url":"/me/messages/{{id}}?$select=subject"},
              {"id":"2","method":"PATCH","url":"/me/messages/{{id}}","headers":{"Content-Type":"application/json"},"body":{"isRead":true} },
              {"id":"3","method":"GET","url":"/me/mailFolders/archive"},
              {"id":"4","method":"GET","url":"/me/messages/{{id}}/$value"}]}
            """);
        var chain = await ana.OkAsync(HttpMethod.Post, "/v1.0/$batch", """
            {"requests":[{"id":"a","method":"GET","url":"/me/mailFolders/nowhere"},{"id":"b","method":"GET","url":"/me/mailFolders/inbox","dependsOn":["A"]}]}
            """);

        var replies = answer["responses"]!.AsArray().ToDictionary(reply => reply!["id"]!.GetValue<string>(), reply => reply!);
        Assert.AreEqual("Offer", replies["1"]["body"]!["subject"]!.GetValue<string>());
        Assert.AreEqual(200, replies["2"]["status"]!.GetValue<int>());
        Assert.AreEqual(429, replies["3"]["status"]!.GetValue<int>());
        Assert.AreEqual("7", replies["3"]["headers"]!["Retry-After"]!.GetValue<string>());
        Assert.IsGreaterThan(0, Convert.FromBase64String(replies["4"]["body"]!.GetValue<string>()).Length);
        CollectionAssert.AreEquivalent(new[] { 400, 424 }, chain["responses"]!.AsArray().Select(reply => reply!["status"]!.GetValue<int>()).ToArray());
        Assert.IsTrue(ana.Mailbox.See().Single().Read);
    }

    [TestMethod]
    [DataRow("""{"requests":[]}""")]
    [DataRow("""{"requests":[{"id":"1","method":"GET","url":"/me"},{"id":"1","method":"GET","url":"/me"}]}""")]
    [DataRow("""{"requests":[{"id":"1","method":"GET","url":"/me","dependsOn":["2"]}]}""")]
    [DataRow("""{"requests":[{"id":"1","method":"PATCH","url":"/me/messages/x","body":{"isRead":true}}]}""")]
    [DataRow("""{"requests":[{"id":"1","method":"GET","url":"/me"},{"id":"2","method":"GET","url":"/me"},{"id":"3","method":"GET","url":"/me","dependsOn":["2"]}]}""")]
    public async Task A_batch_that_breaks_the_rules_is_refused_as_a_whole(string body)
    {
        await using var world = await GraphWorld.StartAsync();

        var answer = await world.User("ana@acme.example").PostAsync("/v1.0/$batch", body);

        Assert.AreEqual((400, "BadRequest"), (answer.Status, GraphUser.Code(answer)));
    }

    [TestMethod]
    public async Task More_than_twenty_calls_are_no_batch()
    {
        await using var world = await GraphWorld.StartAsync();
        var calls = new JsonArray([.. Enumerable.Range(1, 21).Select(number => (JsonNode)new JsonObject { ["id"] = $"{number}", ["method"] = "GET", ["url"] = "/me" })]);

        var answer = await world.User("ana@acme.example").PostAsync("/v1.0/$batch", new JsonObject { ["requests"] = calls }.ToJsonString());

        Assert.AreEqual(400, answer.Status);
    }

    [TestMethod]
    public async Task The_fifth_call_at_a_time_is_throttled_and_another_mailbox_is_not()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        var bob = world.User("bob@acme.example");
        world.Microsoft.AddFault(new FaultRule(FaultKind.Slow, new FaultMatch(Path: "*/mailFolders"), DelayMs: 600_000, Times: 4));
        var slow = Enumerable.Range(0, 4).Select(_ => ana.GetAsync("mailFolders")).ToArray();
        await TestWorld.EventuallyAsync(() => world.Microsoft.Faults.List()[0].Hits == 4, "four calls are in flight");

        using var client = world.World.Client();
        using var request = ana.Request(HttpMethod.Get, "mailFolders/inbox");
        using var fifth = await client.SendAsync(request);
        var other = await bob.GetAsync("mailFolders/inbox");
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        var answers = await Task.WhenAll(slow);

        Assert.AreEqual(429, (int)fifth.StatusCode);
        StringAssert.Contains(await fifth.Content.ReadAsStringAsync(), "MailboxConcurrency");
        Assert.AreEqual("1", fifth.Headers.GetValues("Retry-After").Single());
        Assert.AreEqual(200, other.Status);
        Assert.IsTrue(answers.All(answer => answer.Status == 200));
        Assert.AreEqual(200, (await ana.GetAsync("mailFolders/inbox")).Status);
    }

    [TestMethod]
    public async Task Requests_in_ten_minutes_are_counted_refused_ones_too()
    {
        await using var world = await GraphWorld.StartAsync();
        world.Microsoft.Settings = world.Microsoft.Settings with { RequestsPerTenMinutes = 2 };
        var ana = world.User("ana@acme.example");
        await ana.ReadAsync("mailFolders/inbox");
        await ana.ReadAsync("mailFolders/inbox");

        var third = await ana.GetAsync("mailFolders/inbox");
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        var later = await ana.GetAsync("mailFolders/inbox");

        Assert.AreEqual((429, "ApplicationThrottled"), (third.Status, GraphUser.Code(third)));
        Assert.AreEqual(200, later.Status);
        Assert.AreEqual(3, world.Microsoft.Calls.List("ana@acme.example").Sum(call => call.Units), "a refused call is not answered and not counted as a call");
    }

    [TestMethod]
    public async Task Faults_speak_the_language_of_graph()
    {
        var events = new EventList();
        await using var world = await GraphWorld.StartAsync(events);
        var ana = world.User("ana@acme.example");
        var draft = await ana.DraftAsync(TestWorld.Mail(ana.Address, ana.Address, "x"));
        world.Microsoft.AddFault(new FaultRule(FaultKind.Status, new FaultMatch("GET", "/v1.0/me/messages", "ana@acme.example"), RetryAfter: 3));
        world.Microsoft.AddFault(new FaultRule(FaultKind.EffectThenDrop, new FaultMatch(Path: "*/send")));

        var refused = await ana.GetAsync("messages");
        await Assert.ThrowsExactlyAsync<HttpRequestException>(() => ana.SendAsync(HttpMethod.Post, $"messages/{draft}/send", null));

        Assert.AreEqual((503, "serviceNotAvailable"), (refused.Status, GraphUser.Code(refused)));
        Assert.IsNotNull(refused.Json["error"]!["innerError"]!["request-id"]);
        Assert.HasCount(1, ana.Mailbox.See("sentitems"));
        Assert.AreEqual(2, events.Count(SimulatorEventKind.FaultHit));
    }

    [TestMethod]
    public async Task Nobody_calls_without_a_token()
    {
        await using var world = await GraphWorld.StartAsync();

        var answer = await new GraphUser(world, "nobody@acme.example", false).GetAsync("messages");

        Assert.AreEqual((401, "InvalidAuthenticationToken"), (answer.Status, GraphUser.Code(answer)));
    }
}
