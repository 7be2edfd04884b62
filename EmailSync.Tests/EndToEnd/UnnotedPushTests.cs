using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using EmailSync.Tests.EndToEnd.Drivers;
using EmailSync.Tests.Providers;

namespace EmailSync.Tests.EndToEnd;

/// <summary>A push that is genuine and cannot be noted is for the provider to bring again: 503, and never a success.</summary>
[TestClass]
public sealed class UnnotedPushTests
{
    private static readonly StorageOutage outage = new();
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    /// <summary>Nobody looks at a mailbox here unless somebody rings.</summary>
    [ClassInitialize]
    public static async Task StartAsync(TestContext context) =>
        world = await EndToEndWorld.StartAsync(context.CancellationToken, reconcileInterval: TimeSpan.FromDays(1), outage: outage);

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    /// <summary>One after the other: tests run side by side, and the storage is that of both.</summary>
    [TestMethod]
    public async Task While_storage_is_busy_a_genuine_push_is_answered_with_503_and_brought_again_it_makes_us_look()
    {
        foreach (var provider in Enum.GetValues<Provider>())
            await ComesAgainAsync(provider);
    }

    private async Task ComesAgainAsync(Provider provider)
    {
        var desk = await Desk.OpenAsync(world, "unnoted", provider, Stop);
        await desk.AnasMail.FailsAsync(new MailFault("dropPush", new FaultMatch(Mailbox: desk.Ana), Times: 100), Stop);
        await Eventually.SeesAsync(
            () => desk.Location.MailboxAsync("ana", Stop), seen => seen.LastSyncedAt is not null, "the mailbox has been looked at", Stop);
        await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, "Unheard", "Hello"), Stop);

        CrmAnswer refused;
        outage.IsDown = true;
        try
        {
            refused = await PushAsync(provider, desk.Ana);
        }
        finally
        {
            outage.IsDown = false;
        }
        var noted = await PushAsync(provider, desk.Ana);

        Assert.AreEqual((HttpStatusCode.ServiceUnavailable, "storage_unavailable"), (refused.Status, refused.Code));
        Assert.AreEqual(provider == Provider.Gmail ? HttpStatusCode.NoContent : HttpStatusCode.Accepted, noted.Status);
        Assert.AreEqual("Unheard", (await desk.Location.ShowsAsync("ben", 1, Stop)).Single().Subject);
    }

    private Task<CrmAnswer> PushAsync(Provider provider, string mailbox) => provider == Provider.Gmail ? FromPubSubAsync(mailbox) : FromGraphAsync(mailbox);

    private async Task<CrmAnswer> FromPubSubAsync(string mailbox)
    {
        var claims = SignedTokens.Claims(TimeProvider.System.GetUtcNow());
        claims["aud"] = world.Options.PushAudience;
        claims["email"] = world.Options.PushServiceAccount;
        var data = new JsonObject { ["emailAddress"] = mailbox, ["historyId"] = 1 }.ToJsonString();
        var envelope = new JsonObject
        {
            ["message"] = new JsonObject { ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(data)), ["messageId"] = "1" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(world.Functions, "api/notifications/gmail"));
        request.Content = new StringContent(envelope.ToJsonString(), Encoding.UTF8, "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", world.Simulators.Google.Keys.Sign(claims));
        return await Crm.SendAsync(request, Stop);
    }

    private async Task<CrmAnswer> FromGraphAsync(string mailbox)
    {
        var subscription = world.Simulators.Microsoft.Subscriptions.Of(mailbox).Single();
        var item = new JsonObject
        {
            ["subscriptionId"] = subscription.Id,
            ["clientState"] = subscription.Order.ClientState,
            ["changeType"] = "created",
            ["resourceData"] = new JsonObject { ["id"] = "AAMkAG" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(world.Functions, "api/notifications/outlook"));
        request.Content = new StringContent(new JsonObject { ["value"] = new JsonArray(item) }.ToJsonString(), Encoding.UTF8, "application/json");
        return await Crm.SendAsync(request, Stop);
    }
}
