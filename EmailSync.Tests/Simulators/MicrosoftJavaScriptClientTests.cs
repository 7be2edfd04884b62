using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using EmailSync.LocalHost.Azurite;

namespace EmailSync.Tests.Simulators;

/// <summary>The simulator answers Microsoft's own JavaScript client as that client expects it.</summary>
[TestClass]
public sealed class MicrosoftJavaScriptClientTests
{
    private static readonly TimeSpan installLimit = TimeSpan.FromMinutes(5);

    [TestMethod]
    public async Task The_javascript_client_lists_follows_sends_uploads_and_batches()
    {
        var folder = await InstalledAsync();
        await using var world = await TestWorld.StartAsync();
        var driver = new MicrosoftDriver(world);
        var token = await driver.AccessTokenAsync(MicrosoftDesk.Ana);
        for (var mail = 0; mail < 12; mail++)
            driver.Microsoft.Mailbox(MicrosoftDesk.Ana).Deliver(TestWorld.Mail("bob@client.example", MicrosoftDesk.Ana, $"Mail {mail}"));

        var result = await ToolRunner.RunAsync(
            "node", [Path.Combine(folder, "check.mjs"), driver.BaseUrl.AbsoluteUri, token, MicrosoftDesk.Ana], folder, TimeSpan.FromMinutes(2), CancellationToken.None);

        Assert.IsNotNull(result);
        Assert.AreEqual(0, result.ExitCode, result.Output + result.Error);
        Assert.IsEmpty(world.Host.Microsoft.Calls.Unknown);
    }

    /// <summary>The tool with its packages, in a folder of the lock file's own; what cannot be had skips the test.</summary>
    private static async Task<string> InstalledAsync([CallerFilePath] string here = "")
    {
        var source = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "tools", "graph-js-check");
        if (!Directory.Exists(source))
            Assert.Inconclusive("The sources are not here, so neither is tools/graph-js-check.");
        if (await ToolRunner.RunAsync("node", ["--version"], source, TimeSpan.FromMinutes(1), CancellationToken.None) is null)
            Assert.Inconclusive("Node.js is not installed.");
        var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(source, "package-lock.json"))))[..12];
        var folder = Path.Combine(Path.GetTempPath(), "emailsync-graph-js-check-" + hash);
        Directory.CreateDirectory(folder);
        await using var turn = await FileTurn.WaitAsync(folder + ".lock", installLimit, CancellationToken.None);
        foreach (var file in Directory.GetFiles(source))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        if (!Directory.Exists(Path.Combine(folder, "node_modules")) && await InstallAsync(folder) is { } problem)
            Assert.Inconclusive(problem);
        return folder;
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
            { ExitCode: not 0 } => "npm could not install the JavaScript client: " + AzuriteInstallation.LastErrorLine(result),
            _ => null,
        };
    }
}
