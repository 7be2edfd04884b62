using System.Security.Cryptography;
using System.Text;
using EmailSync.Core;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Providers.Outlook;
using EmailSync.Core.Storage;
using EmailSync.Simulators;
using EmailSync.Simulators.Microsoft;
using EmailSync.Simulators.Time;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace EmailSync.Tests.Providers;

/// <summary>Simulated Microsoft over HTTP, and the Outlook adapter as the product registers it, pointed there.</summary>
internal sealed class SimulatedMicrosoft : IAsyncDisposable
{
    public const string RedirectUri = "https://sync.example/api/oauth/outlook/callback";
    private const string Browser = "browser";
    private const string Verifier = "verifier-verifier-verifier-verifier-verifier-1";
    private readonly SimulatorsHost host;
    private readonly ServiceProvider services;

    private SimulatedMicrosoft(SimulatorsHost host, ControlledClock clock, SimulatorOptions options, Uri functions)
    {
        this.host = host;
        Clock = clock;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(OutlookBench.Settings(
            ("Outlook:ClientId", options.OutlookClientId),
            ("Outlook:ClientSecret", options.OutlookClientSecret),
            ("Outlook:Authority", host.MicrosoftBaseUrl + "common"),
            ("Outlook:GraphBaseUrl", host.MicrosoftBaseUrl + "v1.0"))).Build();
        var registered = new ServiceCollection();
        registered.AddLogging();
        registered.AddSingleton<TimeProvider>(clock);
        registered.AddSingleton<ITables, InMemoryTables>();
        registered.AddSingleton<ITokenProtector, PlainTokenProtector>();
        registered.AddSingleton(new KeyHasher(new byte[32]));
        registered.Configure<EmailSyncOptions>(settings => settings.PublicBaseUrl = functions.ToString());
        registered.AddOutlook(configuration);
        registered.AddHttpClient(Browser).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
        services = registered.BuildServiceProvider();
    }

    public ControlledClock Clock { get; }
    public MicrosoftSimulator Microsoft => host.Microsoft;
    public IOAuthClient OAuth => Get<IOAuthClient>();
    public HttpClient Http => Get<IHttpClientFactory>().CreateClient(Browser);

    public static async Task<SimulatedMicrosoft> StartAsync(Uri functions, CancellationToken cancellationToken)
    {
        var clock = new ControlledClock();
        var options = SimulatorOptions.OnFreePorts;
        return new SimulatedMicrosoft(await SimulatorsHost.StartAsync(options, clock, null, cancellationToken), clock, options, functions);
    }

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    public SimulatedMailbox Person(string address) => new(Http, host.MicrosoftBaseUrl, address);

    public async Task<ProviderWorld> ConnectAsync(string address, CancellationToken cancellationToken)
    {
        var person = Person(address);
        await person.CreateAsync(cancellationToken);
        var grant = await SignInAsync(address, cancellationToken);
        var mailbox = new MailboxId("mailbox-" + Base64UrlEncoder.Encode(grant.AccountId));
        await Get<IMailboxTokens>().SaveAsync(mailbox, MailProviderName.Outlook, grant, cancellationToken);
        return new ProviderWorld(Get<IMailProvider>(), mailbox, address, person, PassTime, "*/send", "*/messages/*");

        Task PassTime(TimeSpan time)
        {
            Clock.Advance(time);
            return Task.CompletedTask;
        }
    }

    public async Task<OAuthGrant> SignInAsync(string address, CancellationToken cancellationToken) =>
        await OAuth.RedeemAsync((await ConsentAsync(address, cancellationToken))["code"], Verifier, RedirectUri, cancellationToken);

    /// <summary>What the person's browser is sent back with.</summary>
    public async Task<Dictionary<string, string>> ConsentAsync(string address, CancellationToken cancellationToken)
    {
        var challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));
        using var consent = await Http.GetAsync(OAuth.AuthorizationUrl(RedirectUri, "state-1", challenge, address), cancellationToken);
        var location = consent.Headers.Location ?? throw new AssertFailedException(await consent.Content.ReadAsStringAsync(cancellationToken));
        return QueryHelpers.ParseQuery(location.Query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await host.DisposeAsync();
    }
}
