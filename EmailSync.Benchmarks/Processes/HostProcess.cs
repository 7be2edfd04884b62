using System.Diagnostics;
using System.Globalization;

namespace EmailSync.Benchmarks.Processes;

/// <summary>A local host in a process of its own. Its log goes to a file, which is how the product is run in earnest too.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ownStop = TimeSpan.FromSeconds(1);

    // Settings of the person's own environment would lead the run to somebody's real account.
    private static readonly string[] foreign = ["EmailSync__", "Gmail__", "Outlook__", "AzureWebJobsStorage"];

    private readonly Process process;
    private readonly StreamWriter log;
    private readonly Lock gate = new();
    private readonly TaskCompletionSource stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool logClosed;

    private HostProcess(Process process, StreamWriter log)
    {
        this.process = process;
        this.log = log;
    }

    public bool HasExited => process.HasExited;

    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public static HostProcess Start(string folder, string logName, IReadOnlyDictionary<string, string> settings, IEnumerable<string> arguments)
    {
        var host = Path.Combine(AppContext.BaseDirectory, "EmailSync.LocalHost.dll");
        var start = new ProcessStartInfo("dotnet", [host, "--no-demo", "--log", .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var name in start.Environment.Keys.Where(name => foreign.Any(f => name.StartsWith(f, StringComparison.OrdinalIgnoreCase))).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;

        var started = new HostProcess(new Process { StartInfo = start }, new StreamWriter(Path.Combine(folder, logName), append: true));
        started.process.OutputDataReceived += started.Keep;
        started.process.ErrorDataReceived += started.Keep;
        started.process.Start();
        started.process.BeginOutputReadLine();
        started.process.BeginErrorReadLine();
        return started;
    }

    /// <summary>
    /// Asks for a clean stop and waits for it. A Ctrl-C in a terminal has reached the process already, and a second signal would cut its stop short:
    /// whether it is stopping by itself shows in its log.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAny(stopping.Task, process.WaitForExitAsync(), Task.Delay(interrupted ? ownStop : TimeSpan.Zero));
        if (!process.HasExited && !stopping.Task.IsCompleted)
            await TerminateAsync();
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        lock (gate)
        {
            logClosed = true;
            log.Dispose();
        }

        process.Dispose();
    }

    private bool interrupted;

    /// <summary>The run was interrupted from a terminal: the process may have been so as well.</summary>
    public void MayStopByItself() => interrupted = true;

    private async Task TerminateAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            process.Kill(entireProcessTree: true);
            return;
        }

        using var shell = Process.Start("sh", ["-c", "kill -TERM \"$0\"", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await shell.WaitForExitAsync();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not { } text)
            return;
        if (text.Contains("\"host: stopping\"", StringComparison.Ordinal))
            stopping.TrySetResult();
        lock (gate)
        {
            if (!logClosed)
                log.WriteLine(text);
        }
    }
}
