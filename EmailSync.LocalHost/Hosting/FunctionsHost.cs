using System.Net;
using Azure.Data.Tables;
using EmailSync.LocalHost.Durable;
using EmailSync.LocalHost.Functions;
using EmailSync.LocalHost.Http;
using EmailSync.LocalHost.Metrics;
using EmailSync.LocalHost.Timers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EmailSync.LocalHost.Hosting;

/// <summary>Serves the functions of an assembly: HTTP, timers and durable functions, on the loopback address.</summary>
internal sealed class FunctionsHost : IAsyncDisposable
{
    // Azure Functions takes bodies up to 100 MB.
    public const long MaxBody = 100L * 1024 * 1024;
    private static readonly TimeSpan stopLimit = TimeSpan.FromSeconds(5);

    private readonly WebApplication app;
    private bool stopped;

    private FunctionsHost(WebApplication app, Uri baseUrl)
    {
        this.app = app;
        BaseUrl = baseUrl;
    }

    public Uri BaseUrl { get; }

    /// <exception cref="StartupException">A function, a setting or the port is not right.</exception>
    public static async Task<FunctionsHost> StartAsync(FunctionsHostOptions options, CancellationToken cancellationToken)
    {
        var catalogue = options.Classes is null ? FunctionCatalogue.Scan(options.Assembly) : FunctionCatalogue.Of(options.Classes);
        var routes = HttpRoutes.Of(catalogue, HostJson.RoutePrefix(options.HostJsonPath));
        var timers = TimerFunctions.Of(catalogue, options.Settings, options.Time.GetUtcNow());
        if (options.Tables is null && catalogue.Functions.FirstOrDefault(IsDurable) is { } durable)
            throw new StartupException($"Function '{durable.Name}' is durable, and this host runs without storage.");

        var app = Build(options, catalogue, timers);
        try
        {
            app.UseMetricsPage();
            app.MapFunctions(routes, MaxBody);
            await app.StartAsync(cancellationToken);
            var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
            return new FunctionsHost(app, new Uri(address));
        }
        catch (Exception exception)
        {
            await app.DisposeAsync();
            if (StartFailure.OneLine(exception, options.Port) is { } line)
                throw new StartupException(line, exception);
            throw;
        }
    }

    /// <summary>Starts no new work, lets what runs finish for some seconds, then ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref stopped, true))
            return;
        using var patience = new CancellationTokenSource(stopLimit);
        try
        {
            await app.StopAsync(patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // What did not finish in time is cut off; nothing durable depends on it.
        }

        await app.DisposeAsync();
    }

    private static WebApplication Build(FunctionsHostOptions options, FunctionCatalogue catalogue, IReadOnlyList<TimerFunction> timers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = options.Assembly.GetName().Name });
        builder.Configuration.AddConfiguration(options.Settings);
        options.ConfigureLogging(builder.Logging);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });

        var services = builder.Services;
        services.AddSingleton(options.Time);
        services.AddRouting();
        services.AddMvcCore();
        options.ConfigureServices(services, builder.Configuration);
        foreach (var type in options.Middleware)
            services.TryAddSingleton(type);

        // Whoever started this process ends it; the host itself listens to no signals.
        services.AddSingleton<IHostLifetime, NoLifetime>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = stopLimit);
        services.AddMetrics();
        services.AddSingleton<HostMetrics>();
        services.AddSingleton<HostMeter>();
        services.AddSingleton<HttpFunctionRunner>();
        services.AddSingleton(provider => new FunctionInvoker(
            catalogue,
            options.Middleware,
            provider.GetRequiredService<IServiceScopeFactory>(),
            () => provider.GetService<DurableEngine>()?.Client,
            provider.GetRequiredService<HostMeter>()));
        if (options.Tables is { } hub)
        {
            services.AddSingleton(provider => Engine(options, hub, catalogue, provider));
            services.AddHostedService<EngineService>();
        }

        services.AddSingleton<ITimerMonitor>(_ => options.Tables is { } tables ? new TableTimerMonitor(tables, options.HubName) : new UnmonitoredTimers());
        services.AddSingleton<IHostedService>(provider => new TimerHost(
            timers, provider.GetRequiredService<FunctionInvoker>(), provider.GetRequiredService<ITimerMonitor>(), options.Time, provider));
        return builder.Build();
    }

    private static DurableEngine Engine(FunctionsHostOptions options, TableServiceClient hub, FunctionCatalogue catalogue, IServiceProvider provider)
    {
        var engine = new DurableEngine(
            hub,
            new DurableEngineOptions { HubName = options.HubName, StopTimeout = stopLimit / 2 },
            new DurableFunctionRunner(catalogue, provider.GetRequiredService<FunctionInvoker>),
            options.Time,
            provider.GetRequiredService<ILoggerFactory>());
        provider.GetRequiredService<HostMeter>().Observe(engine.Counters);
        return engine;
    }

    private static bool IsDurable(FunctionEntry function) =>
        function.Trigger is FunctionTrigger.Orchestration or FunctionTrigger.Activity
        || function.Arguments.Any(argument => argument.Kind == ArgumentKind.DurableClient);

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
