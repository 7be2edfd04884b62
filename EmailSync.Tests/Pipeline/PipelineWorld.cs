using System.Globalization;
using System.Net;
using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Core.Updates;
using EmailSync.Functions;
using EmailSync.Functions.Mailboxes;
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
    public const string LocationAddress = "news@acme.example";
    public const string Stranger = "dan@elsewhere.example";

    private const string Browser = "browser";
    private static readonly DueKind[] settling = [DueKind.Wake, DueKind.Batch, DueKind.Import, DueKind.Erase, DueKind.Adopt, DueKind.Tell, DueKind.Disconnect, DueKind.Update];
    private readonly ITables tables;
    private readonly IBlobs blobs;
    private readonly SimulatorsHost host;
    private readonly IServed doorbell;
    private readonly INetwork network;
    private readonly SimulatorOptions options;
    private readonly (string Name, string Value)[] settings;
    private readonly Dictionary<string, DateTimeOffset> sleeping = new(StringComparer.Ordinal);
    private ServiceProvider services;
    private DateTimeOffset renewAt;
    private (MailboxId Id, SyncPage Page)? begun;
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

    /// <summary>Every step of the pipeline is run twice, as an engine that delivers at least once may do.</summary>
    public bool RunTwice { get; set; }

    /// <summary>Rounds tell the CRM too; a world that does not is one whose webhooks wait.</summary>
    public bool TellsCrm { get; set; }

    /// <summary>Called after each page of a look, with what it held.</summary>
    public Func<SyncPage, Task>? AfterPage { get; set; }

    public Homes Homes { get; }

    public IReadOnlyList<SimulatedMail> Providers { get; }

    public List<Connection> Connections { get; } = [];

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
        return await connect.CompleteAsync(provider, Query(back, "state"), started.CookieValue, Query(back, "code"), null, null, None) ?? "";
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

    /// <summary>One look at a mailbox, as the orchestrator makes it.</summary>
    public async Task SyncAsync(MailboxId id, SyncRound? from = null)
    {
        var round = from ?? new SyncRound();
        for (var pages = 0; pages < 1000; pages++)
        {
            var interruptions = Get<Interruptions>();
            var page = interruptions.Stamp(await StepAsync(() => Get<FeedReader>().ReadAsync(id, round, None)));
            if (page.State == SyncPageState.Stop)
                return;
            begun = (id, page);
            var lanes = page.Lanes ?? [];
            var synced = await Task.WhenAll(lanes.Select(lane => StepAsync(() => Get<LaneSync>().SyncAsync(id, lane, page.ReadAt, None))));
            begun = null;
            if (synced.Any(s => !s.HasOutcomes))
                return;

            // A second commit finds the cursor moved and asks for another look; the engine has the first answer by then.
            var next = await Get<PageCommitter>().CommitAsync(id, page, lanes.Count > 0, Clock.GetUtcNow(), None);
            if (RunTwice)
                await Get<PageCommitter>().CommitAsync(id, page, lanes.Count > 0, Clock.GetUtcNow(), None);
            if (AfterPage is { } told)
                await told(page);
            if (next == SyncNext.Done)
                return;
            round = page.Following;
        }
        Assert.Fail("The sync does not come to an end.");
    }

    /// <summary>The engine hands out again the lanes that were under way when the process died, and goes on with the page.</summary>
    public async Task GoOnAsync()
    {
        if (begun is not var (id, page))
            return;
        var synced = await Task.WhenAll(page.Lanes!.Select(lane => Get<LaneSync>().SyncAsync(id, lane, page.ReadAt, None)));
        begun = null;
        if (synced.All(s => s.HasOutcomes)
            && await Get<PageCommitter>().CommitAsync(id, page, page.Lanes!.Count > 0, Clock.GetUtcNow(), None) == SyncNext.Again)
            await SyncAsync(id, page.Following);
    }

    /// <summary>Somebody rings for every mailbox; then everything that is due within <paramref name="horizon"/> is done, time jumping from one to the next.</summary>
    /// <param name="horizon">How far; half an hour unless told.</param>
    /// <param name="longestJump">What the world does by itself meanwhile is late by this at most; without end unless told.</param>
    public async Task SettleAsync(TimeSpan? horizon = null, TimeSpan? longestJump = null)
    {
        foreach (var mailbox in Connections.Select(c => c.Mailbox).Distinct())
            await Get<DirtyStore>().MarkEverythingAsync(mailbox, Clock.GetUtcNow(), None);
        var end = Clock.GetUtcNow() + (horizon ?? TimeSpan.FromMinutes(30));
        var lately = new Queue<string>();
        for (var round = 0; round < 20_000; round++)
        {
            var now = Clock.GetUtcNow();
            if (await RoundAsync() is { Length: > 0 } work)
            {
                Note(work);
                continue;
            }
            if (await NextDueAsync(end, settling) is not { } next)
                return;
            Note($"until {next:O}");
            if (next > now)
                Clock.Advance(longestJump is { } most && next - now > most ? most : next - now + TimeSpan.FromMilliseconds(1));

            void Note(string what)
            {
                lately.Enqueue($"{now:O} {what}");
                if (lately.Count > 20)
                    lately.Dequeue();
            }
        }
        Assert.Fail("The world does not come to rest. Lately:\n" + string.Join('\n', lately));
    }

    /// <summary>One sweep, and everything it finds, as the orchestrators do it.</summary>
    /// <returns>What there was, in words; empty when there was nothing.</returns>
    public async Task<string> RoundAsync()
    {
        var work = await Get<DueSweep>().CollectAsync(None);
        var now = Clock.GetUtcNow();
        var sends = work.Sends.Where(IsAwake).ToList();
        var batches = work.Batches.Where(IsAwake).ToList();
        var disconnects = work.Disconnects.Where(IsAwake).ToList();
        foreach (var mailbox in work.Mailboxes)
            await SyncAsync(mailbox);
        foreach (var token in sends)
            await AdvanceAsync(token);
        foreach (var token in batches)
            await AdvanceBatchAsync(token);
        foreach (var token in work.Imports)
            await ImportAsync(token);
        foreach (var subject in work.Erasures)
            await EraseAsync(subject);
        foreach (var ended in disconnects)
            await WindUpAsync(ended);
        foreach (var message in work.Updates)
            await CarryOutAsync(message);
        foreach (var stream in TellsCrm ? work.Deliveries : [])
            await TellCrmAsync(stream);

        // Who would have woken by now and has nothing to do any more was brought to its end by somebody else.
        foreach (var ended in sleeping.Where(s => s.Value <= now && !sends.Contains(s.Key) && !batches.Contains(s.Key) && !disconnects.Contains(s.Key)).Select(s => s.Key).ToList())
            sleeping.Remove(ended);
        (string What, int Count)[] done = [
            ("mailboxes", work.Mailboxes.Count), ("sends", sends.Count), ("batches", batches.Count), ("imports", work.Imports.Count), ("erasures", work.Erasures.Count), ("ended", disconnects.Count), ("updates", work.Updates.Count)];
        return string.Join(", ", done.Where(d => d.Count > 0).Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.Count} {d.What}")));

        bool IsAwake(string subject) => !sleeping.TryGetValue(subject, out var at) || at <= now;
    }

    /// <summary>All that a stream has to tell, as its orchestrator does it.</summary>
    private async Task TellCrmAsync(EventStream stream)
    {
        while (await StepAsync(() => Get<WebhookWork>().RunAsync(stream, None)))
        {
        }
    }

    /// <summary>Time passes, and the timers do their work: sweeps, looks, renewals.</summary>
    public async Task PassAsync(TimeSpan span, TimeSpan? step = null)
    {
        for (var end = Clock.GetUtcNow() + span; Clock.GetUtcNow() < end;)
        {
            Clock.Advance(step ?? TimeSpan.FromSeconds(15));
            await SweepAsync();
            if (Clock.GetUtcNow() >= renewAt)
                await RenewDueAsync();
        }
    }

    public async Task SweepAsync()
    {
        foreach (var mailbox in (await Get<DueSweep>().CollectAsync(None)).Mailboxes)
            await SyncAsync(mailbox);
    }

    /// <summary>Renewals as their orchestrator makes them.</summary>
    public async Task RenewDueAsync()
    {
        renewAt = Clock.GetUtcNow().AddMinutes(10);
        var renew = new RenewWatchActivity(Get<WatchMailbox>(), Get<DueStore>());
        foreach (var watch in await new ListDueWatchesActivity(Get<DueStore>(), Clock).RunAsync(null, None))
        {
            if (RunTwice)
                await renew.RunAsync(watch, None);
            await renew.RunAsync(watch, None);
        }
    }

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

    public async Task<SendProgress> AdvanceAsync(string token)
    {
        var progress = await StepAsync(() => Get<SendEmail>().AdvanceAsync(token, None));
        Sleep(token, progress.RetryAt);
        return progress;
    }

    /// <summary>One step of a batch, as its orchestrator makes it.</summary>
    public async Task<SendProgress> AdvanceBatchAsync(string token)
    {
        var progress = await StepAsync(() => Get<EmailSync.Core.Sending.Batches.RunBatch>().AdvanceAsync(token, None));
        Sleep(token, progress.RetryAt);
        return progress;
    }

    /// <summary>All pages of an import, as its orchestrator takes them in.</summary>
    public async Task ImportAsync(string token)
    {
        while (await StepAsync(() => Get<EmailSync.Core.Directory.Imports.RunImport>().StepAsync(token, None)))
        {
        }
    }

    public async Task EraseAsync(string subject)
    {
        while (await StepAsync(() => LocationErasureStore.IsLocation(subject) ? Get<EraseLocation>().StepAsync(subject, None)
            : UserErasureStore.IsUser(subject) ? Get<EraseUser>().StepAsync(subject, None)
            : Get<EraseConversation>().StepAsync(subject, None)))
        {
        }
    }

    /// <summary>One step of the winding up of a connection that has ended.</summary>
    public async Task<DisconnectProgress> WindUpAsync(string ended)
    {
        var progress = await StepAsync(() => Get<DisconnectMailbox>().AdvanceAsync(ended, None));
        Sleep(ended, progress.RetryAt);
        return progress;
    }

    private void Sleep(string work, DateTimeOffset? until)
    {
        if (until is { } at)
            sleeping[work] = at;
        else
            sleeping.Remove(work);
    }

    /// <summary>One look at what the mailboxes owe, as the orchestrator makes it.</summary>
    public Task<bool> CarryOutAsync(EmailSync.Core.Conversations.MessageId message) => StepAsync(() => Get<CarryOutUpdate>().RunAsync(message, None));

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

    /// <summary>When the next of this work is due, or what sleeps goes on; null when that is later than <paramref name="end"/>.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(DateTimeOffset end, IReadOnlyList<DueKind> kinds)
    {
        var times = new List<DateTimeOffset>(sleeping.Values);
        for (var shard = 0; shard < TableKeys.DueShards; shard++)
        {
            foreach (var kind in kinds)
            {
                await foreach (var item in Get<DueStore>().ListDueAsync(kind, shard, end, None))
                {
                    if (!sleeping.ContainsKey(item.Subject))
                        times.Add(new DateTimeOffset(long.Parse(item.RowKey.AsSpan(0, 19), CultureInfo.InvariantCulture), TimeSpan.Zero));
                }
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
