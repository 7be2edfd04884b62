using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using EmailSync.Simulators.Microsoft;
using EmailSync.Simulators.Microsoft.Notifications;

namespace EmailSync.Tests.Simulators;

[TestClass]
public sealed class MicrosoftSubscriptionTests
{
    private const string Ana = "ana@acme.example";

    [TestMethod]
    public async Task Creating_asks_both_urls_and_answers_what_was_made()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();

        var (status, json, _) = await desk.CreateAsync(desk.Order());

        Assert.AreEqual(HttpStatusCode.Created, status, json.ToJsonString());
        Assert.AreEqual(2, desk.Receiver.Validations.Count);
        Assert.IsTrue(desk.Receiver.Validations.Any(asked => asked.Target.StartsWith("/notify?code=k&validationToken=", StringComparison.Ordinal)));
        Assert.IsTrue(desk.Receiver.Validations.Any(asked => asked.Target.StartsWith("/lifecycle?validationToken=", StringComparison.Ordinal)));
        Assert.IsTrue(Guid.TryParse(MicrosoftDriver.Text(json, "id"), out _));
        Assert.AreEqual(desk.World.Options.OutlookClientId, MicrosoftDriver.Text(json, "applicationId"));
        Assert.AreEqual(desk.Driver.Microsoft.FindAccount(Ana)!.ObjectId, MicrosoftDriver.Text(json, "creatorId"));
        Assert.AreEqual("me/messages", MicrosoftDriver.Text(json, "resource"));
        Assert.AreEqual("secret-state", MicrosoftDriver.Text(json, "clientState"));
    }

    [TestMethod]
    [DataRow("accepted")]
    [DataRow("html")]
    [DataRow("encoded")]
    [DataRow("longer")]
    [DataRow("refused")]
    public async Task An_endpoint_that_does_not_repeat_the_token_exactly_gets_no_subscription(string mistake)
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        desk.Receiver.Validate = (context, token) => mistake switch
        {
            "accepted" => MicrosoftReceiver.EchoAsync(context, token, 202, "text/plain"),
            "html" => MicrosoftReceiver.EchoAsync(context, token, 200, "text/html"),
            "encoded" => MicrosoftReceiver.EchoAsync(context, Uri.EscapeDataString(token), 200, "text/plain"),
            "longer" => MicrosoftReceiver.EchoAsync(context, token + "\n", 200, "text/plain"),
            _ => MicrosoftReceiver.EchoAsync(context, token, 500, "text/plain"),
        };

        var (status, json, _) = await desk.CreateAsync(desk.Order());

        Assert.AreEqual((HttpStatusCode.BadRequest, "ValidationError"), (status, MicrosoftDriver.CodeOf(json)));
        Assert.IsEmpty((await desk.ListAsync()).ToArray());
    }

    [TestMethod]
    public async Task An_endpoint_has_ten_seconds_to_repeat_the_token()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        var asked = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        desk.Receiver.Validate = (_, _) =>
        {
            asked.TrySetResult();
            return never.Task;
        };

        var creating = desk.CreateAsync(desk.Order(lifecycle: false));
        await asked.Task;
        desk.World.Clock.Advance(TimeSpan.FromSeconds(11));
        var (status, json, _) = await creating;
        never.SetResult();

        Assert.AreEqual((HttpStatusCode.BadRequest, "ValidationError"), (status, MicrosoftDriver.CodeOf(json)));
    }

    [TestMethod]
    [DataRow("changeType", "created,renamed", 400)]
    [DataRow("changeType", null, 400)]
    [DataRow("notificationUrl", "/relative", 400)]
    [DataRow("notificationUrl", null, 400)]
    [DataRow("expirationDateTime", null, 400)]
    [DataRow("expirationDateTime", "soon", 400)]
    [DataRow("expirationDateTime", "2000-01-01T00:00:00Z", 400)]
    [DataRow("resource", null, 400)]
    [DataRow("resource", "me/events", 400)]
    [DataRow("resource", "me/messages?$filter=isRead eq false", 400)]
    [DataRow("resource", "users/somebody@acme.example/messages", 403)]
    [DataRow("resource", "me/mailFolders('attic')/messages", 400)]
    [DataRow("includeResourceData", "true", 400)]
    [DataRow("colour", "blue", 400)]
    [DataRow("latestSupportedTlsVersion", "v9", 400)]
    public async Task A_bad_order_is_refused_before_anybody_is_asked(string member, string? value, int expected)
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        var order = desk.Order();
        order[member] = value;

        var (status, json, _) = await desk.CreateAsync(order);

        Assert.AreEqual(expected, (int)status, json.ToJsonString());
        Assert.IsEmpty(desk.Receiver.Validations);
    }

    [TestMethod]
    public async Task A_client_state_has_at_most_128_characters()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        var order = desk.Order();

        order["clientState"] = new string('x', 129);
        var longer = await desk.CreateAsync(order);
        order["clientState"] = new string('x', 128);
        var fits = await desk.CreateAsync(order);

        Assert.AreEqual((HttpStatusCode.BadRequest, HttpStatusCode.Created), (longer.Status, fits.Status));
    }

    [TestMethod]
    public async Task A_life_too_short_is_raised_without_a_word_and_one_too_long_is_refused()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        var now = desk.World.Clock.GetUtcNow();

        var longer = await desk.CreateAsync(desk.Order(expires: Time(now.AddMinutes(10_090))));
        var shorter = await desk.CreateAsync(desk.Order(expires: Time(now.AddMinutes(5))));

        Assert.AreEqual((HttpStatusCode.BadRequest, "ExtensionError"), (longer.Status, MicrosoftDriver.CodeOf(longer.Json)));
        Assert.IsTrue(MicrosoftDesk.Expiry(shorter.Json) >= now.AddMinutes(45));
    }

    [TestMethod]
    public async Task The_same_resource_and_change_types_twice_are_a_conflict()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        var first = await desk.CreateAsync(desk.Order(changeType: "created,updated"));

        var same = await desk.CreateAsync(desk.Order(changeType: "updated,created"));
        var other = await desk.CreateAsync(desk.Order("me/mailFolders('inbox')/messages", "created,updated"));
        var again = await desk.CreateAsync(desk.Order("me/mailFolders/Inbox/messages", "created,updated"));

        Assert.AreEqual(HttpStatusCode.Conflict, same.Status);
        StringAssert.Contains(same.Json.ToJsonString(), MicrosoftDriver.Text(first.Json, "id"));
        Assert.AreEqual((HttpStatusCode.Created, HttpStatusCode.Conflict), (other.Status, again.Status));
    }

    [TestMethod]
    public async Task A_mailbox_has_at_most_a_thousand()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.Host.Microsoft.AddAccount(Ana)!;
        var book = new SubscriptionBook(world.Clock);
        var order = new SubscriptionOrder(new HashSet<string> { "created" }, "created", new Uri("http://127.0.0.1/n"), null, "me/messages", default, null, "v1_2");
        Subscription Make(int number) => new($"{number}", account, "app", order, new SubscriptionResource("r", $"folder {number}"), immutableIds: false)
        {
            ExpiresAt = world.Clock.GetUtcNow().AddDays(1),
        };
        for (var number = 0; number < 1_000; number++)
            book.Add(Make(number));

        var error = Assert.ThrowsExactly<GraphError>(() => book.Add(Make(1_000)));

        Assert.AreEqual(403, error.Status);
    }

    [TestMethod]
    public async Task One_may_name_oneself_by_id_or_address()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        var id = desk.Driver.Microsoft.FindAccount(Ana)!.ObjectId;

        var byId = await desk.CreateAsync(desk.Order($"users/{id}/messages", "created"));
        var byAddress = await desk.CreateAsync(desk.Order($"/users/{Ana}/mailFolders/sentitems/messages", "created"));

        Assert.AreEqual((HttpStatusCode.Created, HttpStatusCode.Created), (byId.Status, byAddress.Status));
    }

    [TestMethod]
    public async Task Who_may_not_read_mail_may_not_listen_to_it()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        var token = await desk.Driver.AccessTokenAsync(Ana, "openid User.Read Mail.Send");

        var (status, json, _) = await desk.Driver.GraphAsync("POST", "/subscriptions", token, desk.Order());

        Assert.AreEqual((HttpStatusCode.Forbidden, "ErrorAccessDenied"), (status, MicrosoftDriver.CodeOf(json)));
    }

    [TestMethod]
    public async Task A_renewal_moves_the_end_and_one_that_has_ended_is_gone()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        var id = MicrosoftDriver.Text((await desk.CreateAsync(desk.Order())).Json, "id");
        var end = desk.World.Clock.GetUtcNow().AddDays(6);

        var renewed = await desk.CallAsync("PATCH", $"/subscriptions/{id}", new JsonObject { ["expirationDateTime"] = Time(end) });
        var odd = await desk.CallAsync("PATCH", $"/subscriptions/{id}", new JsonObject { ["lifecycleNotificationUrl"] = "http://127.0.0.1/x" });
        desk.World.Clock.Advance(TimeSpan.FromDays(6.1));
        var late = await desk.CallAsync(
            "PATCH", $"/subscriptions/{id}", new JsonObject { ["expirationDateTime"] = Time(end.AddDays(3)) }, await desk.Driver.AccessTokenAsync(Ana));

        Assert.AreEqual(HttpStatusCode.OK, renewed.Status, renewed.Json.ToJsonString());
        Assert.IsTrue((MicrosoftDesk.Expiry(renewed.Json) - end).Duration() < TimeSpan.FromSeconds(1));
        Assert.AreEqual(HttpStatusCode.BadRequest, odd.Status);
        Assert.AreEqual((HttpStatusCode.NotFound, "ResourceNotFound"), (late.Status, MicrosoftDriver.CodeOf(late.Json)));
    }

    [TestMethod]
    public async Task A_new_url_is_asked_before_it_is_taken()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        var id = MicrosoftDriver.Text((await desk.CreateAsync(desk.Order(lifecycle: false))).Json, "id");
        var url = new Uri(desk.Receiver.BaseUrl, "/moved").AbsoluteUri;

        var (status, json, _) = await desk.CallAsync("PATCH", $"/subscriptions/{id}", new JsonObject { ["notificationUrl"] = url });

        Assert.AreEqual((HttpStatusCode.OK, url), (status, MicrosoftDriver.Text(json, "notificationUrl")));
        StringAssert.StartsWith(desk.Receiver.Validations.Last().Target, "/moved?validationToken=");
    }

    [TestMethod]
    public async Task People_see_their_own_subscriptions_only_and_end_them()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        var id = MicrosoftDriver.Text((await desk.CreateAsync(desk.Order())).Json, "id");
        var bea = await desk.Driver.AccessTokenAsync("bea@acme.example");

        var mine = (await desk.ListAsync()).Select(item => MicrosoftDriver.Text(item, "id")).ToArray();
        var foreign = await desk.CallAsync("GET", $"/subscriptions/{id}", null, bea);
        var own = await desk.CallAsync("GET", $"/subscriptions/{id}");
        var ended = await desk.CallAsync("DELETE", $"/subscriptions/{id}");
        var after = await desk.CallAsync("DELETE", $"/subscriptions/{id}");

        Assert.AreSequenceEqual([id], mine);
        Assert.AreEqual((HttpStatusCode.NotFound, HttpStatusCode.OK), (foreign.Status, own.Status));
        Assert.AreEqual((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (ended.Status, after.Status));
        Assert.IsEmpty((await desk.ListAsync()).ToArray());
    }

    private static string Time(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}
