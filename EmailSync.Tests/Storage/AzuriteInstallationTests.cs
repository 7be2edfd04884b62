using EmailSync.LocalHost.Azurite;

namespace EmailSync.Tests.Storage;

/// <summary>Node.js and npm are played by scripts, so that nothing is downloaded and every failure can be had.</summary>
[TestClass]
[DoNotParallelize] // A script just written can be "busy" while another test starts a process.
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class AzuriteInstallationTests
{
    private readonly string folder = Directory.CreateTempSubdirectory("emailsync-npm-").FullName;

    [TestCleanup]
    public void Clean() => Directory.Delete(folder, recursive: true);

    [TestMethod]
    public async Task Without_node_one_line_says_what_to_install()
    {
        var error = await FailAsync(Options() with { Node = "no-such-node" });

        StringAssert.Contains(error.Message, "Node.js");
        StringAssert.Contains(error.Message, "install");
    }

    [TestMethod]
    public async Task A_node_that_is_too_old_is_named_with_its_version()
    {
        var error = await FailAsync(Options() with { Node = Script("node", "echo v18.19.1") });

        StringAssert.Contains(error.Message, "v18.19.1");
        StringAssert.Contains(error.Message, "20 or newer");
    }

    [TestMethod]
    public async Task Without_npm_one_line_says_what_to_install()
    {
        var error = await FailAsync(Options() with { Npm = "no-such-npm" });

        StringAssert.Contains(error.Message, "npm");
    }

    [TestMethod]
    public async Task A_failed_npm_shows_its_last_error_and_leaves_nothing_that_looks_installed()
    {
        var npm = Script("npm", """
            echo "npm warn deprecated something" >&2
            echo "npm error code ENOTFOUND" >&2
            echo "npm error network request to the registry failed" >&2
            echo "npm error A complete log of this run can be found in: /home/x/_logs/1-debug-0.log" >&2
            exit 1
            """);

        var error = await FailAsync(Options() with { Npm = npm });
        var again = await FailAsync(Options() with { Npm = npm });

        Assert.AreEqual("npm could not install Azurite: npm error network request to the registry failed", error.Message);
        Assert.AreEqual(error.Message, again.Message);
    }

    [TestMethod]
    public async Task Of_many_that_need_it_at_once_one_installs_and_the_others_wait()
    {
        var options = Options() with { Npm = Script("npm", $"echo ran >> '{folder}/runs'; sleep 0.3; mkdir node_modules") };

        var scripts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => new AzuriteInstallation(options).EnsureAsync(CancellationToken.None)));

        Assert.HasCount(1, scripts.Distinct());
        CollectionAssert.AreEqual(new[] { "ran" }, await File.ReadAllLinesAsync(Path.Combine(folder, "runs")));
    }

    [TestMethod]
    public async Task What_a_killed_installation_left_is_removed()
    {
        var failing = Options() with { Npm = Script("npm", "exit 1") };
        await FailAsync(failing);
        var left = Directory.GetDirectories(failing.CacheFolder!).Single();

        await new AzuriteInstallation(Options() with { Npm = Script("npm", "mkdir node_modules") }).EnsureAsync(CancellationToken.None);

        Assert.IsFalse(Directory.Exists(left));
        Assert.HasCount(1, Directory.GetDirectories(failing.CacheFolder!));
    }

    [TestMethod]
    public void The_lock_file_names_no_registry_and_the_project_pins_azurite_exactly()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Azurite");

        var lockFile = File.ReadAllText(Path.Combine(source, "package-lock.json"));
        var package = File.ReadAllText(Path.Combine(source, "package.json"));

        Assert.DoesNotContain("\"resolved\"", lockFile);
        StringAssert.Matches(package, new("\"azurite\": \"[0-9]+\\.[0-9]+\\.[0-9]+\""));
    }

    private AzuriteOptions Options() => new()
    {
        DataFolder = folder,
        CacheFolder = Path.Combine(folder, "cache"),
        Node = Script("node-new", "echo v22.1.0"),
    };

    private static async Task<AzuriteException> FailAsync(AzuriteOptions options)
    {
        var installation = new AzuriteInstallation(options);
        var error = await Assert.ThrowsExactlyAsync<AzuriteException>(() => installation.EnsureAsync(CancellationToken.None));
        Assert.IsTrue(error.IsMissingPrerequisite);
        Assert.DoesNotContain('\n', error.Message);
        return error;
    }

    private string Script(string name, string text)
    {
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, "#!/bin/sh\n" + text + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }
}
