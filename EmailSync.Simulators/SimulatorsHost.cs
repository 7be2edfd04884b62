using EmailSync.Simulators.Control;
using EmailSync.Simulators.Crm;
using EmailSync.Simulators.Google;
using EmailSync.Simulators.Google.PubSub;
using EmailSync.Simulators.Http;
using EmailSync.Simulators.Mail;
using EmailSync.Simulators.Microsoft;
using EmailSync.Simulators.Microsoft.Notifications;
using EmailSync.Simulators.Smtp;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace EmailSync.Simulators;

/// <summary>The simulated outside world, served on the loopback address until it is disposed.</summary>
public sealed class SimulatorsHost : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly CancellationTokenSource life = new();
    private readonly List<IServed> servers = [];

    private SimulatorsHost(SimulatorOptions options, TimeProvider clock, ISimulatorEvents? events, INetwork network)
    {
        services = Clients(network, PushSubscription.ClientName, NotificationClient.ClientName);
        Google = new GoogleSimulator(options, clock, World, services.GetRequiredService<IHttpClientFactory>(), events);
        Microsoft = new MicrosoftSimulator(options, clock, World, services.GetRequiredService<IHttpClientFactory>(), events);
        Crm = new CrmSink(clock, events);
        Smtp = new SmtpSink(clock, World, events);
    }

    /// <summary>The post between all simulated providers.</summary>
    public MailWorld World { get; } = new();

    public GoogleSimulator Google { get; }

    public MicrosoftSimulator Microsoft { get; }

    public CrmSink Crm { get; }

    public SmtpSink Smtp { get; }

    public Uri GoogleBaseUrl => servers[0].BaseUrl;

    /// <summary>Sign-in lies below it; Graph at /v1.0.</summary>
    public Uri MicrosoftBaseUrl => servers[1].BaseUrl;

    public Uri CrmBaseUrl => servers[2].BaseUrl;

    /// <summary>The port to which mail is sent.</summary>
    public int SmtpPort { get; private set; }

    /// <summary>The SMTP sink's page and API.</summary>
    public Uri SmtpBaseUrl { get; private set; } = new("http://127.0.0.1");

    /// <summary>Starts every server; fails with <see cref="PortInUseException"/> and leaves nothing behind when a port is taken.</summary>
    public static Task<SimulatorsHost> StartAsync(
        SimulatorOptions options, TimeProvider clock, ISimulatorEvents? events, CancellationToken cancellationToken) =>
        StartAsync(options, clock, events, new LoopbackNetwork(), cancellationToken);

    /// <summary>The same on a network of the caller's; the port for mail stays a socket.</summary>
    internal static async Task<SimulatorsHost> StartAsync(
        SimulatorOptions options, TimeProvider clock, ISimulatorEvents? events, INetwork network, CancellationToken cancellationToken)
    {
        var host = new SimulatorsHost(options, clock, events, network);
        try
        {
            IControlledProvider[] world = [new GoogleControl(host.Google), new MicrosoftControl(host.Microsoft)];
            var http = new GoogleHttp(host.Google, host.life.Token);
            host.servers.Add(await network.ServeAsync(
                "Google simulator",
                options.GooglePort,
                app =>
                {
                    ControlEndpoints.Map(app, world[0], world, clock);
                    app.MapFallback("{**path}", http.HandleAsync);
                },
                cancellationToken));
            var graph = new MicrosoftHttp(host.Microsoft, host.life.Token);
            host.servers.Add(await network.ServeAsync(
                "Microsoft simulator",
                options.MicrosoftPort,
                app =>
                {
                    ControlEndpoints.Map(app, world[1], world, clock);
                    app.MapFallback("{**path}", graph.HandleAsync);
                },
                cancellationToken));
            host.servers.Add(await network.ServeAsync("CRM webhook sink", options.CrmPort, app => CrmEndpoints.Map(app, host.Crm), cancellationToken));
            await host.StartSmtpAsync(options, network, cancellationToken);
            host.Google.Push.Start();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private async Task StartSmtpAsync(SimulatorOptions options, INetwork network, CancellationToken cancellationToken)
    {
        var mail = await SmtpServer.StartAsync(Smtp, options.SmtpPort, life.Token, cancellationToken);
        servers.Add(mail);
        SmtpPort = mail.BaseUrl.Port;
        var pages = await network.ServeAsync("SMTP sink's pages", options.SmtpHttpPort, app => SmtpEndpoints.Map(app, Smtp), cancellationToken);
        servers.Add(pages);
        SmtpBaseUrl = pages.BaseUrl;
    }

    public async ValueTask DisposeAsync()
    {
        await life.CancelAsync();
        await Google.DisposeAsync();
        await Microsoft.DisposeAsync();
        foreach (var server in servers)
            await server.DisposeAsync();
        await services.DisposeAsync();
        life.Dispose();
    }

    /// <summary>The clients by which the providers call their subscribers; each gives up in its own time.</summary>
    private static ServiceProvider Clients(INetwork network, params string[] names)
    {
        var clients = new ServiceCollection();
        foreach (var name in names)
        {
            clients.AddHttpClient(name, client => client.Timeout = Timeout.InfiniteTimeSpan)
                .ConfigurePrimaryHttpMessageHandler(network.Client)
                .RemoveAllLoggers();
        }

        return clients.BuildServiceProvider();
    }
}
