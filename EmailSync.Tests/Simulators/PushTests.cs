using System.Text.Json.Nodes;
using EmailSync.Simulators;
using EmailSync.Simulators.Google.Gmail;

namespace EmailSync.Tests.Simulators;

[TestClass]
public sealed class PushTests
{
    [TestMethod]
    public async Task A_watch_announces_itself_with_a_signed_envelope()
    {
        await using var receiver = await PushReceiver.StartAsync();
        await using var world = await StartAsync(receiver.Endpoint);
        var ana = await world.ConnectAsync("ana@acme.example");

        var watch = await WatchAsync(world, ana);
        await SettledAsync(world, receiver, 1);

        var (envelope, authorization) = receiver.Received.Single();
        var data = PushReceiver.Data(envelope);
        var claims = await OAuthTests.VerifyAsync(world, authorization["Bearer ".Length..]);
        Assert.AreEqual("ana@acme.example", data["emailAddress"]!.GetValue<string>());
        Assert.AreEqual(watch["historyId"]!.GetValue<string>(), data["historyId"]!.ToJsonString());
        Assert.AreEqual(envelope["message"]!["messageId"]!.GetValue<string>(), envelope["message"]!["message_id"]!.GetValue<string>());
        Assert.IsFalse(envelope.ContainsKey("deliveryAttempt"));
        Assert.AreEqual("the-audience", claims["aud"]!.GetValue<string>());
        Assert.AreEqual(world.Options.PushServiceAccount, claims["email"]!.GetValue<string>());
        Assert.IsTrue(claims["email_verified"]!.GetValue<bool>());
        Assert.AreEqual(claims["iat"]!.GetValue<long>() + 3600, claims["exp"]!.GetValue<long>());
    }

    [TestMethod]
    public async Task A_watch_is_a_string_of_milliseconds_seven_days_away_and_ends_then()
    {
        await using var receiver = await PushReceiver.StartAsync();
        await using var world = await StartAsync(receiver.Endpoint);
        var ana = await world.ConnectAsync("ana@acme.example");

        var watch = await WatchAsync(world, ana);
        var expires = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(watch["expiration"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture));
        var during = world.Google.Mailbox("ana@acme.example").IsWatched;
        world.Clock.Advance(TimeSpan.FromDays(7.01));

        Assert.IsTrue(during);
        Assert.IsTrue(expires < world.Clock.GetUtcNow() && expires > world.Clock.GetUtcNow().AddDays(-1));
        Assert.IsFalse(world.Google.Mailbox("ana@acme.example").IsWatched);
    }

    [TestMethod]
    public async Task More_than_one_change_in_a_second_is_dropped_not_queued()
    {
        await using var receiver = await PushReceiver.StartAsync();
        var events = new EventList();
        await using var world = await StartAsync(receiver.Endpoint, events);
        var ana = await world.ConnectAsync("ana@acme.example");
        await WatchAsync(world, ana);
        world.Clock.Advance(TimeSpan.FromSeconds(2));

        for (var index = 0; index < 10; index++)
            Deliver(world);
        await TestWorld.EventuallyAsync(() => world.Google.PushStatus is { Waiting: 0, Outstanding: 0 } && receiver.Received.Count >= 2, "all pushes are out");

        var dropped = events.Count(SimulatorEventKind.PushDropped);
        Assert.IsGreaterThanOrEqualTo(1, dropped);
        Assert.AreEqual(11, dropped + receiver.Received.Count, "each change was announced or dropped, the watch once");
    }

    [TestMethod]
    public async Task Only_the_exact_statuses_acknowledge()
    {
        await using var receiver = await PushReceiver.StartAsync();
        receiver.Answer = count => count switch { 1 => 206, 2 => 301, 3 => 500, 4 => 401, _ => 202 };
        await using var world = await StartAsync(receiver.Endpoint);
        var ana = await world.ConnectAsync("ana@acme.example");

        await WatchAsync(world, ana);
        await TestWorld.EventuallyAsync(() => world.Google.PushStatus is { Waiting: 0, Outstanding: 0 } && receiver.Received.Count == 5, "the fifth answer counts");

        Assert.HasCount(1, receiver.Received.Select(push => push.Envelope["message"]!["messageId"]!.GetValue<string>()).Distinct());
    }

    [TestMethod]
    public async Task Refusals_slow_the_whole_subscription_and_success_ends_that()
    {
        await using var receiver = await PushReceiver.StartAsync();
        receiver.Answer = _ => 500;
        await using var world = await StartAsync(receiver.Endpoint);
        var ana = await world.ConnectAsync("ana@acme.example");
        var bob = await world.ConnectAsync("bob@acme.example");
        await WatchAsync(world, ana);
        for (var round = 0; round < 30 && world.Google.PushStatus.Backoff < TimeSpan.FromMinutes(1); round++)
        {
            var before = receiver.Received.Count;
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await TestWorld.EventuallyAsync(() => receiver.Received.Count > before, "another attempt");
        }

        var longest = world.Google.PushStatus.Backoff;
        await WatchAsync(world, bob);
        var bobHeard = receiver.Received.Any(push => PushReceiver.Data(push.Envelope)["emailAddress"]!.GetValue<string>() == "bob@acme.example");
        receiver.Answer = _ => 204;
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await TestWorld.EventuallyAsync(() => world.Google.PushStatus is { Waiting: 0, Outstanding: 0 }, "everything is delivered");

        Assert.AreEqual(TimeSpan.FromMinutes(1), longest);
        Assert.IsFalse(bobHeard, "another mailbox waits for the same back-off");
        Assert.AreEqual(TimeSpan.Zero, world.Google.PushStatus.Backoff);
    }

    [TestMethod]
    public async Task A_receiver_that_is_down_gets_its_push_when_it_is_back()
    {
        var first = await PushReceiver.StartAsync();
        var endpoint = first.Endpoint;
        await first.DisposeAsync();
        await using var world = await StartAsync(endpoint);
        var ana = await world.ConnectAsync("ana@acme.example");
        await WatchAsync(world, ana);
        await TestWorld.EventuallyAsync(() => world.Google.PushStatus.Backoff > TimeSpan.Zero, "a refused attempt");

        await using var again = await PushReceiver.StartAsync(endpoint.Port);
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        await TestWorld.EventuallyAsync(() => !again.Received.IsEmpty, "the push arrives");
    }

    [TestMethod]
    public async Task Pushes_are_forgotten_after_seven_days()
    {
        await using var receiver = await PushReceiver.StartAsync();
        receiver.Answer = _ => 500;
        await using var world = await StartAsync(receiver.Endpoint);
        var ana = await world.ConnectAsync("ana@acme.example");
        await WatchAsync(world, ana);
        await TestWorld.EventuallyAsync(() => !receiver.Received.IsEmpty, "an attempt");

        world.Clock.Advance(TimeSpan.FromDays(7.01));

        await TestWorld.EventuallyAsync(() => world.Google.PushStatus is { Waiting: 0, Outstanding: 0 }, "nothing is kept");
    }

    [TestMethod]
    public async Task A_label_filter_keeps_other_changes_quiet()
    {
        await using var receiver = await PushReceiver.StartAsync();
        await using var world = await StartAsync(receiver.Endpoint);
        var ana = await world.ConnectAsync("ana@acme.example");
        await WatchAsync(world, ana, """,{"labelIds":["SENT"],"labelFilterBehavior":"INCLUDE"}""");
        await SettledAsync(world, receiver, 1);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        Deliver(world);
        world.Clock.Advance(TimeSpan.FromSeconds(5));

        world.Google.SendFromClient("ana@acme.example", TestWorld.Mail("ana@acme.example", "bob@client.example", "x"));
        await TestWorld.EventuallyAsync(() => receiver.Received.Count == 2, "the push of the sent mail");

        Assert.AreEqual(0, world.Google.PushStatus.Waiting);
    }

    [TestMethod]
    public async Task Ordered_push_faults_drop_double_and_reorder()
    {
        await using var receiver = await PushReceiver.StartAsync();
        await using var world = await StartAsync(receiver.Endpoint);
        var ana = await world.ConnectAsync("ana@acme.example");
        await WatchAsync(world, ana);
        await SettledAsync(world, receiver, 1);

        await world.FaultAsync("""{"fault":"dropPush"}""");
        Step(world);
        await world.FaultAsync("""{"fault":"duplicatePush"}""");
        Step(world);
        await SettledAsync(world, receiver, 3);
        await world.FaultAsync("""{"fault":"reorderPush","delayMs":600000}""");
        Step(world);
        Step(world);
        await SettledAsync(world, receiver, 5);

        var ids = receiver.HistoryIds().ToArray();
        Assert.AreEqual(ids[1], ids[2]);
        Assert.AreEqual(receiver.Received.ElementAt(1).Envelope["message"]!["messageId"]!.GetValue<string>(), receiver.Received.ElementAt(2).Envelope["message"]!["messageId"]!.GetValue<string>());
        Assert.IsGreaterThan(ids[4], ids[3], "the later one came first");
    }

    [TestMethod]
    public async Task A_delayed_push_comes_when_its_time_has_come()
    {
        await using var receiver = await PushReceiver.StartAsync();
        await using var world = await StartAsync(receiver.Endpoint);
        var ana = await world.ConnectAsync("ana@acme.example");
        await world.FaultAsync("""{"fault":"delayPush","delayMs":3600000}""");
        await WatchAsync(world, ana);

        var early = receiver.Received.Count;

        // The answer to the watch does not wait for the push: when it begins to wait is not known.
        await TestWorld.EventuallyAsync(
            () =>
            {
                world.Clock.Advance(TimeSpan.FromMinutes(10));
                return receiver.Received.Count == 1;
            },
            "the delayed push");
        Assert.AreEqual(0, early);
    }

    private static Task<TestWorld> StartAsync(Uri endpoint, ISimulatorEvents? events = null) =>
        TestWorld.StartAsync(options => options with { PushEndpoint = endpoint, PushAudience = "the-audience" }, events);

    private static async Task<JsonObject> WatchAsync(TestWorld world, GmailCaller caller, string more = "")
    {
        var json = new JsonObject { ["topicName"] = world.Options.PubSubTopic };
        if (more.Length > 0)
        {
            foreach (var (name, value) in JsonNode.Parse(more[1..])!.AsObject())
                json[name] = value?.DeepClone();
        }

        return await caller.OkAsync(HttpMethod.Post, "watch", json.ToJsonString());
    }

    /// <summary>All sent and all acknowledged: a push that is under way while the clock jumps would miss its deadline and come again.</summary>
    private static Task SettledAsync(TestWorld world, PushReceiver receiver, int pushes) => TestWorld.EventuallyAsync(
        () => receiver.Received.Count >= pushes && world.Google.PushStatus is { Waiting: 0, Outstanding: 0 }, $"{pushes} pushes are acknowledged");

    private static void Step(TestWorld world)
    {
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        Deliver(world);
    }

    private static DeliveredMail Deliver(TestWorld world) =>
        world.Google.Mailbox("ana@acme.example").Deliver(TestWorld.Mail("bob@client.example", "ana@acme.example", "x"));
}
