using System.Diagnostics;
using System.Globalization;

namespace EmailSync.Tests.Crash;

/// <summary>A local host in a process of its own, as a person starts it. Its log goes to a file; whoever waits for a line is told.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);
    private readonly Process process;
    private readonly StreamWriter log;
    private readonly Lock gate = new();
    private Action<string>? watcher;
    private bool logClosed;

    private HostProcess(Process process, StreamWriter log)
    {
        this.process = process;
        this.log = log;
    }

    public bool HasExited => process.HasExited;

    public static HostProcess Start(string folder, string logName, params IEnumerable<string> arguments)
    {
        var host = Path.Combine(AppContext.BaseDirectory, "EmailSync.LocalHost.dll");
        var start = new ProcessStartInfo("dotnet", [host, "--no-demo", "--log", .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var log = new StreamWriter(Path.Combine(folder, logName), append: true);
        var started = new HostProcess(new Process { StartInfo = start }, log);
        started.process.OutputDataReceived += started.Keep;
        started.process.ErrorDataReceived += started.Keep;
        started.process.Start();
        started.process.BeginOutputReadLine();
        started.process.BeginErrorReadLine();
        return started;
    }

    /// <summary>Completes with the given occurrence, from now on, of a line that holds the text.</summary>
    public Task LineAsync(string text, int occurrence)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            watcher = line =>
            {
                if (line.Contains(text, StringComparison.Ordinal) && --occurrence == 0)
                    seen.TrySetResult();
            };
        }

        return seen.Task;
    }

    /// <summary>SIGKILL: nothing is finished, nothing is said.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and SIGKILL for one that does not listen.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            using var shell = Process.Start("sh", ["-c", "kill -TERM \"$0\"", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await shell.WaitForExitAsync();
            using var limit = new CancellationTokenSource(patience);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                await KillAsync();
            }
        }

        lock (gate)
        {
            logClosed = true;
            log.Dispose();
        }

        process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not { } text)
            return;
        lock (gate)
        {
            if (logClosed)
                return;
            log.WriteLine(text);
            watcher?.Invoke(text);
        }
    }
}
