using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using EmailSync.Simulators;
using EmailSync.Simulators.Microsoft.Graph;

namespace EmailSync.Tests.Simulators;

/// <summary>Ana of Acme, signed in, and an endpoint that hears of her mail.</summary>
internal sealed class MicrosoftDesk : IAsyncDisposable
{
    public const string Ana = "ana@acme.example";

    private MicrosoftDesk(TestWorld world, MicrosoftReceiver receiver, EventList events, string token)
    {
        World = world;
        Receiver = receiver;
        Events = events;
        Token = token;
        Driver = new MicrosoftDriver(world);
    }

    public TestWorld World { get; }

    public MicrosoftReceiver Receiver { get; }

    public MicrosoftDriver Driver { get; }

    public EventList Events { get; }

    public string Token { get; }

    public GraphMailbox Mailbox => Driver.Microsoft.Mailbox(Ana);

    public static async Task<MicrosoftDesk> OpenAsync()
    {
        var events = new EventList();
        var world = await TestWorld.StartAsync(events: events);
        return new MicrosoftDesk(world, await MicrosoftReceiver.StartAsync(), events, await new MicrosoftDriver(world).AccessTokenAsync(Ana));
    }

    /// <summary>An order with a life that fits; a day unless told.</summary>
    public JsonObject Order(string resource = "me/messages", string changeType = "created,updated,deleted", string? expires = null, bool lifecycle = true) =>
        Receiver.Order(resource, changeType, expires ?? World.Clock.GetUtcNow().AddDays(1).ToString("O", CultureInfo.InvariantCulture), lifecycle);

    public Task<(HttpStatusCode Status, JsonObject Json, HttpResponseHeaders Headers)> CreateAsync(JsonObject order, string? prefer = null) =>
        Driver.GraphAsync("POST", "/subscriptions", Token, order, prefer);

    public async Task<string> SubscribeAsync(JsonObject? order = null, string? prefer = null)
    {
        var (status, json, _) = await CreateAsync(order ?? Order(), prefer);
        Assert.AreEqual(HttpStatusCode.Created, status, json.ToJsonString());
        return MicrosoftDriver.Text(json, "id");
    }

    public Task<(HttpStatusCode Status, JsonObject Json, HttpResponseHeaders Headers)> CallAsync(string method, string path, JsonObject? json = null, string? token = null) =>
        Driver.GraphAsync(method, path, token ?? Token, json);

    public async Task<IEnumerable<JsonObject>> ListAsync() =>
        (await CallAsync("GET", "/subscriptions")).Json["value"]!.AsArray().Select(item => item!.AsObject());

    public GraphDelivery Deliver(string subject = "Hello") => Mailbox.Deliver(TestWorld.Mail("bob@client.example", Ana, subject));

    /// <summary>Nothing waits and nothing is on its way.</summary>
    public Task SettledAsync(Func<bool> holds, string what) =>
        TestWorld.EventuallyAsync(() => holds() && Driver.Microsoft.NotificationStatus is { Waiting: 0, Outstanding: 0 }, what);

    public static DateTimeOffset Expiry(JsonObject subscription) =>
        DateTimeOffset.Parse(MicrosoftDriver.Text(subscription, "expirationDateTime"), CultureInfo.InvariantCulture);

    public int Count(SimulatorEventKind kind) => Events.Count(kind);

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}
