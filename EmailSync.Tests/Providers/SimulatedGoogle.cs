using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Providers.Gmail;
using EmailSync.Core.Storage;
using EmailSync.Simulators;
using EmailSync.Simulators.Time;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EmailSync.Tests.Providers;

/// <summary>Simulated Google over HTTP, and the Gmail adapter as the product registers it, pointed there.</summary>
internal sealed class SimulatedGoogle : IAsyncDisposable
{
    private const string Browser = "browser";
    private readonly SimulatorsHost host;
    private readonly ServiceProvider services;

    private SimulatedGoogle(SimulatorsHost host, ControlledClock clock, SimulatorOptions options)
    {
        this.host = host;
        Clock = clock;
        var at = host.GoogleBaseUrl.ToString();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(GmailBench.Settings(
            ("Gmail:ClientId", options.GmailClientId),
            ("Gmail:ClientSecret", options.GmailClientSecret),
            ("Gmail:PubSubTopic", options.PubSubTopic),
            ("Gmail:ApiBaseUrl", at),
            ("Gmail:AuthorizeUrl", at + "o/oauth2/v2/auth"),
            ("Gmail:TokenUrl", at + "token"),
            ("Gmail:RevokeUrl", at + "revoke"),
            ("Gmail:JwksUrl", at + "oauth2/v3/certs"))).Build();
        var registered = new ServiceCollection();
        registered.AddLogging();
        registered.AddSingleton<TimeProvider>(clock);
        registered.AddSingleton<ITables, InMemoryTables>();
        registered.AddSingleton<ITokenProtector, PlainTokenProtector>();
        registered.AddGmail(configuration);
        registered.AddHttpClient(Browser).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
        services = registered.BuildServiceProvider();
    }

    public ControlledClock Clock { get; }
    public EmailSync.Simulators.Google.GoogleSimulator Google => host.Google;
    public IOAuthClient OAuth => Get<IOAuthClient>();
    public HttpClient Http => Get<IHttpClientFactory>().CreateClient(Browser);

    public static async Task<SimulatedGoogle> StartAsync(CancellationToken cancellationToken)
    {
        var clock = new ControlledClock();
        var options = SimulatorOptions.OnFreePorts;
        return new SimulatedGoogle(await SimulatorsHost.StartAsync(options, clock, null, cancellationToken), clock, options);
    }

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    public SimulatedMailbox Person(string address) => new(Http, host.GoogleBaseUrl, address);

    public async Task<ProviderWorld> ConnectAsync(string address, CancellationToken cancellationToken)
    {
        var person = Person(address);
        await person.CreateAsync(cancellationToken);
        var grant = await GoogleSignIn.ConnectAsync(OAuth, Http, address, cancellationToken);
        var mailbox = new MailboxId("mailbox-" + grant.AccountId);
        await Get<IMailboxTokens>().SaveAsync(mailbox, MailProviderName.Gmail, grant, cancellationToken);
        return new ProviderWorld(Get<IMailProvider>(), mailbox, address, person, PassTime, "*/drafts/send", "*/messages/*");

        Task PassTime(TimeSpan time)
        {
            Clock.Advance(time);
            return Task.CompletedTask;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await host.DisposeAsync();
    }
}
