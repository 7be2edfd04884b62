using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace EmailSync.LocalHost.Azurite;

/// <summary>
/// A running Azurite. It outlives a host that was killed, and the next start on the same data folder takes it over (killing Azurite itself would lose
/// writes of the last seconds). Two never run on one data folder: a living host holds the folder's turn, and Azurite notes itself there before it opens anything.
/// </summary>
public sealed class AzuriteProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private readonly AzuriteOptions options;
    private readonly AzuriteState state;
    private FileTurn? turn;

    private AzuriteProcess(AzuriteOptions options, AzuriteState state, FileTurn? turn)
    {
        this.options = options;
        this.state = state;
        this.turn = turn;
        if (turn is not null)
            AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    public string ConnectionString => state.ConnectionString;

    internal int ProcessId => state.Pid;

    /// <summary>Starts Azurite or takes over the one that a killed host left on the data folder.</summary>
    /// <exception cref="AzuriteException">It cannot run, or another living host has the data folder and sharing was not asked for.</exception>
    public static async Task<AzuriteProcess> StartAsync(AzuriteOptions options, CancellationToken cancellationToken)
    {
        options = options with { DataFolder = Path.GetFullPath(options.DataFolder) };
        Directory.CreateDirectory(options.DataFolder);
        var turn = FileTurn.Try(FileIn(options, "azurite.lock"));
        if (turn is null)
            return options.Share
                ? await ShareAsync(options, cancellationToken)
                : throw new AzuriteException($"Another host is running on the data folder {options.DataFolder}; end it or choose another data folder.");
        try
        {
            return new AzuriteProcess(options, await TakeOverOrLaunchAsync(options, cancellationToken), turn);
        }
        catch
        {
            await turn.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends Azurite, which then writes what it still holds; a shared one is left running.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref turn, null) is not { } held)
            return;
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        await StopAsync(options, state);
        await held.DisposeAsync();
    }

    // A host that ends without disposing must not leave Azurite behind.
    private void OnProcessExit(object? sender, EventArgs e) => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static string FileIn(AzuriteOptions options, string name) => Path.Combine(options.DataFolder, name);

    private static async Task<AzuriteProcess> ShareAsync(AzuriteOptions options, CancellationToken cancellationToken)
    {
        var state = await WaitAsync(options, launched: null, cancellationToken);
        return new AzuriteProcess(options, state, turn: null);
    }

    private static async Task<AzuriteState> TakeOverOrLaunchAsync(AzuriteOptions options, CancellationToken cancellationToken)
    {
        var stateFile = FileIn(options, "azurite.json");
        if (AzuriteState.Read(stateFile) is { IsAlive: true } running)
        {
            if (running.HasPorts(options) && await AzuritePorts.AllAnswerAsync(running, cancellationToken))
            {
                options.Log?.Invoke("taking over the Azurite that an earlier host left running");
                return running;
            }
            await StopAsync(options, running);
        }
        File.Delete(stateFile);

        var script = await new AzuriteInstallation(options).EnsureAsync(cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await LaunchAsync(options, script, cancellationToken);
            }
            catch (AzuriteException e) when (attempt < 3 && HasFreePorts(options) && e.Message.Contains("EADDRINUSE", StringComparison.Ordinal))
            {
                // Somebody took the port in the moment between our finding it free and Azurite's opening it.
                File.Delete(stateFile);
            }
        }
    }

    private static bool HasFreePorts(AzuriteOptions options) => options is { BlobPort: 0 } or { QueuePort: 0 } or { TablePort: 0 };

    private static async Task<AzuriteState> LaunchAsync(AzuriteOptions options, string script, CancellationToken cancellationToken)
    {
        options.Log?.Invoke("starting Azurite");
        var (blob, queue, table) = AzuritePorts.Choose(options);
        var launch = new AzuriteLaunch(script, FileIn(options, "azurite"), FileIn(options, "azurite.log"), FileIn(options, "azurite.json"),
            blob, queue, table, options.EndWithHost ? Environment.ProcessId : null);
        var result = await RunLauncherAsync(options, ["start", JsonSerializer.Serialize(launch, AzuriteJson.Default.AzuriteLaunch)], cancellationToken);
        if (result is not { ExitCode: 0 } || !int.TryParse(result.Output.Trim(), CultureInfo.InvariantCulture, out var pid))
            throw new AzuriteException("Azurite could not be started: " + (result?.Error.Trim() is { Length: > 0 } error ? error : "node did not run."));
        return await WaitAsync(options, pid, cancellationToken);
    }

    private static async Task<AzuriteState> WaitAsync(AzuriteOptions options, int? launched, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < StartLimit)
        {
            var state = AzuriteState.Read(FileIn(options, "azurite.json"));
            if (state is { IsAlive: true } && await AzuritePorts.AllAnswerAsync(state, cancellationToken))
                return state;
            if (launched is { } pid && HasEnded(pid, state))
                throw new AzuriteException($"Azurite ended at once: {LastLogLine(options)}");
            await Task.Delay(100, cancellationToken);
        }
        throw new AzuriteException($"Azurite did not answer within {StartLimit.TotalSeconds:0} s: {LastLogLine(options)}");
    }

    private static bool HasEnded(int pid, AzuriteState? state) =>
        state?.Pid == pid ? !state.IsAlive : !ProcessIdentity.Exists(pid);

    private static async Task StopAsync(AzuriteOptions options, AzuriteState state)
    {
        if (state.IsAlive)
            await RunLauncherAsync(options, ["stop", state.Pid.ToString(CultureInfo.InvariantCulture)], CancellationToken.None);
        var watch = Stopwatch.StartNew();
        while (state.IsAlive && watch.Elapsed < StopLimit)
            await Task.Delay(50);
        if (state.IsAlive)
            await KillAsync(state);
        File.Delete(FileIn(options, "azurite.json"));
    }

    private static async Task KillAsync(AzuriteState state)
    {
        try
        {
            using var process = Process.GetProcessById(state.Pid);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It ended by itself in the meantime.
        }
        while (state.IsAlive)
            await Task.Delay(50);
    }

    private static Task<ToolResult?> RunLauncherAsync(AzuriteOptions options, string[] arguments, CancellationToken cancellationToken) =>
        ToolRunner.RunAsync(
            options.Node, [AzuriteInstallation.LaunchScript, .. arguments], options.DataFolder, TimeSpan.FromSeconds(30), cancellationToken);

    private static string LastLogLine(AzuriteOptions options)
    {
        var log = FileIn(options, "azurite.log");
        var lines = File.Exists(log) ? File.ReadAllLines(log).Select(line => line.Trim()).Where(line => line.Length > 0).ToList() : [];
        return lines.FindLast(line => line.Contains("rror", StringComparison.Ordinal)) ?? lines.LastOrDefault() ?? "it said nothing.";
    }
}
