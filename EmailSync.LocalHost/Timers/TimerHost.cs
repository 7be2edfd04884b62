using EmailSync.LocalHost.Functions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EmailSync.LocalHost.Timers;

/// <summary>Runs every timer, from when all else has started until the host begins to stop.</summary>
internal sealed class TimerHost(
    IReadOnlyList<TimerFunction> timers, FunctionInvoker invoker, ITimerMonitor monitor, TimeProvider time, IServiceProvider services)
    : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource aborting = new();
    private Task running = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var logger = services.GetRequiredService<ILogger<TimerLoop>>();
        running = Task.WhenAll(timers.Select(timer =>
            Task.Run(() => new TimerLoop(timer, invoker, monitor, time, logger).RunAsync(stopping.Token, aborting.Token), cancellationToken)));
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => stopping.CancelAsync();

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // Runs in progress may finish while the host's patience lasts.
        await using var patience = cancellationToken.Register(aborting.Cancel);
        await running;
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        stopping.Dispose();
        aborting.Dispose();
    }
}
