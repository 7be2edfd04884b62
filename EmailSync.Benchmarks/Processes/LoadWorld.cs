using System.Diagnostics;
using System.Globalization;
using EmailSync.Benchmarks.Drivers;
using EmailSync.LocalHost.Azurite;

namespace EmailSync.Benchmarks.Processes;

/// <summary>The local host in its two halves on a data folder of their own: storage and simulators in one process, the functions in another.</summary>
internal sealed class LoadWorld : IAsyncDisposable
{
    private static readonly TimeSpan startLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(100);

    // The quota of the new price list would hold a mailbox to about two messages a second; what is measured here is the pipeline, not the limit.
    private static readonly Dictionary<string, string> functionSettings = new()
    {
        ["Gmail__PriceList"] = "Old",
        ["Gmail__UnitsPerMinute"] = "15000",
    };

    private readonly string folder = Directory.CreateTempSubdirectory("emailsync-load-").FullName;
    private readonly int functionsPort;
    private readonly int googlePort;
    private readonly int crmPort;
    private HostProcess? simulators;
    private HostProcess? functions;

    private LoadWorld()
    {
        if (FreePorts.Take(3) is not [var first, var second, var third])
            throw new InvalidOperationException();
        (functionsPort, googlePort, crmPort) = (first, second, third);
        Crm = new CrmDriver(Local(functionsPort), "local-dev-key");
        Google = new ControlDriver(Local(googlePort));
        Hooks = new HookDriver(Local(crmPort));
        Host = new MetricsDriver(Local(functionsPort));
    }

    public CrmDriver Crm { get; }

    public ControlDriver Google { get; }

    public HookDriver Hooks { get; }

    public MetricsDriver Host { get; }

    public string Folder => folder;

    public bool KeepFolder { get; set; }

    /// <summary>The connection string of the run's own Azurite.</summary>
    public string Storage => Azurite.ConnectionString;

    private AzuriteState Azurite =>
        AzuriteState.Read(Path.Combine(folder, "data", "azurite.json")) ?? throw new BenchmarkException($"Azurite has gone; the logs are in {folder}.");

    public static async Task<LoadWorld> StartAsync(CancellationToken cancellationToken)
    {
        var world = new LoadWorld();
        try
        {
            await new AzuriteInstallation(new AzuriteOptions { DataFolder = world.folder }).EnsureAsync(cancellationToken);
            world.simulators = HostProcess.Start(world.folder, "simulators.log", new Dictionary<string, string>(), world.Arguments("--simulators-only"));
            await world.AnswersAsync(world.simulators, new Uri(Local(world.googlePort), "_control/clock"), cancellationToken);
            await world.Google.SetAsync("priceList", "old", cancellationToken);
            world.functions = HostProcess.Start(world.folder, "functions.log", functionSettings, world.Arguments("--functions-only"));
            await world.AnswersAsync(world.functions, new Uri(Local(world.functionsPort), "api/health?ready"), cancellationToken);
            return world;
        }
        catch (AzuriteException exception)
        {
            await world.DisposeAsync();
            throw new BenchmarkException(exception.Message, exception);
        }
        catch
        {
            world.Interrupted(cancellationToken);
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the processes have worked so far: functions, simulators, Azurite.</summary>
    public ProcessorTimes ProcessorTimes()
    {
        using var azurite = Process.GetProcessById(Azurite.Pid);
        return new ProcessorTimes(functions!.ProcessorTime, simulators!.ProcessorTime, azurite.TotalProcessorTime);
    }

    public void ThrowIfEnded()
    {
        if (functions is { HasExited: false } && simulators is { HasExited: false })
            return;
        KeepFolder = true;
        throw new BenchmarkException($"A process ended before the run did; the logs are in {folder}.");
    }

    public void Interrupted(CancellationToken cancellationToken)
    {
        if (!cancellationToken.IsCancellationRequested)
            return;
        functions?.MayStopByItself();
        simulators?.MayStopByItself();
    }

    public async ValueTask DisposeAsync()
    {
        if (functions is not null)
            await functions.DisposeAsync();
        if (simulators is not null)
            await simulators.DisposeAsync();
        if (!KeepFolder)
            Directory.Delete(folder, recursive: true);
    }

    private string[] Arguments(string half) =>
    [
        half, "--data", Path.Combine(folder, "data"), "--storage-port", "0",
        "--port", Text(functionsPort), "--google-port", Text(googlePort), "--crm-port", Text(crmPort),
    ];

    private async Task AnswersAsync(HostProcess process, Uri address, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < startLimit)
        {
            try
            {
                using var answer = await Web.Http.GetAsync(address, cancellationToken);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }

            if (process.HasExited)
                break;
            await Task.Delay(pause, cancellationToken);
        }

        KeepFolder = true;
        throw new BenchmarkException($"The local host did not start; its log is in {folder}.");
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static Uri Local(int port) => new($"http://127.0.0.1:{port}/");
}
