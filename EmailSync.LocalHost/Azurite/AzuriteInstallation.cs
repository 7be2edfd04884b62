using System.Globalization;
using System.Security.Cryptography;

namespace EmailSync.LocalHost.Azurite;

/// <summary>
/// Azurite as the lock file beside this class pins it, installed once per user and lock file. Safe between processes: one installs, the others wait;
/// an installation shows itself whole or not at all.
/// </summary>
internal sealed class AzuriteInstallation(AzuriteOptions options)
{
    // Azurite's package asks for Node 22 because of database drivers that it loads only for SQL metadata; what is used here runs on 20.
    private const int OldestNode = 20;
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(10);

    public static string LaunchScript => Path.Combine(SourceFolder, "launch.cjs");

    private static string SourceFolder => Path.Combine(AppContext.BaseDirectory, "Azurite");

    /// <summary>The script to run.</summary>
    public async Task<string> EnsureAsync(CancellationToken cancellationToken)
    {
        await CheckNodeAsync(cancellationToken);
        var lockFile = Path.Combine(SourceFolder, "package-lock.json");
        var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(lockFile, cancellationToken)))[..12];
        var cache = options.CacheFolder ?? DefaultCacheFolder();
        var folder = Path.Combine(cache, "azurite-" + hash);
        if (!Directory.Exists(folder))
            await InstallOnceAsync(cache, folder, cancellationToken);
        return Path.Combine(folder, "node_modules", "azurite", "dist", "src", "azurite.js");
    }

    private async Task CheckNodeAsync(CancellationToken cancellationToken)
    {
        var version = await ToolRunner.RunAsync(options.Node, ["--version"], AppContext.BaseDirectory, TimeSpan.FromSeconds(30), cancellationToken)
            ?? throw Missing(
                $"Node.js is needed for Azurite, the local storage, and '{options.Node}' was not found; install Node.js {OldestNode} or newer.");
        var text = version.Output.Trim();
        if (!int.TryParse(text.TrimStart('v').Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) || major < OldestNode)
            throw Missing($"Azurite needs Node.js {OldestNode} or newer; '{options.Node}' says {(text.Length > 0 ? text : "nothing")}.");
    }

    private async Task InstallOnceAsync(string cache, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(cache);
        await using var turn = await FileTurn.WaitAsync(folder + ".lock", InstallLimit, cancellationToken)
            ?? throw new AzuriteException($"Another process has been installing Azurite for a long time; if none does, delete {folder}.lock.");
        if (Directory.Exists(folder))
            return;
        foreach (var abandoned in Directory.GetDirectories(cache, Path.GetFileName(folder) + ".tmp*"))
            Directory.Delete(abandoned, recursive: true);

        options.Log?.Invoke("installing Azurite with npm (first start only; takes about a minute)");
        var temporary = folder + ".tmp" + Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        Directory.CreateDirectory(temporary);
        foreach (var name in (string[])["package.json", "package-lock.json"])
            File.Copy(Path.Combine(SourceFolder, name), Path.Combine(temporary, name));
        await InstallAsync(temporary, cancellationToken);
        Directory.Move(temporary, folder);
    }

    private async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        string[] arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--engine-strict=false", "--loglevel=error"];
        var result = OperatingSystem.IsWindows()
            ? await ToolRunner.RunAsync("cmd.exe", ["/c", options.Npm, .. arguments], folder, InstallLimit, cancellationToken)
            : await ToolRunner.RunAsync(options.Npm, arguments, folder, InstallLimit, cancellationToken);
        if (result is null)
            throw Missing($"npm is needed to install Azurite, the local storage, and '{options.Npm}' was not found; install npm.");
        if (result.ExitCode != 0)
            throw Missing("npm could not install Azurite: " + LastErrorLine(result));
    }

    internal static string LastErrorLine(ToolResult result)
    {
        var lines = (result.Output + "\n" + result.Error).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var errors = lines.Where(line => IsError(line) && !line.Contains("complete log of this run", StringComparison.Ordinal)).ToList();
        return errors.Count > 0 ? errors[^1] : lines.LastOrDefault(line => !IsError(line)) ?? $"exit code {result.ExitCode}";
    }

    // npm ends with a line that names its log file; the words before that matter.
    private static bool IsError(string line) =>
        (line.StartsWith("npm error ", StringComparison.Ordinal) || line.StartsWith("npm ERR! ", StringComparison.Ordinal))
        && !line.EndsWith("-debug-0.log", StringComparison.Ordinal);

    private static AzuriteException Missing(string message) => new(message) { IsMissingPrerequisite = true };

    private static string DefaultCacheFolder()
    {
        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        return Path.Combine(local.Length > 0 ? local : Path.GetTempPath(), "emailsync");
    }
}
