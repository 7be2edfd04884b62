using System.Net;
using System.Net.Sockets;
using Azure.Data.Tables;
using EmailSync.Core.Storage;
using EmailSync.Functions;
using EmailSync.Functions.Middleware;
using EmailSync.LocalHost;
using EmailSync.LocalHost.Hosting;
using EmailSync.Simulators;
using EmailSync.Tests.EndToEnd.Drivers;
using EmailSync.Tests.OpenApi;
using EmailSync.Tests.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EmailSync.Tests.EndToEnd;

/// <summary>The whole product between simulated mail services, Azurite and a CRM, on ports, tables and a task hub of its own. Tests reach it over HTTP.</summary>
internal sealed class EndToEndWorld : IAsyncDisposable
{
    public const string ApiKey = "end-to-end-test-key";
    public const string InboundMailSecret = "whsec_ZW5kLXRvLWVuZC1pbmJvdW5kLW1haWwtc2VjcmV0";
    private const int StartAttempts = 5;
    private readonly FunctionsHost functions;
    private readonly string folder;

    private EndToEndWorld(FunctionsHost functions, SimulatorsHost simulators, SimulatorOptions options, PushMeter pushes, string folder, ITables tables)
    {
        (this.functions, this.folder, Tables) = (functions, folder, tables);
        (Simulators, Options, Pushes) = (simulators, options, pushes);
        ContractHandler.Watch(functions.BaseUrl);
        Crm = new Crm(functions.BaseUrl, ApiKey);
        Gmail = new Gmail(simulators.GoogleBaseUrl);
        Outlook = new Outlook(simulators.MicrosoftBaseUrl);
        Hooks = new CrmHooks(simulators.CrmBaseUrl);
    }

    public Crm Crm { get; }

    public Gmail Gmail { get; }

    public Outlook Outlook { get; }

    public CrmHooks Hooks { get; }

    public SimulatorsHost Simulators { get; }

    public SimulatorOptions Options { get; }

    public PushMeter Pushes { get; }

    public Uri Functions => functions.BaseUrl;

    /// <summary>The product's own, for what the API lets nobody write.</summary>
    public ITables Tables { get; }

    /// <summary>The keys of its rows.</summary>
    public TableKeys Keys => new(new KeyHasher(Core.Storage.KeyFile.Read(KeyFile, create: false).Hashing));

    public string KeyFile => Path.Combine(folder, "keys.json");

    /// <param name="more">Settings beside or instead of the usual ones.</param>
    /// <param name="outermost">Middleware around the product's own.</param>
    /// <param name="outage">Ends and brings back the tables of the product.</param>
    public static async Task<EndToEndWorld> StartAsync(
        CancellationToken cancellationToken, TimeSpan? reconcileInterval = null, IReadOnlyDictionary<string, string?>? more = null, Type? outermost = null, StorageOutage? outage = null)
    {
        // A port that was free a moment ago may be somebody else's by now.
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await StartAsync(FreePort(), reconcileInterval ?? TimeSpan.FromSeconds(5), more ?? new Dictionary<string, string?>(), outermost, outage, cancellationToken);
            }
            catch (StartupException) when (attempt < StartAttempts)
            {
            }
        }
    }

    public MailService Mail(Provider provider) => provider == Provider.Gmail ? Gmail : Outlook;

    public async ValueTask DisposeAsync()
    {
        await functions.DisposeAsync();
        await Simulators.DisposeAsync();
        Pushes.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<EndToEndWorld> StartAsync(
        int port, TimeSpan reconcileInterval, IReadOnlyDictionary<string, string?> more, Type? outermost, StorageOutage? outage, CancellationToken cancellationToken)
    {
        var storage = await AzuriteFixture.ConnectionStringAsync();
        var push = new Uri($"http://127.0.0.1:{port}/api/notifications/gmail");
        var options = SimulatorOptions.OnFreePorts with { PushEndpoint = push, PushAudience = push.AbsoluteUri };
        var folder = Directory.CreateTempSubdirectory("emailsync-e2e-").FullName;
        var pushes = new PushMeter();
        var simulators = await SimulatorsHost.StartAsync(options, TimeProvider.System, null, cancellationToken);
        try
        {
            var settings = Settings(port, storage, folder, reconcileInterval, simulators, options, more);
            var functions = await FunctionsHost.StartAsync(
                new FunctionsHostOptions
                {
                    Assembly = typeof(EmailSyncServices).Assembly,
                    ConfigureServices = (services, settings) =>
                    {
                        services.AddEmailSync(settings).AddSingleton(pushes.Factory);
                        outage?.Reach(services);
                    },
                    Middleware = outermost is null ? EmailSyncMiddleware.InOrder : [outermost, .. EmailSyncMiddleware.InOrder],
                    Settings = settings,
                    Port = port,
                    Tables = new TableServiceClient(storage),
                    HubName = AzuriteFixture.UniqueName("EndToEnd"),
                },
                cancellationToken);
            var tables = new AzureTables(new TableServiceClient(storage), settings["EmailSync:TablePrefix"]!);
            return new EndToEndWorld(functions, simulators, options, pushes, folder, tables);
        }
        catch (StartupException)
        {
            await simulators.DisposeAsync();
            pushes.Dispose();
            throw;
        }
    }

    private static IConfigurationRoot Settings(
        int port, string storage, string folder, TimeSpan reconcileInterval, SimulatorsHost simulators, SimulatorOptions options,
        IReadOnlyDictionary<string, string?> more)
    {
        var (google, microsoft) = (simulators.GoogleBaseUrl, simulators.MicrosoftBaseUrl);
        return new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = storage,
            ["EmailSync:TablePrefix"] = AzuriteFixture.UniqueName("E"),
            ["EmailSync:BlobContainer"] = AzuriteFixture.UniqueName("end-to-end-"),
            ["EmailSync:KeyFile"] = Path.Combine(folder, "keys.json"),
            ["EmailSync:ApiKey"] = ApiKey,
            ["EmailSync:PublicBaseUrl"] = $"http://127.0.0.1:{port}",
            ["EmailSync:AllowedReturnUrls"] = "loopback",
            ["EmailSync:AllowedTargets"] = "loopback",
            ["EmailSync:LoggingAddressDomain"] = "log.emailsync.test",
            ["EmailSync:InboundMailSecret"] = InboundMailSecret,
            ["EmailSync:ReconcileInterval"] = reconcileInterval.ToString("c"),
            ["Gmail:ClientId"] = options.GmailClientId,
            ["Gmail:ClientSecret"] = options.GmailClientSecret,
            ["Gmail:PubSubTopic"] = options.PubSubTopic,
            ["Gmail:PushAudience"] = options.PushAudience,
            ["Gmail:PushServiceAccount"] = options.PushServiceAccount,
            ["Gmail:ApiBaseUrl"] = google.AbsoluteUri,
            ["Gmail:AuthorizeUrl"] = new Uri(google, "o/oauth2/v2/auth").AbsoluteUri,
            ["Gmail:TokenUrl"] = new Uri(google, "token").AbsoluteUri,
            ["Gmail:RevokeUrl"] = new Uri(google, "revoke").AbsoluteUri,
            ["Gmail:JwksUrl"] = new Uri(google, "oauth2/v3/certs").AbsoluteUri,
            ["Outlook:ClientId"] = options.OutlookClientId,
            ["Outlook:ClientSecret"] = options.OutlookClientSecret,
            ["Outlook:Authority"] = new Uri(microsoft, "common").AbsoluteUri,
            ["Outlook:GraphBaseUrl"] = new Uri(microsoft, "v1.0").AbsoluteUri,
        }).AddInMemoryCollection(more).Build();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
