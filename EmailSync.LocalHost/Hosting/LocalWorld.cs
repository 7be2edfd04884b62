using Azure.Data.Tables;
using EmailSync.LocalHost.Azurite;
using EmailSync.LocalHost.Cli;
using EmailSync.LocalHost.Demo;
using EmailSync.LocalHost.Settings;
using EmailSync.LocalHost.Timeline;
using EmailSync.Simulators;
using EmailSync.Simulators.Time;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace EmailSync.LocalHost.Hosting;

/// <summary>One run: storage, simulators, functions and the demo, started in this order and stopped in the opposite one.</summary>
internal sealed class LocalWorld(HostOptions options, Product product, ITimeline timeline)
{
    private readonly ControlledClock clock = new();

    private bool RunsFunctions => options.Mode != HostMode.SimulatorsOnly;

    private bool RunsSimulators => options.Mode != HostMode.FunctionsOnly && !options.RealProviders;

    /// <summary>Runs until <paramref name="stop"/>.</summary>
    /// <exception cref="StartupException">Something cannot start; whatever had started is stopped again.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        Say("host", "EmailSync, whole, on this machine; Ctrl-C ends it");
        var user = LocalSettings.OfUser(options);
        var ports = LocalPorts.Choose(options, RunsFunctions, RunsSimulators);
        CreateDataFolder();
        var external = LocalSettings.StorageOf(options, user);
        try
        {
            await using var azurite = external is null ? await StartAzuriteAsync(stop) : null;
            await RunAsync(user, ports, azurite?.ConnectionString ?? external!, stop);
        }
        catch (Exception exception) when (exception is AzuriteException or PortInUseException)
        {
            throw new StartupException(exception.Message, exception);
        }
    }

    private async Task RunAsync(IConfiguration user, LocalPorts ports, string storage, CancellationToken stop)
    {
        var functionsUrl = new Uri($"http://127.0.0.1:{ports.Functions}");
        var simulated = new SimulatorOptions
        {
            GooglePort = ports.Google,
            MicrosoftPort = ports.Microsoft,
            SmtpPort = ports.Smtp,
            SmtpHttpPort = ports.SmtpHttp,
            CrmPort = ports.Crm,
            PushEndpoint = new Uri(functionsUrl, "/api/notifications/gmail"),
            PushAudience = $"{functionsUrl}api/notifications/gmail",
        };
        var settings = LocalSettings.Complete(user, options, simulated, functionsUrl, storage);
        await using var simulators = RunsSimulators
            ? await SimulatorsHost.StartAsync(simulated, clock, SimulatorEvents(), stop)
            : null;
        await using var functions = RunsFunctions ? await StartFunctionsAsync(settings, ports.Functions, storage, stop) : null;
        Banner(functions, simulators, storage);

        using var demoLife = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var demo = functions is not null && simulators is not null && options.Demo
            ? new DemoWorld(
                new DemoServers(functions.BaseUrl, simulators.GoogleBaseUrl, simulators.MicrosoftBaseUrl, simulators.CrmBaseUrl),
                settings["EmailSync:ApiKey"]!,
                timeline,
                clock).RunAsync(demoLife.Token)
            : Task.CompletedTask;
        await UntilAsync(stop);
        Say("host", "stopping");
        await demo;
    }

    private async Task<FunctionsHost> StartFunctionsAsync(IConfiguration settings, int port, string storage, CancellationToken stop) =>
        await FunctionsHost.StartAsync(
            new FunctionsHostOptions
            {
                Assembly = product.Assembly,
                ConfigureServices = product.ConfigureServices,
                Middleware = product.Middleware,
                Settings = settings,
                Time = clock,
                Port = port,
                Tables = Tables(storage),
                ConfigureLogging = ConfigureLogging,
            },
            stop);

    private static TableServiceClient Tables(string storage)
    {
        try
        {
            return new TableServiceClient(storage);
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or ArgumentException)
        {
            // The text itself stays out: it holds the account's key.
            throw new StartupException("The storage connection string is not valid.", exception);
        }
    }

    private async Task<AzuriteProcess> StartAzuriteAsync(CancellationToken stop)
    {
        var first = options.StoragePort;
        return await AzuriteProcess.StartAsync(
            new AzuriteOptions
            {
                DataFolder = options.DataFolder,
                BlobPort = first,
                QueuePort = first == 0 ? 0 : first + 1,
                TablePort = first == 0 ? 0 : first + 2,
                Share = options.Mode != HostMode.Everything,
                Log = line => Say("storage", line),
            },
            stop);
    }

    private void CreateDataFolder()
    {
        try
        {
            Directory.CreateDirectory(options.DataFolder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The data folder {options.DataFolder} cannot be made: {exception.Message}", exception);
        }
    }

    private ISimulatorEvents SimulatorEvents() =>
        timeline is LogTimeline log ? new SimulatorLog(log.Loggers.CreateLogger<SimulatorLog>()) : new SimulatorTimeline(timeline);

    private void ConfigureLogging(ILoggingBuilder logging)
    {
        LogLines.Configure(logging);
        if (timeline is not LogTimeline)
            logging.ClearProviders().AddProvider(new TimelineLoggerProvider(timeline, clock));
    }

    private void Banner(FunctionsHost? functions, SimulatorsHost? simulators, string storage)
    {
        var lines = new List<(string Label, string Value)>();
        if (functions is not null)
            lines.Add(("Functions", $"{functions.BaseUrl}api"));
        if (simulators is not null)
        {
            lines.Add(("Google simulator", Bare(simulators.GoogleBaseUrl)));
            lines.Add(("Microsoft simulator", Bare(simulators.MicrosoftBaseUrl)));
            lines.Add(("SMTP sink", $"127.0.0.1:{simulators.SmtpPort}, its mail at {Bare(simulators.SmtpBaseUrl)}"));
            lines.Add(("CRM webhooks", $"{simulators.CrmBaseUrl}hooks/demo"));
        }

        var endpoint = Tables(storage).Uri;
        lines.Add(("Tables", endpoint.GetLeftPart(UriPartial.Path)));
        lines.Add(("Data folder", options.DataFolder));
        timeline.Banner(lines);
    }

    private static string Bare(Uri url) => url.ToString().TrimEnd('/');

    private void Say(string source, string text)
    {
        timeline.Add(new TimelineEntry(clock.GetUtcNow(), source, text));
    }

    private static async Task UntilAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(stopped.SetResult);
        await stopped.Task;
    }
}
