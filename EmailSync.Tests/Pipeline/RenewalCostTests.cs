using System.Globalization;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>What sweeps and renewals cost when very many mailboxes are connected: what is due, and nothing for the others.</summary>
[TestClass]
public sealed class RenewalCostTests
{
    private const int Mailboxes = 100_000;
    private const int Due = 120;

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task One_sweep_and_one_round_of_renewals_read_only_what_is_due_among_100_000_mailboxes()
    {
        var tables = new CountedTables(new InMemoryTables(), except: TableNames.Budgets);
        await using var world = await PipelineWorld.StartAsync(Homes.Outlook, tables);
        var due = world.Get<DueStore>();
        var now = world.Clock.GetUtcNow();
        for (var mailbox = 0; mailbox < Mailboxes; mailbox++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"mailbox-{mailbox:D17}");
            await due.ScheduleAsync(DueKind.Renew, id, mailbox < Due ? now.AddMinutes(-mailbox) : now.AddSeconds(mailbox), None);
            await due.ScheduleAsync(DueKind.Reconcile, id, now.AddSeconds(1 + mailbox), None);
        }
        await world.ConnectAsync(North, Ana, AnaAddress);
        await world.SweepAsync();

        tables.Reset();
        await world.SweepAsync();
        var sweep = tables.Counts;
        tables.Reset();
        var before = await world.MailboxAsync();
        await world.Get<WatchMailbox>().RenewAsync(before.Id, None);
        var renewal = tables.Counts;
        tables.Reset();
        await world.RenewDueAsync();
        var renewals = tables.Counts;

        TestContext.WriteLine($"A sweep {sweep}, one renewal {renewal}, a round of {Due} that belong to nobody any more {renewals} (reads, writes, rows)");

        // Of the sweep: six kinds of due work in eight shards; some pointers come due while the test runs.
        Assert.IsInRange(6 * TableKeys.DueShards, (6 * TableKeys.DueShards) + 60, sweep.Reads);
        Assert.IsLessThan(100, sweep.Rows);
        Assert.IsLessThan(20, renewal.Reads + renewal.Writes);

        // A mailbox that nobody is connected to costs two reads, and its pointer a delete.
        Assert.IsInRange(Due, Due + 60, renewals.Rows);
        Assert.IsLessThan(4 * (Due + 60), renewals.Reads + renewals.Writes);
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
