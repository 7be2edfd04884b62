using System.Globalization;
using EmailSync.LocalHost.Azurite;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.Crash;

/// <summary>
/// The local host in its two halves: storage and simulators in a process that survives, the functions in one that is killed and started again, both on
/// one data folder. Driven over HTTP only; <see cref="Storage"/> is for breaking things.
/// </summary>
internal sealed class CrashWorld : IAsyncDisposable
{
    private static readonly TimeSpan startLimit = TimeSpan.FromMinutes(2);
    private readonly string folder = Directory.CreateTempSubdirectory("emailsync-crash-").FullName;
    private readonly int functionsPort = QuietPorts.Next();
    private readonly int googlePort = QuietPorts.Next();
    private readonly int microsoftPort = QuietPorts.Next();
    private readonly int smtpPort = QuietPorts.Next();
    private readonly int smtpHttpPort = QuietPorts.Next();
    private readonly int crmPort = QuietPorts.Next();
    private readonly Gmail gmail;
    private readonly Outlook outlook;
    private HostProcess? simulators;

    private CrashWorld()
    {
        Crm = new Crm(Local(functionsPort), "local-dev-key");
        gmail = new Gmail(Local(googlePort));
        outlook = new Outlook(Local(microsoftPort));
        Hooks = new CrmHooks(Local(crmPort));
    }

    public Crm Crm { get; }

    public CrmHooks Hooks { get; }

    public HostProcess? Functions { get; private set; }

    /// <summary>The log of every start of the functions, and of the simulators; kept when the test fails.</summary>
    public string Folder => folder;

    public bool KeepFolder { get; set; }

    public static async Task<CrashWorld> StartAsync(CancellationToken cancellationToken)
    {
        var world = new CrashWorld();
        try
        {
            await new AzuriteInstallation(new AzuriteOptions { DataFolder = world.folder }).EnsureAsync(cancellationToken);
            world.simulators = HostProcess.Start(world.folder, "simulators.log", world.Arguments("--simulators-only"));
            await world.AnswersAsync(world.simulators, new Uri(Local(world.googlePort), "_control/clock"), cancellationToken);
            world.StartFunctions();
            await world.IsReadyAsync(cancellationToken);
            return world;
        }
        catch (AzuriteException e) when (e.IsMissingPrerequisite)
        {
            await world.DisposeAsync();
            Assert.Inconclusive(e.Message);
            throw;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    public MailService Mail(Provider provider) => provider == Provider.Gmail ? gmail : outlook;

    public void StartFunctions() => Functions = HostProcess.Start(folder, "functions.log", Arguments("--functions-only"));

    public Task IsReadyAsync(CancellationToken cancellationToken) =>
        AnswersAsync(Functions!, new Uri(Local(functionsPort), "api/health?ready"), cancellationToken);

    public async Task KillFunctionsAsync()
    {
        if (Functions is not { } running)
            return;
        Assert.IsFalse(running.HasExited, $"The functions ended by themselves; their log is in {folder}.");
        await running.KillAsync();
        await running.DisposeAsync();
        Functions = null;
    }

    /// <summary>The connection string of the world's own Azurite.</summary>
    public string Storage() =>
        AzuriteState.Read(Path.Combine(folder, "data", "azurite.json"))?.ConnectionString ?? throw new InvalidOperationException("Azurite is not there.");

    /// <summary>What the functions have logged, over all their starts.</summary>
    public async Task<string> FunctionsLogAsync(CancellationToken cancellationToken)
    {
        await using var file = new FileStream(Path.Combine(folder, "functions.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var text = new StreamReader(file);
        return await text.ReadToEndAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (Functions is not null)
            await Functions.DisposeAsync();
        if (simulators is not null)
            await simulators.DisposeAsync();
        if (!KeepFolder)
            Directory.Delete(folder, recursive: true);
    }

    private string[] Arguments(string half) =>
    [
        half, "--data", Path.Combine(folder, "data"), "--storage-port", "0",
        "--port", Text(functionsPort), "--google-port", Text(googlePort), "--microsoft-port", Text(microsoftPort),
        "--smtp-port", Text(smtpPort), "--smtp-http-port", Text(smtpHttpPort), "--crm-port", Text(crmPort),
    ];

    private async Task AnswersAsync(HostProcess process, Uri address, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(startLimit);
        while (true)
        {
            try
            {
                using var answer = await Web.Http.GetAsync(address, limit.Token);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }

            KeepFolder |= process.HasExited;
            Assert.IsFalse(process.HasExited, $"The host ended at its start; its log is in {folder}.");
            await Task.Delay(100, limit.Token);
        }
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static Uri Local(int port) => new($"http://127.0.0.1:{port}/");
}
