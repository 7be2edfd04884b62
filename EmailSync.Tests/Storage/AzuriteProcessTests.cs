using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Azure.Data.Tables;
using EmailSync.Core.Storage;
using EmailSync.LocalHost.Azurite;

namespace EmailSync.Tests.Storage;

[TestClass]
public sealed class AzuriteProcessTests
{
    private readonly string folder = Directory.CreateTempSubdirectory("emailsync-azurite-").FullName;
    private readonly List<string> log = [];

    private string StateFile => Path.Combine(folder, "azurite.json");

    private AzuriteOptions FreePorts =>
        new() { DataFolder = folder, BlobPort = 0, QueuePort = 0, TablePort = 0, EndWithHost = true, Log = log.Add };

    // The fixture is skipped visibly where Node.js is absent; so are these.
    [TestInitialize]
    public Task NeedAzurite() => AzuriteFixture.ConnectionStringAsync();

    [TestCleanup]
    public void Clean() => Directory.Delete(folder, recursive: true);

    [TestMethod]
    public async Task What_was_written_is_there_after_an_orderly_end_and_another_start()
    {
        await using (var first = await StartAsync(FreePorts))
            await Table(first).InsertAsync(new Row("p", "r") { ["Text"] = "kept" }, CancellationToken.None);

        await using var second = await StartAsync(FreePorts);
        var row = await Table(second).GetAsync("p", "r", CancellationToken.None);

        Assert.AreEqual("kept", row!.String("Text"));
    }

    [TestMethod]
    public async Task The_end_ends_the_process_and_leaves_no_note_of_it()
    {
        var azurite = await StartAsync(FreePorts);
        var state = AzuriteState.Read(StateFile)!;

        await azurite.DisposeAsync();

        Assert.IsFalse(state.IsAlive);
        Assert.IsFalse(File.Exists(StateFile));
    }

    [TestMethod]
    public async Task An_azurite_whose_host_was_killed_is_taken_over_with_all_it_holds_and_ended_by_the_next_host()
    {
        var orphan = await LaunchOrphanAsync(owner: null);
        await Table(orphan.ConnectionString).InsertAsync(new Row("p", "r"), CancellationToken.None);

        var azurite = await StartAsync(FreePorts);
        var row = await Table(azurite).GetAsync("p", "r", CancellationToken.None);
        await azurite.DisposeAsync();

        Assert.AreEqual(orphan.Pid, azurite.ProcessId);
        Assert.AreEqual(orphan.ConnectionString, azurite.ConnectionString);
        Assert.IsNotNull(row);
        Assert.HasCount(1, log);
        Assert.IsFalse(orphan.IsAlive);
    }

    [TestMethod]
    public async Task An_azurite_left_on_other_ports_is_ended_and_started_again_on_the_wanted_ones()
    {
        var orphan = await LaunchOrphanAsync(owner: null);
        await Table(orphan.ConnectionString).InsertAsync(new Row("p", "r"), CancellationToken.None);
        var (_, _, port) = AzuritePorts.Choose(FreePorts);

        await using var azurite = await StartAsync(FreePorts with { TablePort = port });
        var row = await Table(azurite).GetAsync("p", "r", CancellationToken.None);

        Assert.IsFalse(orphan.IsAlive);
        StringAssert.Contains(azurite.ConnectionString, $"TableEndpoint=http://127.0.0.1:{port}/");
        Assert.IsNotNull(row);
    }

    [TestMethod]
    public async Task A_note_of_a_process_that_is_no_more_is_replaced_although_its_id_is_used_again()
    {
        var stale = new AzuriteState(Environment.ProcessId, "2020-01-01T00:00:00Z", 1, 2, 3);
        await File.WriteAllTextAsync(StateFile, JsonSerializer.Serialize(stale, AzuriteJson.Default.AzuriteState));

        await using var azurite = await StartAsync(FreePorts);

        Assert.AreNotEqual(Environment.ProcessId, azurite.ProcessId);
        Assert.AreEqual(azurite.ProcessId, AzuriteState.Read(StateFile)!.Pid);
    }

    [TestMethod]
    public async Task A_note_that_was_cut_short_is_replaced()
    {
        await File.WriteAllTextAsync(StateFile, "{\"pid\":1");

        await using var azurite = await StartAsync(FreePorts);

        Assert.IsTrue(AzuriteState.Read(StateFile)!.IsAlive);
    }

    [TestMethod]
    public async Task A_second_host_on_the_same_folder_is_refused_by_one_line_that_names_the_folder()
    {
        await using var first = await StartAsync(FreePorts);

        var refusal = await Assert.ThrowsExactlyAsync<AzuriteException>(() => StartAsync(FreePorts));

        StringAssert.Contains(refusal.Message, folder);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.IsFalse(refusal.IsMissingPrerequisite);
    }

    [TestMethod]
    public async Task A_second_host_that_shares_uses_the_first_ones_and_leaves_it_running()
    {
        await using var first = await StartAsync(FreePorts);

        await using (var second = await StartAsync(FreePorts with { Share = true }))
            Assert.AreEqual(first.ConnectionString, second.ConnectionString);

        await Table(first).InsertAsync(new Row("p", "r"), CancellationToken.None);
    }

    [TestMethod]
    public async Task Of_many_hosts_that_start_at_once_on_one_folder_one_runs_and_the_others_share()
    {
        var started = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => StartAsync(FreePorts with { Share = true }))));

        Assert.HasCount(1, started.Select(azurite => azurite.ProcessId).Distinct());
        foreach (var azurite in started)
            await azurite.DisposeAsync();
        Assert.IsFalse(File.Exists(StateFile));
    }

    [TestMethod]
    public async Task A_port_in_use_is_one_line_that_names_the_port()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var error = await Assert.ThrowsExactlyAsync<AzuriteException>(() => StartAsync(FreePorts with { QueuePort = port }));

        StringAssert.Contains(error.Message, $"Port {port}");
        Assert.DoesNotContain('\n', error.Message);
    }

    [TestMethod]
    public async Task An_azurite_that_ends_by_itself_at_its_start_is_one_line_with_its_reason()
    {
        // A file stands where Azurite wants a folder.
        await File.WriteAllTextAsync(Path.Combine(folder, "azurite"), "");

        var error = await Assert.ThrowsExactlyAsync<AzuriteException>(() => StartAsync(FreePorts));

        StringAssert.Contains(error.Message, "ended at once");
        Assert.DoesNotContain('\n', error.Message);
    }

    [TestMethod]
    public async Task An_azurite_that_shall_end_with_its_host_does_when_the_host_is_killed()
    {
        using var host = Process.Start(new ProcessStartInfo("node", ["-e", "setInterval(() => {}, 1000)"]))!;
        var orphan = await LaunchOrphanAsync(host.Id);

        host.Kill();
        await host.WaitForExitAsync();
        while (orphan.IsAlive)
            await Task.Delay(100);

        Assert.IsFalse(orphan.IsAlive);
    }

    /// <summary>What a killed host leaves: a running Azurite that nobody holds.</summary>
    private async Task<AzuriteState> LaunchOrphanAsync(int? owner)
    {
        var script = await new AzuriteInstallation(FreePorts).EnsureAsync(CancellationToken.None);
        var (blob, queue, table) = AzuritePorts.Choose(FreePorts);
        var launch = new AzuriteLaunch(
            script, Path.Combine(folder, "azurite"), Path.Combine(folder, "azurite.log"), StateFile, blob, queue, table, owner ?? Environment.ProcessId);
        await ToolRunner.RunAsync("node", [AzuriteInstallation.LaunchScript, "start", JsonSerializer.Serialize(launch, AzuriteJson.Default.AzuriteLaunch)],
            folder, TimeSpan.FromSeconds(30), CancellationToken.None);
        while (true)
        {
            if (AzuriteState.Read(StateFile) is { } state && await AzuritePorts.AllAnswerAsync(state, CancellationToken.None))
                return state;
            await Task.Delay(50);
        }
    }

    private static Task<AzuriteProcess> StartAsync(AzuriteOptions options) => AzuriteProcess.StartAsync(options, CancellationToken.None);

    private static ITable Table(AzuriteProcess azurite) => Table(azurite.ConnectionString);

    private static ITable Table(string connection) => new AzureTables(new TableServiceClient(connection))["Rows"];
}
