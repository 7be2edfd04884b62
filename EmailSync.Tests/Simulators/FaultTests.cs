using System.Text.Json.Nodes;
using EmailSync.Simulators;

namespace EmailSync.Tests.Simulators;

[TestClass]
public sealed class FaultTests
{
    [TestMethod]
    public async Task A_status_fault_strikes_as_often_as_ordered_and_only_where_it_matches()
    {
        var events = new EventList();
        await using var world = await TestWorld.StartAsync(events: events);
        var ana = await world.ConnectAsync("ana@acme.example");
        var bob = await world.ConnectAsync("bob@acme.example");
        await world.FaultAsync("""{"fault":"status","status":429,"retryAfter":7,"times":2,"match":{"method":"GET","path":"/gmail/v1/users/me/profile","mailbox":"ana@acme.example"}}""");

        var other = await bob.GetAsync("profile");
        using var client = world.Client();
        using var request = ana.Request(HttpMethod.Get, "profile");
        using var first = await client.SendAsync(request);
        var second = await ana.GetAsync("profile");
        var third = await ana.GetAsync("profile");
        var (_, list) = await world.ControlAsync("GET", "/_control/faults");

        Assert.AreEqual(200, other.Status);
        Assert.AreEqual(429, (int)first.StatusCode);
        Assert.AreEqual("7", first.Headers.GetValues("Retry-After").Single());
        Assert.AreEqual("rateLimitExceeded", second.Json["error"]!["errors"]![0]!["reason"]!.GetValue<string>());
        Assert.AreEqual(200, third.Status);
        Assert.AreEqual(0, list![0]!["remaining"]!.GetValue<int>());
        Assert.AreEqual(2, list[0]!["hits"]!.GetValue<int>());
        Assert.AreEqual(2, events.Count(SimulatorEventKind.FaultHit));
    }

    [TestMethod]
    public async Task A_dropped_connection_has_no_effect_and_a_lost_answer_has()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var mail = TestWorld.Mail("ana@acme.example", "ana@acme.example", "x");

        await world.FaultAsync("""{"fault":"dropConnection","match":{"path":"*/messages/send"}}""");
        await Assert.ThrowsExactlyAsync<HttpRequestException>(() => ana.SendMailAsync(mail));
        var afterDrop = await ana.IdsAsync("q=in:sent");
        await world.FaultAsync("""{"fault":"effectThenDrop","match":{"path":"*/messages/send"}}""");
        await Assert.ThrowsExactlyAsync<HttpRequestException>(() => ana.SendMailAsync(mail));
        var afterLost = await ana.IdsAsync("q=in:sent");

        Assert.IsEmpty(afterDrop);
        Assert.HasCount(1, afterLost);
    }

    [TestMethod]
    public async Task An_error_after_the_effect_is_a_504_whose_mail_went_out()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        await world.FaultAsync("""{"fault":"effectThenError","match":{"path":"*/messages/send"}}""");

        var (status, json) = await ana.PostAsync(
            "messages/send", new JsonObject { ["raw"] = TestWorld.Encode(TestWorld.Mail("ana@acme.example", "ana@acme.example", "x")) }.ToJsonString());

        Assert.AreEqual((504, "backendError"), (status, json["error"]!["errors"]![0]!["reason"]!.GetValue<string>()));
        Assert.HasCount(1, await ana.IdsAsync("q=in:sent"));
    }

    [TestMethod]
    public async Task A_timeout_answers_nobody()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        await world.FaultAsync("""{"fault":"timeout","match":{"path":"*/profile"}}""");
        using var client = world.Client();
        using var patience = new CancellationTokenSource();
        using var request = ana.Request(HttpMethod.Get, "profile");

        var call = client.SendAsync(request, patience.Token);
        await TestWorld.EventuallyAsync(() => world.Google.Faults.List()[0].Hits == 1, "the fault strikes");
        await patience.CancelAsync();

        await Assert.ThrowsExactlyAsync<TaskCanceledException>(() => call);
        Assert.AreEqual(200, (await ana.GetAsync("profile")).Status);
    }

    [TestMethod]
    public async Task A_slow_answer_follows_the_clock()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        await world.FaultAsync("""{"fault":"slow","delayMs":600000,"match":{"path":"*/profile"}}""");

        var call = ana.GetAsync("profile");
        await TestWorld.EventuallyAsync(() => world.Google.Faults.List()[0].Hits == 1, "the fault strikes");
        var early = call.IsCompleted;
        world.Clock.Advance(TimeSpan.FromMinutes(11));

        Assert.IsFalse(early);
        Assert.AreEqual(200, (await call).Status);
    }

    [TestMethod]
    public async Task A_truncated_answer_breaks_off()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        await world.FaultAsync("""{"fault":"truncate","match":{"path":"*/profile"}}""");

        await Assert.ThrowsExactlyAsync<HttpRequestException>(() => ana.GetAsync("profile"));
    }

    [TestMethod]
    public async Task Chance_is_the_same_for_the_same_seed()
    {
        async Task<string> RunAsync()
        {
            await using var world = await TestWorld.StartAsync();
            var ana = await world.ConnectAsync("ana@acme.example");
            await world.FaultAsync("""{"fault":"status","status":503,"probability":0.5,"seed":42,"match":{"path":"*/profile"}}""");
            var result = "";
            for (var call = 0; call < 20; call++)
                result += (await ana.GetAsync("profile")).Status == 200 ? "." : "x";
            return result;
        }

        var first = await RunAsync();
        var second = await RunAsync();

        Assert.AreEqual(first, second);
        StringAssert.Contains(first, ".");
        StringAssert.Contains(first, "x");
    }

    [TestMethod]
    public async Task An_ordered_invalid_grant_refuses_one_refresh()
    {
        await using var world = await TestWorld.StartAsync();
        world.Google.AddAccount("ana@acme.example");
        var refresh = (await world.RedeemAsync(await world.CodeAsync("ana@acme.example")))["refresh_token"]!.GetValue<string>();
        await world.FaultAsync("""{"fault":"invalidGrant","match":{"mailbox":"ana@acme.example"}}""");

        var refused = await world.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", refresh));
        var next = await world.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", refresh));

        Assert.AreEqual((400, "invalid_grant"), (refused.Status, refused.Json["error"]!.GetValue<string>()));
        Assert.AreEqual(200, next.Status);
    }

    [TestMethod]
    public async Task An_expired_watch_is_silent()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        await ana.OkAsync(HttpMethod.Post, "watch", new JsonObject { ["topicName"] = world.Options.PubSubTopic }.ToJsonString());

        await world.FaultAsync("""{"fault":"expireWatch","match":{"mailbox":"ana@acme.example"}}""");

        Assert.IsFalse(world.Google.Mailbox("ana@acme.example").IsWatched);
    }
}
