namespace EmailSync.Tests.Crash;

/// <summary>
/// The functions are killed with SIGKILL, and the task hub is deleted, while mail arrives and the CRM sends: each mail is there exactly once in the end, on all
/// sides. docs/testing.md says how to run the long form and how to repeat a run.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class CrashTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public Task Killed_functions_lose_nothing_and_double_nothing() =>
        PlayAsync(new CrashScale(Seed(2), Mails: 60, Sends: 8, Kills: 4, HubLosses: 0));

    [TestMethod]
    public Task A_deleted_task_hub_loses_nothing_and_doubles_nothing() =>
        PlayAsync(new CrashScale(Seed(3), Mails: 40, Sends: 8, Kills: 0, HubLosses: 2));

    [TestMethod]
    [TestCategory("Long")]
    public async Task Twenty_kills_and_three_lost_hubs_among_hundreds_of_mails_lose_nothing_and_double_nothing()
    {
        if (Environment.GetEnvironmentVariable("EMAILSYNC_LONG") != "1")
            Assert.Inconclusive("The long form takes several minutes; set EMAILSYNC_LONG=1 to run it (docs/testing.md).");

        await PlayAsync(new CrashScale(Seed(1), Mails: 500, Sends: 50, Kills: 20, HubLosses: 3) { UsersPerLocation = 4, ContactsPerLocation = 20 });
    }

    private static int Seed(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("EMAILSYNC_SEED"), out var asked) ? asked : usual;

    private Task PlayAsync(CrashScale scale) => new CrashRun(scale, TestContext).PlayAsync(TestContext.CancellationToken);
}
