using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

[TestClass]
public sealed class OutlookForgedPushTests
{
    private const string Push = "api/notifications/outlook";
    private const string Lifecycle = "api/notifications/outlook/lifecycle";
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    /// <summary>Nobody looks at a mailbox here unless somebody rings.</summary>
    [ClassInitialize]
    public static async Task StartAsync(TestContext context) =>
        world = await EndToEndWorld.StartAsync(context.CancellationToken, reconcileInterval: TimeSpan.FromDays(1));

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    public async Task Notifications_without_the_client_state_are_dropped_counted_and_cause_no_call_and_a_genuine_one_does()
    {
        var desk = await Desk.OpenAsync(world, "forged", Provider.Outlook, Stop);
        var (id, state) = SubscriptionOf(desk.Ana);
        await Eventually.SeesAsync(
            () => desk.Location.MailboxAsync("ana", Stop), seen => seen.LastSyncedAt is not null, "the mailbox has been looked at", Stop);
        var quiet = await QuietAsync(desk.Ana);
        string?[] forgeries = [null, "", "wrong", Turned(state), state + "x", state[..^1]];

        foreach (var forged in forgeries)
        {
            Assert.AreEqual(HttpStatusCode.Accepted, (await PostAsync(Push, Items(Item(id, forged)))).Status);
            Assert.AreEqual(HttpStatusCode.Accepted, (await PostAsync(Lifecycle, Items(Item(id, forged, "subscriptionRemoved")))).Status);
        }

        Assert.AreEqual(2 * forgeries.Length, world.Pushes["WrongClientState"]);
        Assert.AreEqual(quiet, await QuietAsync(desk.Ana));
        Assert.AreEqual(HttpStatusCode.Accepted, (await PostAsync(Push, Items(Item(id, "wrong"), Item(id, state)))).Status);
        await Eventually.SeesAsync(
            async () => (await world.Outlook.CallsAsync(desk.Ana, Stop)).TotalCount, calls => calls > quiet, "a genuine notification makes us look", Stop);
    }

    [TestMethod]
    public async Task A_notification_of_an_unknown_subscription_is_acknowledged_and_counted()
    {
        var before = world.Pushes["UnknownMailbox"];

        var answer = await PostAsync(Push, Items(Item(Guid.Empty.ToString(), "any")));

        Assert.AreEqual(HttpStatusCode.Accepted, answer.Status);
        Assert.AreEqual(before + 1, world.Pushes["UnknownMailbox"]);
    }

    [TestMethod]
    public async Task A_body_that_cannot_be_read_is_acknowledged_and_counted()
    {
        var before = world.Pushes["Unreadable"];
        string[] bodies = ["", "no json", "[]", "{}", """{"value":null}""", """{"value":17}""", """{"value":["x"]}""", new string('[', 2_000), new string('x', 2_000_000)];

        foreach (var body in bodies)
            Assert.AreEqual(HttpStatusCode.Accepted, (await PostAsync(Push, body)).Status, body.Length > 100 ? $"{body.Length} characters" : body);

        Assert.AreEqual(before + bodies.Length, world.Pushes["Unreadable"]);
    }

    [TestMethod]
    [DataRow("Validation: Testing client application reachability for subscription Request-Id: 8f7a")]
    [DataRow("<script>alert(1)</script>")]
    [DataRow("two\r\nSet-Cookie: lines=1")]
    [DataRow("ünï cödé + % & = ? #")]
    public async Task The_handshake_gives_the_token_back_as_text_whatever_stands_in_it(string token)
    {
        foreach (var path in new[] { Push, Lifecycle })
        {
            var answer = await PostAsync($"{path}?validationToken={Uri.EscapeDataString(token)}", "");

            Assert.AreEqual((HttpStatusCode.OK, "text/plain"), (answer.Status, answer.MediaType));
            Assert.AreEqual(token, Encoding.UTF8.GetString(answer.Body));
            Assert.AreEqual("nosniff", answer.Headers["X-Content-Type-Options"]);
            Assert.IsFalse(answer.Headers.ContainsKey("Set-Cookie"));
        }
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(5_000)]
    public async Task A_validation_token_that_is_empty_or_too_long_is_refused(int length)
    {
        var answer = await PostAsync($"{Push}?validationToken={new string('t', length)}", "");

        Assert.AreEqual((HttpStatusCode.BadRequest, "invalid_validation_token"), (answer.Status, answer.Code));
    }

    [TestMethod]
    public async Task A_subscription_that_Microsoft_removes_is_made_anew_and_what_came_meanwhile_is_found()
    {
        var desk = await Desk.OpenAsync(world, "removed", Provider.Outlook, Stop);
        var (before, _) = SubscriptionOf(desk.Ana);
        await world.Outlook.FailsAsync(new MailFault("dropPush", new FaultMatch(Mailbox: desk.Ana)), Stop);
        await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, "Unheard", "Hello"), Stop);

        await world.Outlook.TellsAsync(desk.Ana, "subscriptionRemoved", Stop);

        Assert.AreEqual("Unheard", (await desk.Location.ShowsAsync("ben", 1, Stop)).Single().Subject);
        await Eventually.SeesAsync(
            () => Task.FromResult(world.Simulators.Microsoft.Subscriptions.Of(desk.Ana).SingleOrDefault()?.Id),
            id => id is not null && id != before,
            "there is another subscription",
            Stop);
    }

    /// <summary>The number of calls for a mailbox once it no longer grows.</summary>
    private async Task<int> QuietAsync(string mailbox)
    {
        const int looks = 20;
        var (last, same) = (-1, 0);
        return await Eventually.SeesAsync(
            async () =>
            {
                var count = (await world.Outlook.CallsAsync(mailbox, Stop)).TotalCount;
                same = count == last ? same + 1 : 0;
                return last = count;
            },
            _ => same >= looks,
            "the mailbox comes to rest",
            Stop);
    }

    private static (string Id, string ClientState) SubscriptionOf(string mailbox)
    {
        var subscription = world.Simulators.Microsoft.Subscriptions.Of(mailbox).Single();
        return (subscription.Id, subscription.Order.ClientState!);
    }

    /// <summary>The same but for the case of its letters.</summary>
    private static string Turned(string text) =>
        string.Concat(text.Select(letter => char.IsUpper(letter) ? char.ToLowerInvariant(letter) : char.ToUpperInvariant(letter)));

    private static JsonObject Item(string subscription, string? clientState, string? lifecycleEvent = null) => new()
    {
        ["subscriptionId"] = subscription,
        ["clientState"] = clientState,
        ["changeType"] = lifecycleEvent is null ? "created" : null,
        ["lifecycleEvent"] = lifecycleEvent,
        ["resourceData"] = new JsonObject { ["id"] = "AAMkAG" },
    };

    private static string Items(params JsonObject[] items) => new JsonObject { ["value"] = new JsonArray([.. items]) }.ToJsonString();

    private async Task<CrmAnswer> PostAsync(string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(world.Functions, path));
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await Crm.SendAsync(request, Stop);
    }
}
