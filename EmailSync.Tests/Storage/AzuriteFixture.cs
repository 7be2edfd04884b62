using System.Globalization;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using EmailSync.Core.Storage;
using EmailSync.LocalHost.Azurite;

namespace EmailSync.Tests.Storage;

/// <summary>
/// One Azurite for the whole test run, started by the first test that needs it. Tests are kept apart by table prefixes, container and hub names.
/// Where Node.js or the package is absent, the tests that need it are inconclusive.
/// </summary>
public sealed class AzuriteFixture
{
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), "emailsync-tests-" + Path.GetRandomFileName());
    private static readonly Lazy<Task<AzuriteProcess>> Azurite = new(() => AzuriteProcess.StartAsync(
        new AzuriteOptions { DataFolder = Folder, BlobPort = 0, QueuePort = 0, TablePort = 0, EndWithHost = true }, CancellationToken.None));
    private static int lastName;

    public static async Task<string> ConnectionStringAsync()
    {
        try
        {
            return (await Azurite.Value).ConnectionString;
        }
        catch (AzuriteException e) when (e.IsMissingPrerequisite)
        {
            Assert.Inconclusive(e.Message);
            throw;
        }
    }

    /// <summary>A name that no other test of this run uses: a table prefix, container or task hub.</summary>
    public static string UniqueName(string start) =>
        start + Interlocked.Increment(ref lastName).ToString("D4", CultureInfo.InvariantCulture);

    internal static async Task<ITables> TablesAsync() =>
        new AzureTables(new TableServiceClient(await ConnectionStringAsync()), UniqueName("T"));

    internal static async Task<IBlobs> BlobsAsync() =>
        new AzureBlobs(new BlobContainerClient(await ConnectionStringAsync(), UniqueName("c")));

    public static async Task EndAsync()
    {
        if (!Azurite.IsValueCreated)
            return;
        if (Azurite.Value.IsCompletedSuccessfully)
            await (await Azurite.Value).DisposeAsync();
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }
}
