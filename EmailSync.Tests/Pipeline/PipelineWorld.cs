using System.Net;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Functions;
using EmailSync.Simulators;
using EmailSync.Simulators.Faults;
using EmailSync.Simulators.Http;
using EmailSync.Simulators.Time;
using EmailSync.Tests.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace EmailSync.Tests.Pipeline;

/// <summary>
/// The product's own service graph on memory, against simulated Google over HTTP. Orchestrators are played by plain loops that make the same calls; time
/// jumps to whatever is due next.
/// </summary>
internal sealed partial class PipelineWorld : IAsyncDisposable
{
    public static readonly LocationId North = new("north");
    public static readonly LocationId South = new("south");
    public static readonly UserId Ana = new("ana");
    public static readonly UserId Ben = new("ben");
    public static readonly ContactId Carla = new("carla");
    public const string AnaAddress = "ana@acme.example";
    public const string BenAddress = "ben@acme.example";
    public const string CarlaAddress = "carla@client.example";
    public const string LocationAddress = "news@acme.example";
    public const string Stranger = "dan@elsewhere.example";

    private const string Browser = "browser";
    private readonly ITables tables;
    private readonly IBlobs blobs;
    private readonly SimulatorsHost host;
    private readonly IServed doorbell;
    private readonly INetwork network;
    private readonly SimulatorOptions options;
    private readonly (string Name, string Value)[] settings;
    private ServiceProvider services;
    private readonly DeadlyMail deadly = new();
    private readonly EmailSync.Simulators.Microsoft.MicrosoftSimulator microsoft;

    private PipelineWorld(
        SimulatorsHost host,
        IServed doorbell,
        INetwork network,
        ControlledClock clock,
        SimulatorOptions options,
        Homes homes,
        ITables? tables,
        IBlobs? blobs,
        (string Name, string Value)[] settings)
    {
        this.settings = settings;
        (this.tables, this.blobs) = (tables ?? new InMemoryTables(), blobs ?? new InMemoryBlobs());
        (this.host, this.doorbell, this.network, Clock, this.options, Homes) = (host, doorbell, network, clock, options, homes);
        microsoft = host.Microsoft;
        Providers = [SimulatedMail.Gmail(host), SimulatedMail.Outlook(host)];
        services = Build();
    }

    public static CancellationToken None => CancellationToken.None;

    public ControlledClock Clock { get; }

    public WriteFuse Fuse { get; } = new();

    /// <summary>Messages, by the provider's ids, that end the process that reads them.</summary>
    public HashSet<string> Deadly => deadly.Deadly;

    /// <summary>Messages that nobody ever has read to their end.</summary>
    public HashSet<string> Endless => deadly.Endless;

    /// <summary>How often a message was begun that does not end.</summary>
    public int Stuck => deadly.Stuck;

    /// <summary>One was begun since this was asked last.</summary>
    public bool IsStuck => deadly.TakeStuck();

    /// <summary>Happens once a mailbox has been loaded and before it is asked for changes.</summary>
    public Func<Task>? BeforeChanges
    {
        get => deadly.BeforeChanges;
        set => deadly.BeforeChanges = value;
    }

    /// <summary>Happens once a watch stands at the provider, and before anybody here knows.</summary>
    public Func<Task>? AfterWatch
    {
        get => deadly.AfterWatch;
        set => deadly.AfterWatch = value;
    }

    /// <summary>An empty location North that tells its CRM, with the contact Carla; nobody is connected.</summary>
    /// <param name="settings">Settings instead of the usual ones.</param>
    /// <param name="doorbell">What becomes of the providers' pushes; where nothing does, nobody rings.</param>
    /// <param name="network">What carries HTTP between the product and the providers; sockets, where none is named.</param>
    public static async Task<PipelineWorld> StartAsync(
        Homes homes,
        ITables? tables = null,
        IBlobs? blobs = null,
        (string Name, string Value)[]? settings = null,
        RequestDelegate? doorbell = null,
        INetwork? network = null)
    {
        network ??= new LoopbackNetwork();
        var clock = new ControlledClock();
        var door = await network.ServeAsync(
            "doorbell", 0, app => _ = doorbell is null ? app.MapPost("/{**path}", Answer) : app.MapPost("/{**path}", doorbell), None);
        var options = doorbell is null
            ? SimulatorOptions.OnFreePorts
            : SimulatorOptions.OnFreePorts with { PushEndpoint = new Uri(door.BaseUrl, "api/notifications/gmail") };
        var world = new PipelineWorld(
            await SimulatorsHost.StartAsync(options, clock, null, network, None), door, network, clock, options, homes, tables, blobs, settings ?? []);
        await world.KnowLocationAsync(North);
        await world.KnowAsync(North, Carla, CarlaAddress);
        return world;
    }

    public static async Task<PipelineWorld> StartConnectedAsync(Homes homes, ITables? tables = null)
    {
        var world = await StartAsync(homes, tables);
        await world.ConnectAsync(North, Ana, AnaAddress);
        return world;
    }

    /// <summary>The provider where this address has its mailbox.</summary>
    public SimulatedMail At(string address) => Providers.Single(p => p.Provider == Homes.Of(address));

    public Homes Homes { get; }

    public IReadOnlyList<SimulatedMail> Providers { get; }

    public List<Connection> Connections { get; } = [];

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>The process is started anew: what stood in memory only is gone.</summary>
    /// <param name="hubIsLost">What the engine knew is gone as well: nobody sleeps any more, and sweeps find what there is to do.</param>
    public async Task RestartAsync(bool hubIsLost = true)
    {
        Fuse.Mend();
        await services.DisposeAsync();
        services = Build();
        if (hubIsLost)
            sleeping.Clear();
    }

    /// <summary>The sink that stands for a location's mail service.</summary>
    public EmailSync.Simulators.Smtp.SmtpSink Smtp => host.Smtp;

    public int SmtpPort => host.SmtpPort;

    /// <summary>The user signs in at Google and grants everything; where the browser ends up.</summary>
    /// <param name="meanwhile">What happens while the user is at the provider's pages.</param>
    public async Task<string> SignInAsync(
        LocationId location, UserId user, string address, ConnectMode mode = ConnectMode.Connect, Func<Task>? meanwhile = null)
    {
        var provider = Homes.Of(address);
        At(address).AddAccount(address);
        await Get<DirectoryStore>().SaveUserAsync(new User(location, user, user.Value, address, []), None);
        var connect = Get<ConnectMailbox>();
        var begun = await connect.BeginAsync(location, user, provider, mode, "http://127.0.0.1/back", address, None);
        var started = await connect.StartAsync(provider, Query(begun, "state"), None);
        if (await ConsentAsync(started?.Url ?? throw new InvalidOperationException("The sign-in is not known any more.")) is not { } back)
            return "http://127.0.0.1/back?code=" + NoPage;
        if (meanwhile is not null)
            await meanwhile();
        return (await connect.CompleteAsync(provider, Query(back, "state"), started.CookieValue, Query(back, "code"), null, null, None))?.ReturnTo ?? "";
    }

    /// <summary>In place of the product's word: the provider showed an error page instead of the question.</summary>
    public const string NoPage = "no_page";

    /// <summary>Null where the provider is in trouble: a person comes again later.</summary>
    private async Task<string?> ConsentAsync(string url)
    {
        using var page = await Get<IHttpClientFactory>().CreateClient(Browser).GetAsync(url);
        if (page.Headers.Location is { } back)
            return back.ToString();
        return page.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests
            ? null
            : throw new InvalidOperationException($"The provider's page of consent answered {(int)page.StatusCode}: {await page.Content.ReadAsStringAsync()}");
    }

    public async Task<Connection> ConnectAsync(LocationId location, UserId user, string address, ConnectMode mode = ConnectMode.Connect)
    {
        Assert.AreEqual("connected", Query(await SignInAsync(location, user, address, mode), "status"));
        var connection = await Get<MailboxStore>().GetConnectionAsync(location, user, None);
        Connections.Add(connection!);

        // The connection's millisecond is over: what comes now has come after it.
        Clock.Advance(TimeSpan.FromSeconds(1));
        return connection!;
    }

    /// <returns>The provider's id of the mail.</returns>
    public string Deliver(string address, AMail mail, bool spam = false) => At(address).Deliver(address, mail.Bytes(), spam);

    /// <summary>A person sends from their mail client; who is simulated gets it.</summary>
    public void SendFromClient(string address, AMail mail) => At(address).SendFromClient(address, mail.Bytes());

    /// <summary>Something goes wrong at Ana's provider.</summary>
    public void Fault(FaultKind fault, string path, int times = 1, int? status = null, int? retryAfter = null, int? delayMs = null, string? method = null) =>
        At(AnaAddress).Control.AddFault(new FaultRule(fault, new FaultMatch(method, path), status, null, retryAfter, delayMs, times));

    /// <summary>What the providers still have to tell us: what could leave now, and what is on its way.</summary>
    public (int Ready, int Outstanding) Pushes
    {
        get
        {
            var (gmail, outlook) = (host.Google.PushStatus, microsoft.NotificationStatus);
            return (gmail.Ready + outlook.Ready, gmail.Outstanding + outlook.Outstanding);
        }
    }

    /// <summary>What the providers call the watches over a mailbox.</summary>
    public IReadOnlyList<string> Watches(string address) => Homes.Of(address) == MailProviderName.Outlook
        ? Subscriptions(address)
        : host.Google.FindAccount(address)?.Mailbox.IsWatched == true ? [address] : [];

    /// <summary>Whether the person finds us among the apps that have access to their Google account.</summary>
    public bool ListsUs(string address) => host.Google.ListsApp(address);

    /// <summary>Ids of the subscriptions that Microsoft keeps of a mailbox.</summary>
    public IReadOnlyList<string> Subscriptions(string address) => [.. microsoft.Subscriptions.Of(address).Select(s => s.Id)];

    public async Task<Mailbox> MailboxAsync() => (await Get<MailboxStore>().GetAsync(Connections[0].Mailbox, None))!;

    /// <summary>The provider's push comes in at the doorbell.</summary>
    public Task PushAsync() => Get<DirtyStore>().MarkPushedAsync(Connections[0].Mailbox, Clock.GetUtcNow(), [], None);

    public static string Query(string url, string name) => QueryHelpers.ParseQuery(new Uri(url).Query).GetValueOrDefault(name).ToString();

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await doorbell.DisposeAsync();
        await host.DisposeAsync();
        await ForgetAsync();
    }

    /// <summary>The HTTP clients of a world live some minutes longer than it, and keep all that it had: mails of megabytes, in the worlds of many tests.</summary>
    private async Task ForgetAsync()
    {
        host.Google.Reset();
        microsoft.Reset();
        if (blobs is not InMemoryBlobs)
            return;
        await foreach (var blob in blobs.ListAsync("", None))
            await blobs.DeleteAsync(blob, None);
    }

    private async Task<T> StepAsync<T>(Func<Task<T>> step)
    {
        if (RunTwice)
            await step();
        return await step();
    }

    /// <summary>Nobody rings in these stories, but Graph gives a subscription only to an endpoint that answers for itself.</summary>
    private static IResult Answer(string? validationToken) => validationToken is null ? Results.Accepted() : Results.Text(validationToken);

    private ServiceProvider Build()
    {
        var at = host.GoogleBaseUrl.ToString();
        var microsoft = host.MicrosoftBaseUrl.ToString();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(GmailBench.Settings(
            ("EmailSync:PublicBaseUrl", doorbell.BaseUrl.ToString()),
            ("EmailSync:ApiKey", "test-key-of-the-world"),
            ("EmailSync:ReconcileInterval", "1.00:00:00"),
            ("EmailSync:LoggingAddressDomain", "log.acme.example"),
            ("EmailSync:AllowedTargets", "loopback"),
            ("Gmail:ClientId", options.GmailClientId),
            ("Gmail:ClientSecret", options.GmailClientSecret),
            ("Gmail:PubSubTopic", options.PubSubTopic),
            ("Gmail:PushServiceAccount", options.PushServiceAccount),
            ("Gmail:PushAudience", options.PushEndpoint?.ToString() ?? "https://sync.example/push"),
            ("Gmail:ApiBaseUrl", at),
            ("Gmail:AuthorizeUrl", at + "o/oauth2/v2/auth"),
            ("Gmail:TokenUrl", at + "token"),
            ("Gmail:RevokeUrl", at + "revoke"),
            ("Gmail:JwksUrl", at + "oauth2/v3/certs"),
            ("Outlook:ClientId", options.OutlookClientId),
            ("Outlook:ClientSecret", options.OutlookClientSecret),
            ("Outlook:Authority", microsoft + "common"),
            ("Outlook:GraphBaseUrl", microsoft + "v1.0"))).AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))).Build();
        var registered = new ServiceCollection();
        registered.AddLogging();
        registered.AddSingleton<TimeProvider>(Clock);
        registered.AddEmailSync(configuration);
        registered.AddSingleton<ITables>(new FusedTables(tables, Fuse));
        registered.AddSingleton<IBlobs>(new FusedBlobs(blobs, Fuse));
        registered.AddSingleton(new KeyHasher([.. Enumerable.Range(1, 32).Select(i => (byte)i)]));
        registered.AddSingleton<ITokenProtector, PlainTokenProtector>();
        registered.AddSingleton<IMailProviders>(provider => new DeadlyProviders(provider.GetServices<IMailProvider>(), deadly, Fuse));
        registered.AddHttpClient(Browser).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        if (network is not LoopbackNetwork)
            registered.AddSingleton<IHttpMessageHandlerBuilderFilter>(new CarriedBy(network));
        return registered.BuildServiceProvider();
    }
}
