using EmailSync.LocalHost.Durable;
using Microsoft.Extensions.Hosting;

namespace EmailSync.LocalHost.Hosting;

/// <summary>Ties the durable engine to the functions host: it starts after the product's services and stops when no new work can come.</summary>
internal sealed class EngineService(DurableEngine engine) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => engine.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => engine.StopAsync(cancellationToken);
}
