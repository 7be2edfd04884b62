using System.Net;
using System.Text.Json;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

/// <summary>The CRM's side of its webhooks, over HTTP.</summary>
[TestClass]
public sealed class WebhookTests
{
    private const string Secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private const string OtherSecret = "whsec_ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => world = await EndToEndWorld.StartAsync(context.CancellationToken);

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    public async Task A_test_event_arrives_signed_and_the_answer_and_the_log_say_what_the_target_said()
    {
        var location = world.Crm.Location("test-event");
        await location.OpensAsync(Stop, world.Hooks.Address(location.Id), Secret);

        var told = await TestAsync(location);
        await world.Hooks.AnswersAsync(location.Id, 503, 1, Stop);
        var refused = await TestAsync(location);

        Assert.AreEqual((true, 204), (told.GetProperty("delivered").GetBoolean(), told.GetProperty("status").GetInt32()));
        Assert.AreEqual((false, 503), (refused.GetProperty("delivered").GetBoolean(), refused.GetProperty("status").GetInt32()));
        var hook = (await world.Hooks.ReceivedAsync(location.Id, Stop)).Single();
        Assert.IsTrue(StandardWebhook.IsGenuine(hook, Secret));
        StringAssert.Contains(hook.Body, "webhook.test");
        var first = (await world.Crm.GetAsync($"{location.Path}/webhooks/deliveries?limit=1", Stop)).Expect(HttpStatusCode.OK).Json;
        var cursor = Uri.EscapeDataString(first.GetProperty("nextCursor").GetString()!);
        var rest = (await world.Crm.GetAsync($"{location.Path}/webhooks/deliveries?cursor={cursor}", Stop)).Expect(HttpStatusCode.OK).Json;
        var lines = first.GetProperty("items").EnumerateArray().Concat(rest.GetProperty("items").EnumerateArray()).ToList();
        CollectionAssert.AreEqual(new[] { 503, 204 }, lines.Select(l => l.GetProperty("status").GetInt32()).ToList());
        Assert.AreEqual(hook.Headers["webhook-id"], lines[1].GetProperty("id").GetString());
        Assert.IsFalse(rest.TryGetProperty("nextCursor", out _));
    }

    [TestMethod]
    public async Task A_new_secret_leaves_the_former_one_valid_for_a_day_and_the_same_one_again_changes_nothing()
    {
        var location = world.Crm.Location("rotation");
        await location.OpensAsync(Stop, world.Hooks.Address(location.Id), Secret);
        await location.OpensAsync(Stop, world.Hooks.Address(location.Id), Secret);
        Assert.IsFalse((await WebhookAsync(location)).TryGetProperty("previousSecretUntil", out _));

        await location.OpensAsync(Stop, world.Hooks.Address(location.Id), OtherSecret);
        var until = (await WebhookAsync(location)).GetProperty("previousSecretUntil").GetDateTimeOffset();
        await location.OpensAsync(Stop, world.Hooks.Address(location.Id));
        await TestAsync(location);

        Assert.AreEqual(until, (await WebhookAsync(location)).GetProperty("previousSecretUntil").GetDateTimeOffset());
        Assert.IsTrue(until - TimeProvider.System.GetUtcNow() is { TotalHours: > 23.5 and <= 24 });
        var hook = (await world.Hooks.ReceivedAsync(location.Id, Stop)).Single();
        Assert.IsTrue(StandardWebhook.IsGenuine(hook, Secret));
        Assert.IsTrue(StandardWebhook.IsGenuine(hook, OtherSecret));
        Assert.HasCount(2, hook.Headers["webhook-signature"].Split(' '));
    }

    [TestMethod]
    public async Task A_webhook_that_answers_410_is_disabled_until_it_is_put_again_and_then_hears_what_it_missed()
    {
        var desk = await Desk.OpenAsync(world, "gone", Provider.Gmail, Stop);
        var location = desk.Location;
        await world.Hooks.AnswersAsync(location.Id, 410, null, Stop);
        await location.OpensAsync(Stop, world.Hooks.Address(location.Id), Secret);
        await location.SendsAsync(new CrmMail("ana", "ben", "Offer", Text: "See below."), "offer", Stop);

        var disabled = await Eventually.SeesAsync(
            () => WebhookAsync(location), seen => seen.GetProperty("status").GetString() == "disabled", "the webhook is disabled", Stop);
        Assert.AreEqual("gone", disabled.GetProperty("reason").GetString());
        Assert.IsTrue(disabled.TryGetProperty("disabledAt", out _));
        await world.Hooks.AnswersAsync(location.Id, 204, null, Stop);
        await location.OpensAsync(Stop, world.Hooks.Address(location.Id));

        Assert.AreEqual("active", (await WebhookAsync(location)).GetProperty("status").GetString());
        await Eventually.SeesAsync(
            () => world.Hooks.ReceivedAsync(location.Id, Stop), hooks => hooks.Any(h => h.Body.Contains("message.synced", StringComparison.Ordinal)), "the CRM hears of the mail", Stop);
    }

    [TestMethod]
    public async Task What_was_set_aside_is_listed_and_a_replay_is_accepted_twice()
    {
        var location = world.Crm.Location("replay");
        await location.OpensAsync(Stop, world.Hooks.Address(location.Id), Secret);
        var span = new { since = "2026-03-01T00:00:00Z", until = "2026-03-02T00:00:00Z", types = new[] { "message.synced" } };

        var failed = (await world.Crm.GetAsync($"{location.Path}/webhooks/failed?since=2026-03-01T00:00:00Z&until=2026-03-02T00:00:00Z", Stop)).Expect(HttpStatusCode.OK);
        (await world.Crm.PostAsync($"{location.Path}/webhooks/replay", span, Stop)).Expect(HttpStatusCode.Accepted);
        (await world.Crm.PostAsync($"{location.Path}/webhooks/replay", span, Stop)).Expect(HttpStatusCode.Accepted);

        Assert.AreEqual(0, failed.Json.GetProperty("items").GetArrayLength());
    }

    [TestMethod]
    [DataRow("https://10.0.0.1/hook")]
    [DataRow("https://169.254.169.254/latest")]
    [DataRow("https://[fd00::1]/hook")]
    [DataRow("https://0xa000001/hook")]
    public async Task A_webhook_in_a_private_network_is_refused_at_once(string url)
    {
        var answer = await world.Crm.PutAsync("api/locations/private", new { crmWebhook = new { url, secret = Secret } }, Stop);

        answer.Expect(HttpStatusCode.BadRequest);
        StringAssert.Contains(answer.Json.GetProperty("errors")[0].GetProperty("message").GetString()!, "EmailSync__AllowedTargets");
    }

    [TestMethod]
    public async Task A_mail_service_in_a_private_network_is_refused_at_once() =>
        (await world.Crm.PutAsync("api/locations/private", new { bulkProvider = new { host = "192.168.1.1", from = "news@acme.example" } }, Stop)).Expect(HttpStatusCode.BadRequest);

    private async Task<JsonElement> TestAsync(CrmLocation location) =>
        (await world.Crm.CallAsync(HttpMethod.Post, $"{location.Path}/webhooks/test", null, Stop)).Expect(HttpStatusCode.OK).Json;

    private async Task<JsonElement> WebhookAsync(CrmLocation location) =>
        (await world.Crm.GetAsync(location.Path, Stop)).Expect(HttpStatusCode.OK).Json.GetProperty("crmWebhook");
}
