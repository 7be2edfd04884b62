using System.Net;
using System.Text.Json.Nodes;
using EmailSync.Core.Providers;
using EmailSync.Core.Providers.Outlook;

namespace EmailSync.Tests.Providers;

[TestClass]
public sealed class OutlookWatchTests
{
    private const string Url = "https://sync.example/api/notifications/outlook";

    public required TestContext TestContext { get; init; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_subscription_is_asked_for_nearly_the_longest_life_with_a_state_that_only_we_can_make()
    {
        using var bench = await new OutlookBench(_ => Subscription("s1", HttpStatusCode.Created)).ConnectedAsync();

        var watch = await bench.Outlook.WatchAsync(OutlookBench.Mailbox, null, Cancel);

        Assert.AreEqual(new WatchState("s1", OutlookBench.Start.AddDays(6)), watch);
        var asked = JsonNode.Parse(bench.Http.Requests.Single(request => request.Method == HttpMethod.Post).Body)!;
        Assert.AreEqual((Url, Url + "/lifecycle", "me/messages", "created,updated,deleted"), ((string?)asked["notificationUrl"], (string?)asked["lifecycleNotificationUrl"], (string?)asked["resource"], (string?)asked["changeType"]));
        var life = DateTimeOffset.Parse((string)asked["expirationDateTime"]!, System.Globalization.CultureInfo.InvariantCulture) - OutlookBench.Start;
        Assert.IsInRange(TimeSpan.FromMinutes(10_000), TimeSpan.FromMinutes(10_080), life);
        var states = bench.Get<OutlookClientState>();
        Assert.IsTrue(states.IsOf(OutlookBench.Mailbox, (string?)asked["clientState"]));
        Assert.IsFalse(states.IsOf(new("another"), (string?)asked["clientState"]));
        Assert.IsFalse(states.IsOf(OutlookBench.Mailbox, null));
        Assert.IsFalse(states.IsOf(OutlookBench.Mailbox, "éé"));
    }

    [TestMethod]
    public async Task A_known_subscription_is_renewed_and_one_that_ended_made_anew()
    {
        using var alive = await new OutlookBench(_ => Subscription("s1")).ConnectedAsync();
        using var ended = await new OutlookBench(asked => asked.Method == HttpMethod.Patch ? OutlookBench.Error(404, "ResourceNotFound") : Subscription("s2")).ConnectedAsync();

        Assert.AreEqual("s1", (await alive.Outlook.WatchAsync(OutlookBench.Mailbox, "s1", Cancel)).PushIdentity);
        Assert.AreEqual("s2", (await ended.Outlook.WatchAsync(OutlookBench.Mailbox, "s1", Cancel)).PushIdentity);
        Assert.AreEqual("PATCH", string.Join(' ', alive.Http.Requests.Select(asked => asked.Method)));
        Assert.AreEqual("PATCH POST GET", string.Join(' ', ended.Http.Requests.Select(asked => asked.Method)));
    }

    [TestMethod]
    public async Task A_subscription_that_exists_already_is_found_among_all_and_adopted()
    {
        using var bench = await new OutlookBench(asked => asked switch
        {
            { Method.Method: "POST" } => OutlookBench.Error(409, "conflict"),
            { Method.Method: "PATCH" } => Subscription("ours"),
            { Query: "" } => StubHttp.Json($$"""{"value":[{"id":"theirs","resource":"me/messages","notificationUrl":"https://other.example/"}],"@odata.nextLink":"{{OutlookBench.Graph}}/subscriptions?$skiptoken=2"}"""),
            _ => StubHttp.Json($$"""{"value":[{"id":"ours","resource":"/Me/Messages","notificationUrl":"{{Url}}"}]}"""),
        }).ConnectedAsync();

        var watch = await bench.Outlook.WatchAsync(OutlookBench.Mailbox, null, Cancel);

        Assert.AreEqual("ours", watch.PushIdentity);
        Assert.EndsWith("/subscriptions/ours", bench.Http.Requests[^1].Url.AbsolutePath);
    }

    [TestMethod]
    public async Task A_subscription_that_rings_elsewhere_is_ended_and_made_anew()
    {
        using var bench = await new OutlookBench(asked => asked switch
        {
            { Method.Method: "PATCH" } => Subscription("s1", url: "https://sync.old.example/api/notifications/outlook"),
            { Method.Method: "DELETE" } => new HttpResponseMessage(HttpStatusCode.NoContent),
            _ => Subscription("s2", HttpStatusCode.Created),
        }).ConnectedAsync();

        Assert.AreEqual("s2", (await bench.Outlook.WatchAsync(OutlookBench.Mailbox, "s1", Cancel)).PushIdentity);
        Assert.AreEqual("PATCH DELETE POST GET", string.Join(' ', bench.Http.Requests.Select(asked => asked.Method)));
    }

    [TestMethod]
    public async Task A_subscription_that_nobody_knows_of_is_ended_when_another_is_made()
    {
        using var bench = await new OutlookBench(asked => asked switch
        {
            { Method.Method: "POST" } => Subscription("s2", HttpStatusCode.Created),
            { Method.Method: "DELETE" } => new HttpResponseMessage(HttpStatusCode.NoContent),
            _ => StubHttp.Json($$"""{"value":[{"id":"lost","resource":"me/messages","notificationUrl":"{{Url}}"},{"id":"theirs","resource":"me/messages","notificationUrl":"https://other.example/"},{"id":"s2","resource":"me/messages","notificationUrl":"{{Url}}"}]}"""),
        }).ConnectedAsync();

        Assert.AreEqual("s2", (await bench.Outlook.WatchAsync(OutlookBench.Mailbox, null, Cancel)).PushIdentity);

        Assert.EndsWith("/subscriptions/lost", bench.Http.Requests.Single(asked => asked.Method == HttpMethod.Delete).Url.AbsolutePath);
    }

    [TestMethod]
    public async Task A_subscription_that_was_made_stands_though_the_others_cannot_be_looked_for()
    {
        using var bench = await new OutlookBench(asked => asked.Method == HttpMethod.Get ? OutlookBench.Error(503, "serviceNotAvailable") : Subscription("s2", HttpStatusCode.Created)).ConnectedAsync();

        Assert.AreEqual("s2", (await bench.Outlook.WatchAsync(OutlookBench.Mailbox, null, Cancel)).PushIdentity);
    }

    [TestMethod]
    [DataRow(403, "ExtensionError")]
    [DataRow(400, "ExtensionError")]
    public async Task A_limit_of_subscriptions_is_no_dead_grant(int status, string code)
    {
        using var bench = await new OutlookBench(_ => OutlookBench.Error(status, code)).ConnectedAsync();

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(() => bench.Outlook.WatchAsync(OutlookBench.Mailbox, null, Cancel));

        Assert.AreEqual((MailProviderFailure.Misconfigured, code), (failure.Kind, failure.Code));
    }

    [TestMethod]
    public async Task An_endpoint_that_Graph_cannot_reach_is_an_operators_matter()
    {
        using var bench = await new OutlookBench(_ => OutlookBench.Error(400, "ValidationError")).ConnectedAsync();

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(() => bench.Outlook.WatchAsync(OutlookBench.Mailbox, null, Cancel));

        Assert.AreEqual((MailProviderFailure.Misconfigured, "ValidationError"), (failure.Kind, failure.Code));
    }

    [TestMethod]
    public async Task Ending_an_absent_subscription_is_no_failure()
    {
        using var bench = await new OutlookBench(asked => asked.Method == HttpMethod.Get ? StubHttp.Json("""{"value":[]}""") : OutlookBench.Error(404, "ResourceNotFound")).ConnectedAsync();

        await bench.Outlook.UnwatchAsync(OutlookBench.Mailbox, "s1", Cancel);
        await bench.Outlook.UnwatchAsync(OutlookBench.Mailbox, null, Cancel);

        Assert.HasCount(2, bench.Http.Requests);
    }

    private static HttpResponseMessage Subscription(string id, HttpStatusCode status = HttpStatusCode.OK, string url = Url) => StubHttp.Json(
        $$"""{"id":"{{id}}","resource":"me/messages","notificationUrl":"{{url}}","expirationDateTime":"2026-03-07T09:00:00Z"}""", status);
}
