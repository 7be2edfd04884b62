using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using EmailSync.LocalHost.Azurite;

namespace EmailSync.Tests;

/// <summary>A script below <c>tools/</c> that runs on Node.js with packages that its lock file pins. Development only.</summary>
internal static class NodeTool
{
    private const int OldestNode = 20;
    private static readonly TimeSpan installLimit = TimeSpan.FromMinutes(5);

    /// <summary>The tool with its packages, in a folder of the lock file's own; what cannot be had skips the test.</summary>
    public static async Task<string> InstalledAsync(string name, [CallerFilePath] string caller = "")
    {
        if (FolderAbove(caller, Path.Combine("tools", name)) is not { } source)
        {
            Assert.Inconclusive($"The sources are not here, so neither is tools/{name}.");
            return "";
        }

        await CheckNodeAsync(source);
        var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(source, "package-lock.json"))))[..12];
        var folder = Path.Combine(Path.GetTempPath(), $"emailsync-{name}-{hash}");
        Directory.CreateDirectory(folder);
        await using var turn = await FileTurn.WaitAsync(folder + ".lock", installLimit, CancellationToken.None);
        foreach (var file in Directory.GetFiles(source))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        // npm writes this last: an installation that was broken off lacks it.
        if (!File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json")) && await InstallAsync(folder) is { } problem)
            Assert.Inconclusive(problem);
        return folder;
    }

    /// <param name="folder">As <see cref="InstalledAsync"/> gives it.</param>
    public static async Task RunAsync(string folder, string script, params string[] arguments)
    {
        var result = await ToolRunner.RunAsync("node", [Path.Combine(folder, script), .. arguments], folder, TimeSpan.FromMinutes(2), CancellationToken.None);
        Assert.IsNotNull(result);
        Assert.AreEqual(0, result.ExitCode, result.Output + result.Error);
    }

    private static string? FolderAbove(string file, string wanted)
    {
        for (var folder = Path.GetDirectoryName(file); folder is not null; folder = Path.GetDirectoryName(folder))
            if (Directory.Exists(Path.Combine(folder, wanted)))
                return Path.Combine(folder, wanted);
        return null;
    }

    private static async Task CheckNodeAsync(string folder)
    {
        var version = await ToolRunner.RunAsync("node", ["--version"], folder, TimeSpan.FromMinutes(1), CancellationToken.None);
        if (version is null)
            Assert.Inconclusive("Node.js is not installed.");
        if (!int.TryParse(version.Output.Trim().TrimStart('v').Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) || major < OldestNode)
            Assert.Inconclusive($"Node.js {OldestNode} or newer is not installed.");
    }

    private static async Task<string?> InstallAsync(string folder)
    {
        string[] arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
        var result = OperatingSystem.IsWindows()
            ? await ToolRunner.RunAsync("cmd.exe", ["/c", "npm", .. arguments], folder, installLimit, CancellationToken.None)
            : await ToolRunner.RunAsync("npm", arguments, folder, installLimit, CancellationToken.None);
        return result switch
        {
            null => "npm is not installed.",
            { ExitCode: not 0 } => "npm could not install the packages of the tool: " + AzuriteInstallation.LastErrorLine(result),
            _ => null,
        };
    }
}
