using System.ComponentModel;
using System.Diagnostics;

namespace EmailSync.LocalHost.Azurite;

/// <summary>Runs node and npm to their end.</summary>
internal static class ToolRunner
{
    /// <summary>Null when there is no such program.</summary>
    public static async Task<ToolResult?> RunAsync(
        string program, IEnumerable<string> arguments, string folder, TimeSpan limit, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo
        {
            FileName = program,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        Process? process;
        try
        {
            process = Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
        using (process)
            return await WaitAsync(process!, limit, cancellationToken);
    }

    private static async Task<ToolResult> WaitAsync(Process process, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ending.CancelAfter(limit);
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(ending.Token);
            var error = process.StandardError.ReadToEndAsync(ending.Token);
            await process.WaitForExitAsync(ending.Token);
            return new ToolResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            return new ToolResult(-1, "", $"not finished after {limit.TotalMinutes:0.#} minutes");
        }
    }
}

internal sealed record ToolResult(int ExitCode, string Output, string Error);
