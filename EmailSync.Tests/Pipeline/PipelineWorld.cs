using System.Globalization;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Core.Updates;
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

namespace EmailSync.Tests.Pipeline;

/// <summary>
/// The product's own service graph on memory, against simulated Google over HTTP. Orchestrators are played by plain loops that make the same calls; time
/// jumps to whatever is due next.
/// </summary>
internal sealed class PipelineWorld : IAsyncDisposable
{
    public static readonly LocationId North = new("north");
    public static readonly LocationId South = new("south");
    public static readonly UserId Ana = new("ana");
    public static readonly UserId Ben = new("ben");
    public static readonly ContactId Carla = new("carla");
    public const string AnaAddress = "ana@acme.example";
    public const string BenAddress = "ben@acme.example";
    public const string CarlaAddress = "carla@client.example";
    public const string Stranger = "dan@elsewhere.example";

    private const string Browser = "browser";
    private readonly ITables tables;
    private readonly IBlobs blobs;
    private readonly SimulatorsHost host;
    private readonly LoopbackServer doorbell;
    private readonly SimulatorOptions options;
    private readonly Dictionary<string, DateTimeOffset> sleepingSends = new(StringComparer.Ordinal);
    private ServiceProvider services;

    private PipelineWorld(SimulatorsHost host, LoopbackServer doorbell, ControlledClock clock, SimulatorOptions options, Homes homes, ITables? tables, IBlobs? blobs)
    {
        (this.tables, this.blobs) = (tables ?? new InMemoryTables(), blobs ?? new InMemoryBlobs());
        (this.host, this.doorbell, Clock, this.options, Homes) = (host, doorbell, clock, options, homes);
        Providers = [SimulatedMail.Gmail(host), SimulatedMail.Outlook(host)];
        services = Build();
    }

    public static CancellationToken None => CancellationToken.None;

    public ControlledClock Clock { get; }

    public WriteFuse Fuse { get; } = new();

    /// <summary>Every step of the pipeline is run twice, as an engine that delivers at least once may do.</summary>
    public bool RunTwice { get; set; }

    public Homes Homes { get; }

    public IReadOnlyList<SimulatedMail> Providers { get; }

    public List<Connection> Connections { get; } = [];

    /// <summary>An empty location North that tells its CRM, with the contact Carla; nobody is connected.</summary>
    public static async Task<PipelineWorld> StartAsync(Homes homes, ITables? tables = null, IBlobs? blobs = null)
    {
        var clock = new ControlledClock();
        var options = SimulatorOptions.OnFreePorts;
        var world = new PipelineWorld(
            await SimulatorsHost.StartAsync(options, clock, null, None),
            await LoopbackServer.StartAsync("doorbell", 0, app => app.MapPost("/{**path}", Answer), None),
            clock,
            options,
            homes,
            tables,
            blobs);
        await world.KnowLocationAsync(North);
        await world.KnowAsync(North, Carla, CarlaAddress);
        return world;
    }

    public static async Task<PipelineWorld> StartConnectedAsync(Homes homes)
    {
        var world = await StartAsync(homes);
        await world.ConnectAsync(North, Ana, AnaAddress);
        return world;
    }

    /// <summary>The provider where this address has its mailbox.</summary>
    public SimulatedMail At(string address) => Providers.Single(p => p.Provider == Homes.Of(address));

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>The process is started anew: what stood in memory only is gone.</summary>
    public async Task RestartAsync()
    {
        Fuse.Mend();
        await services.DisposeAsync();
        services = Build();
        sleepingSends.Clear();
    }

    public Task KnowLocationAsync(LocationId location, AssignmentPolicy assignment = AssignmentPolicy.MultiLocation) =>
        KnowLocationAsync(location, new LocationSettings { GmailAssignment = assignment, OutlookAssignment = assignment });

    public Task KnowLocationAsync(LocationId location, LocationSettings settings) =>
        Get<DirectoryStore>().SaveLocationAsync(
            new Location(location, location.Value, settings, new WebhookTarget("http://127.0.0.1:9/hook", "secret")), None);

    public Task KnowAsync(LocationId location, ContactId contact, string address, UserId? assignedTo = null, int createdDay = 1) =>
        Get<DirectoryStore>().SaveContactAsync(
            new Contact(location, contact, contact.Value, [address], assignedTo, new DateTimeOffset(2026, 1, createdDay, 0, 0, 0, TimeSpan.Zero)), None);

    /// <summary>The CRM puts a contact, which may call for older mail.</summary>
    public async Task PutContactAsync(LocationId location, ContactId contact, string[] emails, UserId? assignedTo = null)
    {
        var place = await Get<DirectoryStore>().GetLocationAsync(location, None);
        var fillsIn = await Get<FillIn>().ExpectAsync(place!, contact, emails, assignedTo, None);
        await Get<DirectoryStore>().SaveContactAsync(
            new Contact(location, contact, contact.Value, emails, assignedTo, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)), None);
        await Get<FillIn>().CarryOutAsync(fillsIn, None);
    }

    /// <summary>The user signs in at Google and grants everything; where the browser ends up.</summary>
    public async Task<string> SignInAsync(LocationId location, UserId user, string address)
    {
        var provider = Homes.Of(address);
        At(address).AddAccount(address);
        await Get<DirectoryStore>().SaveUserAsync(new User(location, user, user.Value, address, []), None);
        var connect = Get<ConnectMailbox>();
        var begun = await connect.BeginAsync(location, user, provider, "http://127.0.0.1/back", address, None);
        var started = await connect.StartAsync(provider, Query(begun, "state"), None);
        using var consent = await Get<IHttpClientFactory>().CreateClient(Browser).GetAsync(started!.Url);
        var back = consent.Headers.Location!.ToString();
        return await connect.CompleteAsync(provider, Query(back, "state"), started.CookieValue, Query(back, "code"), null, null, None) ?? "";
    }

    public async Task<Connection> ConnectAsync(LocationId location, UserId user, string address)
    {
        Assert.AreEqual("connected", Query(await SignInAsync(location, user, address), "status"));
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

    public Task<SendAcceptance> AcceptAsync(
        string key, string subject = "Offer", EmailSync.Core.Conversations.MessageId? replyTo = null, LocationId? location = null) =>
        Get<AcceptSend>().AcceptAsync(
            new SendRequest(location ?? North, key, "hash", Ana, Carla, null, [], [], subject, null, "Our offer", [], replyTo, null), None);

    /// <summary>One look at a mailbox, as the orchestrator makes it.</summary>
    public async Task SyncAsync(MailboxId id, SyncRound? from = null)
    {
        var round = from ?? new SyncRound();
        for (var pages = 0; pages < 200; pages++)
        {
            var page = await StepAsync(() => Get<FeedReader>().ReadAsync(id, round, None));
            if (page.State == SyncPageState.Stop)
                return;
            var lanes = page.Lanes ?? [];
            var synced = await Task.WhenAll(lanes.Select(lane => StepAsync(() => Get<LaneSync>().SyncAsync(id, lane, None))));
            if (synced.Any(s => !s.HasOutcomes))
                return;

            // A second commit finds the cursor moved and asks for another look; the engine has the first answer by then.
            var next = await Get<PageCommitter>().CommitAsync(id, page, lanes.Count > 0, Clock.GetUtcNow(), None);
            if (RunTwice)
                await Get<PageCommitter>().CommitAsync(id, page, lanes.Count > 0, Clock.GetUtcNow(), None);
            if (next == SyncNext.Done)
                return;
            round = page.Following;
        }
        Assert.Fail("The sync does not come to an end.");
    }

    /// <summary>Somebody rings for every mailbox; then everything that is due within <paramref name="horizon"/> is done, time jumping from one to the next.</summary>
    public async Task SettleAsync(TimeSpan? horizon = null)
    {
        foreach (var mailbox in Connections.Select(c => c.Mailbox).Distinct())
            await Get<DirtyStore>().MarkEverythingAsync(mailbox, Clock.GetUtcNow(), None);
        var end = Clock.GetUtcNow() + (horizon ?? TimeSpan.FromMinutes(30));
        for (var round = 0; round < 500; round++)
        {
            var work = await Get<DueSweep>().CollectAsync(None);
            var now = Clock.GetUtcNow();
            var sends = work.Sends.Where(t => !sleepingSends.TryGetValue(t, out var at) || at <= now).ToList();
            foreach (var mailbox in work.Mailboxes)
                await SyncAsync(mailbox);
            foreach (var token in sends)
                await AdvanceAsync(token);
            foreach (var message in work.Updates)
                await CarryOutAsync(message);
            if (work.Mailboxes.Count > 0 || sends.Count > 0 || work.Updates.Count > 0)
                continue;
            if (await NextDueAsync(end) is not { } next)
                return;
            if (next > now)
                Clock.Advance(next - now + TimeSpan.FromMilliseconds(1));
        }
        Assert.Fail("The world does not come to rest.");
    }

    public async Task<SendProgress> AdvanceAsync(string token)
    {
        var progress = await StepAsync(() => Get<SendEmail>().AdvanceAsync(token, None));
        if (progress.RetryAt is { } at)
            sleepingSends[token] = at;
        else
            sleepingSends.Remove(token);
        return progress;
    }

    /// <summary>The CRM wants something of Ana's copy; the API answers when it stands.</summary>
    public Task<UpdateAcceptance> WishAsync(EmailSync.Core.Conversations.MessageId message, bool? read = null, bool? trashed = null, UserId? user = null) =>
        Get<AcceptUpdate>().AcceptAsync(North, message, user ?? Ana, read, trashed, None);

    /// <summary>One look at what the mailboxes owe, as the orchestrator makes it.</summary>
    public Task<bool> CarryOutAsync(EmailSync.Core.Conversations.MessageId message) => StepAsync(() => Get<CarryOutUpdate>().RunAsync(message, None));

    public static string Query(string url, string name) => QueryHelpers.ParseQuery(new Uri(url).Query)[name].ToString();

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await doorbell.DisposeAsync();
        await host.DisposeAsync();
    }

    private async Task<T> StepAsync<T>(Func<Task<T>> step)
    {
        if (RunTwice)
            await step();
        return await step();
    }

    private async Task<DateTimeOffset?> NextDueAsync(DateTimeOffset end)
    {
        var times = new List<DateTimeOffset>(sleepingSends.Values);
        for (var shard = 0; shard < TableKeys.DueShards; shard++)
        {
            foreach (var kind in (DueKind[])[DueKind.Wake, DueKind.Update])
            {
                await foreach (var item in Get<DueStore>().ListDueAsync(kind, shard, end, None))
                    times.Add(new DateTimeOffset(long.Parse(item.RowKey.AsSpan(0, 19), CultureInfo.InvariantCulture), TimeSpan.Zero));
            }
        }
        return times.Where(t => t <= end).Select(t => (DateTimeOffset?)t).Min();
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
            ("Gmail:ClientId", options.GmailClientId),
            ("Gmail:ClientSecret", options.GmailClientSecret),
            ("Gmail:PubSubTopic", options.PubSubTopic),
            ("Gmail:ApiBaseUrl", at),
            ("Gmail:AuthorizeUrl", at + "o/oauth2/v2/auth"),
            ("Gmail:TokenUrl", at + "token"),
            ("Gmail:RevokeUrl", at + "revoke"),
            ("Gmail:JwksUrl", at + "oauth2/v3/certs"),
            ("Outlook:ClientId", options.OutlookClientId),
            ("Outlook:ClientSecret", options.OutlookClientSecret),
            ("Outlook:Authority", microsoft + "common"),
            ("Outlook:GraphBaseUrl", microsoft + "v1.0"))).Build();
        var registered = new ServiceCollection();
        registered.AddLogging();
        registered.AddSingleton<TimeProvider>(Clock);
        registered.AddEmailSync(configuration);
        registered.AddSingleton<ITables>(new FusedTables(tables, Fuse));
        registered.AddSingleton<IBlobs>(new FusedBlobs(blobs, Fuse));
        registered.AddSingleton(new KeyHasher([.. Enumerable.Range(1, 32).Select(i => (byte)i)]));
        registered.AddSingleton<ITokenProtector, PlainTokenProtector>();
        registered.AddHttpClient(Browser).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        return registered.BuildServiceProvider();
    }
}
