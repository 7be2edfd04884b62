using System.Globalization;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using EmailSync.Tests.Storage;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>What sweeps and renewals cost when very many mailboxes are connected: what is due, and nothing for the others.</summary>
[TestClass]
public sealed class RenewalCostTests
{
    /// <summary>So many are really at the provider, and due; the others are connected as far as our rows say.</summary>
    private const int Due = 12;

    /// <summary>Thirteen kinds of due work, and what is dirty, in eight shards.</summary>
    private const int SweepReads = 14 * TableKeys.DueShards;

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public Task One_sweep_and_one_round_of_renewals_touch_only_what_is_due_among_100_000_connected_mailboxes() =>
        TouchOnlyWhatIsDueAsync(new InMemoryTables(), 100_000);

    [TestMethod]
    [TestCategory("Long")]
    public async Task The_same_holds_for_5_000_connected_mailboxes_on_real_storage()
    {
        if (Environment.GetEnvironmentVariable("EMAILSYNC_LONG") != "1")
            Assert.Inconclusive("Part of the long form: set EMAILSYNC_LONG=1 (docs/testing.md).");
        await TouchOnlyWhatIsDueAsync(await AzuriteFixture.TablesAsync(), 5_000);
    }

    private async Task TouchOnlyWhatIsDueAsync(ITables storage, int mailboxes)
    {
        var tables = new CountedTables(storage, except: TableNames.Budgets);
        await using var world = await PipelineWorld.StartAsync(Homes.Outlook, tables);

        // Nobody sweeps for deliveries here, and what waits for that would be due in every sweep.
        await world.Get<DirectoryStore>().SaveLocationAsync(new Location(North, North.Value, new LocationSettings(), null), None);
        for (var user = 0; user < Due; user++)
            await world.ConnectAsync(North, new UserId($"user-{user}"), $"user-{user}@acme.example");
        await world.SweepAsync();
        world.Clock.Advance(TimeSpan.FromDays(1));
        foreach (var connection in world.Connections)
            await world.Get<DeliverOutbox>().DeliverAsync(world.Get<ConnectionStore>().StreamOf(connection), None);
        var now = world.Clock.GetUtcNow();
        await Crowd.ConnectAsync(world, mailboxes - Due, place => now.AddHours(1 + (place % 22)));
        await world.SweepAsync();

        tables.Reset();
        await world.SweepAsync();
        var sweep = tables.Counts;
        var before = world.At(AnaAddress).Control.Calls.List().Sum(c => c.Count);
        tables.Reset();
        await world.RenewDueAsync();
        var renewals = tables.Counts;
        var calls = world.At(AnaAddress).Control.Calls.List().Sum(c => c.Count) - before;

        TestContext.WriteLine($"{mailboxes} connected mailboxes: a sweep without work {sweep}, a round of {Due} renewals {renewals} (reads, writes, rows), {calls} calls to the provider");
        Assert.AreEqual((SweepReads, 0, 0), sweep);
        Assert.IsInRange(Due, 20 * Due, renewals.Rows);
        Assert.IsLessThan((20 * Due) + TableKeys.DueShards, renewals.Reads + renewals.Writes);
        Assert.IsInRange(Due, 3 * Due, calls);
        foreach (var connection in world.Connections)
            Assert.IsGreaterThan(now.AddDays(6), (await world.Get<MailboxStore>().GetAsync(connection.Mailbox, None))!.WatchExpiresAt!.Value);
    }

    [TestMethod]
    public async Task A_round_of_renewals_takes_a_bounded_number_and_leaves_the_rest_to_the_next()
    {
        await using var world = await PipelineWorld.StartConnectedAsync(Homes.Gmail);
        var list = new Functions.Mailboxes.ListDueWatchesActivity(world.Get<DueStore>(), world.Clock);
        for (var mailbox = 0; mailbox < 1000; mailbox++)
            await world.Get<DueStore>().ScheduleAsync(DueKind.Renew, string.Create(CultureInfo.InvariantCulture, $"mailbox-{mailbox:D4}"), world.Clock.GetUtcNow(), None);

        var rounds = 0;
        for (var found = await list.RunAsync(null, None); found.Count > 0; found = await list.RunAsync(null, None))
        {
            rounds++;
            Assert.IsLessThanOrEqualTo(200, found.Count);
            foreach (var watch in found)
                await new Functions.Mailboxes.RenewWatchActivity(world.Get<WatchMailbox>(), world.Get<DueStore>()).RunAsync(watch, None);
        }

        Assert.AreEqual(5, rounds);
    }
}
