using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace EmailSync.Simulators.Http;

/// <summary>One HTTP server on the loopback address; nothing of the environment or of files configures it.</summary>
internal sealed class LoopbackServer : IServed
{
    // 60 MB of mail in base64 within JSON stays below this.
    public const long MaxBody = 96L * 1024 * 1024;

    private const int MaxConnections = 2_000;

    private readonly WebApplication app;

    private LoopbackServer(WebApplication app, Uri baseUrl)
    {
        this.app = app;
        BaseUrl = baseUrl;
    }

    public Uri BaseUrl { get; }

    public static Task<LoopbackServer> StartAsync(string name, int port, Action<WebApplication> map, CancellationToken cancellationToken) =>
        StartAsync(name, port, _ => { }, map, cancellationToken);

    /// <summary>A server of another protocol than HTTP; of its base URL only the port means something.</summary>
    public static Task<LoopbackServer> StartConnectionsAsync(
        string name, int port, Func<ConnectionContext, Task> talk, CancellationToken cancellationToken) =>
        StartAsync(name, port, listen => listen.Run(connection => talk(connection)), _ => { }, cancellationToken);

    /// <summary>What answers, whatever serves it.</summary>
    public static WebApplication Build(Action<IWebHostBuilder> serve, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        serve(builder.WebHost);
        builder.Services.AddRoutingCore();
        builder.Services.AddRequestDecompression();
        var app = builder.Build();
        app.UseRequestDecompression();
        map(app);
        return app;
    }

    private static async Task<LoopbackServer> StartAsync(
        string name, int port, Action<ListenOptions> listen, Action<WebApplication> map, CancellationToken cancellationToken)
    {
        var app = Build(
            host => host.UseKestrelCore().ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = MaxBody;
                kestrel.Limits.MaxConcurrentConnections = MaxConnections;
                kestrel.Listen(IPAddress.Loopback, port, listen);
            }),
            map);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            await app.DisposeAsync();
            throw new PortInUseException(name, port, exception);
        }

        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        return new LoopbackServer(app, new Uri(addresses!.Addresses.Single()));
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await app.StopAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // Answers that a fault holds back for ever do not hold up the end.
        }

        await app.DisposeAsync();
    }
}
