using System.Diagnostics;
using EmailSync.Benchmarks.Drivers;
using EmailSync.Benchmarks.Load;
using EmailSync.LocalHost.Azurite;

namespace EmailSync.Benchmarks.Processes;

/// <summary>The local host in its two halves on a data folder of their own: storage and simulators in one process, the functions in another.</summary>
internal sealed class LoadWorld : IAsyncDisposable
{
    private static readonly TimeSpan startLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(100);

    private readonly string folder = Directory.CreateTempSubdirectory("emailsync-load-").FullName;
    private readonly LoadPorts ports;
    private readonly Dictionary<string, ControlDriver> providers;
    private AzuriteProcess? azurite;
    private HostProcess? simulators;
    private HostProcess? functions;

    private readonly LoadQuota quota;
    private int starts;

    private LoadWorld(LoadQuota quota)
    {
        this.quota = quota;
        ports = new LoadPorts(FreePorts.Take(LoadPorts.Count));
        Crm = new CrmDriver(Local(ports.Functions), "local-dev-key");
        providers = new Dictionary<string, ControlDriver>
        {
            [LoadMailbox.Gmail] = new(Local(ports.Google)),
            [LoadMailbox.Outlook] = new(Local(ports.Microsoft)),
        };
        Hooks = new HookDriver(Local(ports.Crm));
        Host = new MetricsDriver(Local(ports.Functions));
    }

    public CrmDriver Crm { get; }

    public HookDriver Hooks { get; }

    public MetricsDriver Host { get; }

    public string Folder => folder;

    private string DataFolder => Path.Combine(folder, "data");

    public bool KeepFolder { get; set; }

    /// <summary>The connection string of the run's own Azurite.</summary>
    public string Storage => azurite!.ConnectionString;

    public static async Task<LoadWorld> StartAsync(LoadQuota quota, CancellationToken cancellationToken)
    {
        var world = new LoadWorld(quota);
        try
        {
            var own = new AzuriteOptions { DataFolder = world.DataFolder, BlobPort = 0, QueuePort = 0, TablePort = 0, EndWithHost = true };
            await new AzuriteInstallation(own).EnsureAsync(cancellationToken);

            // It is this process's own, so that it ends with the run however that ends; the halves of the host share it. Its start takes two seconds
            // and is not cut short: half started, nobody could end it.
            world.azurite = await AzuriteProcess.StartAsync(own, CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            world.simulators = HostProcess.Start(world.folder, "simulators.log", new Dictionary<string, string>(), world.Arguments("--simulators-only"));
            await world.AnswersAsync(world.simulators, new Uri(Local(world.ports.Google), "_control/clock"), cancellationToken);
            await world.providers[LoadMailbox.Gmail].SetAsync("priceList", quota.PriceList, cancellationToken);
            await world.StartFunctionsAsync(cancellationToken);
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

    /// <summary>The functions alone, on what is stored; at the start, or after they were stopped.</summary>
    public async Task StartFunctionsAsync(CancellationToken cancellationToken)
    {
        functions = HostProcess.Start(folder, $"functions{(++starts == 1 ? "" : $"-{starts}")}.log", quota.Settings, Arguments("--functions-only"));
        await AnswersAsync(functions, new Uri(Local(ports.Functions), "api/health?ready"), cancellationToken);
    }

    public async Task StopFunctionsAsync()
    {
        if (functions is not null)
            await functions.DisposeAsync();
        functions = null;
    }

    /// <summary>The simulator that has the mailbox.</summary>
    public ControlDriver ProviderOf(LoadMailbox mailbox) => providers[mailbox.Provider];

    /// <summary>What all simulators were asked so far.</summary>
    public async Task<ProviderCallReport> CallsAsync(CancellationToken cancellationToken)
    {
        var reports = await Task.WhenAll(providers.Values.Select(provider => provider.CallsAsync(cancellationToken)));
        return new ProviderCallReport([.. reports.SelectMany(report => report.Calls)], [.. reports.SelectMany(report => report.UnknownRequests)]);
    }

    /// <summary>What the processes have worked so far: functions, simulators, Azurite.</summary>
    public ProcessorTimes ProcessorTimes()
    {
        using var storage = Process.GetProcessById(azurite!.ProcessId);
        return new ProcessorTimes(functions!.ProcessorTime, simulators!.ProcessorTime, storage.TotalProcessorTime);
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
        if (azurite is not null)
            await azurite.DisposeAsync();
        if (!KeepFolder)
            Directory.Delete(folder, recursive: true);
    }

    private string[] Arguments(string half) => [half, "--data", DataFolder, "--storage-port", "0", .. ports.Arguments()];

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

    private static Uri Local(int port) => new($"http://127.0.0.1:{port}/");
}
