using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Sending;
using EmailSync.Core.Sending.Batches;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using static EmailSync.Tests.Pipeline.BatchOrders;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>What is kept of batches, and that nothing of it stays for ever.</summary>
[TestClass]
public sealed class BatchRemainsTests
{
    private static readonly ContactId first = new("contact0");

    [TestMethod]
    public async Task Whoever_dies_at_whichever_write_an_old_batch_goes_as_a_whole()
    {
        for (var writes = 1; ; writes++)
        {
            var tables = new WatchedTables(new InMemoryTables());
            await using var world = await PipelineWorld.StartAsync(Homes.Gmail, tables);
            await OldBatchAsync(world, mails: 250);
            world.Fuse.DieAfter(writes);
            var died = false;
            try
            {
                await world.Get<DueSweep>().CollectAsync(None);
            }
            catch (ProcessDiedException)
            {
                died = true;
                await world.RestartAsync();
                await world.Get<DueSweep>().CollectAsync(None);
            }

            Assert.AreEqual("", string.Join('\n', (await tables.RowsAsync()).Where(IsOfBatch)), $"After {writes} writes");
            if (!died)
                return;
        }
    }

    [TestMethod]
    public async Task A_sweep_takes_away_a_part_of_a_large_batch_and_the_next_one_the_rest()
    {
        var tables = new WatchedTables(new InMemoryTables());
        await using var world = await PipelineWorld.StartAsync(Homes.Gmail, tables);
        await OldBatchAsync(world, mails: 1_100);

        await world.Get<DueSweep>().CollectAsync(None);
        var left = (await tables.RowsAsync()).Where(IsOfBatch).ToList();
        await world.Get<DueSweep>().CollectAsync(None);

        Assert.AreEqual(100, left.Count(row => row.StartsWith(TableNames.Batches, StringComparison.Ordinal) && row.Contains(" item-", StringComparison.Ordinal)));
        Assert.IsTrue(left.Exists(row => row.Contains(" batch acceptedAt=", StringComparison.Ordinal)), "Its key is used up while anything stands.");
        Assert.AreEqual("", string.Join('\n', (await tables.RowsAsync()).Where(IsOfBatch)));
    }

    [TestMethod]
    public async Task What_was_kept_of_a_batch_that_was_never_entered_is_gone_a_day_later()
    {
        for (var writes = 1; ; writes++)
        {
            var tables = new WatchedTables(new InMemoryTables());
            await using var world = await BatchOrders.StartAsync(Homes.Gmail, 2, tables);
            world.Fuse.DieAfter(writes);
            var isEntered = true;
            try
            {
                await AcceptAsync(world, 2, [new BatchMail("contact1", "Yours", null, "Only for you")]);
            }
            catch (ProcessDiedException)
            {
                await world.RestartAsync();
                isEntered = await world.Get<BatchStore>().GetAsync(world.Get<TableKeys>().Batch(North, Key), None) is not null;
            }
            if (isEntered)
                return;

            world.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
            await world.SettleAsync();
            Assert.AreEqual("", string.Join('\n', await ContentAsync(world)), $"After {writes} writes");
            Assert.IsFalse((await tables.RowsAsync()).Any(row => row.StartsWith("EsDue Expire-", StringComparison.Ordinal) || row.StartsWith("EsDue Batch-", StringComparison.Ordinal)), $"After {writes} writes");
        }
    }

    [TestMethod]
    public async Task Of_two_requests_at_once_under_one_key_the_one_that_is_refused_leaves_nothing()
    {
        var tables = new WatchedTables(new InMemoryTables());
        await using var world = await BatchOrders.StartAsync(Homes.Gmail, 2, tables);
        tables.InterruptAfter(1, () => AcceptAsync(world, 2, [new BatchMail("contact1", "Yours", null, "Only for you")]));

        var refused = await world.Get<AcceptBatch>().AcceptAsync(Request(1) with { BodyHash = "other" }, None);

        Assert.AreEqual("idempotency_key_reused", ((BatchAcceptance.Refused)refused).Code);
        var batch = await BatchAsync(world);
        Assert.IsTrue((await ContentAsync(world)).All(name => name.Contains(batch.Content, StringComparison.Ordinal)));
        await world.SettleAsync();
        Assert.AreEqual(new BatchCounts(Sent: 3), (await BatchAsync(world)).Counts);
        Assert.IsEmpty(await ContentAsync(world));
    }

    [TestMethod]
    public async Task R27_What_a_batch_has_for_a_contact_alone_goes_with_the_contact()
    {
        await using var world = await BatchOrders.StartAsync(Homes.Gmail, 2);
        var later = world.Clock.GetUtcNow().AddDays(100);
        await AcceptAsync(world, Request(2, [new BatchMail(first.Value, "Yours", null, "Only for you"), new BatchMail("contact1", "Hers", null, "For her")]) with { SendAt = later });
        Assert.HasCount(2, await BlobsAsync(world, "/batch-mails/"));

        await world.EraseAsync((await world.DeleteContactAsync(North, first))!);
        Assert.HasCount(1, await BlobsAsync(world, "/batch-mails/"));
        await world.KnowAsync(North, first, AddressOf(0));
        await AcceptAsync(world, Request(0, [new BatchMail(first.Value, "Anew", null, "Welcome back")]) with { SendAt = later, IdempotencyKey = "anew" });
        await world.SettleAsync(TimeSpan.FromDays(101));

        var items = await world.Get<BatchStore>().ListAsync((await BatchAsync(world)).Token, 0, 10, None);
        Assert.AreEqual("Sent , Sent , Refused contact_deleted, Sent ", string.Join(", ", items.Select(i => $"{i.Status} {i.Failure}")));
        Assert.AreEqual("Anew,Spring", string.Join(',', (await world.ConversationAsync(North, first)).Select(m => m.Subject).Order()));
        Assert.IsEmpty(await ContentAsync(world));
    }

    [TestMethod]
    public async Task R27_A_younger_batch_under_a_key_that_went_with_its_location_outlives_the_older_ones_time()
    {
        var tables = new WatchedTables(new InMemoryTables());
        await using var world = await BatchOrders.StartAsync(Homes.Gmail, 2, tables);
        await AcceptAsync(world, 2);
        await world.SettleAsync();
        world.Clock.Advance(TimeSpan.FromDays(2));
        await world.Get<DueSweep>().CollectAsync(None);
        await world.DeleteLocationAsync(North);
        await world.SettleAsync(TimeSpan.FromDays(3));
        Assert.IsFalse((await tables.RowsAsync()).Any(row => row.StartsWith("EsDue Expire-", StringComparison.Ordinal)), "Nothing is left that leads to it.");

        await world.KnowLocationAsync(North);
        await SeedAsync(world, 2);
        await AcceptAsync(world, 1);
        await world.SettleAsync();
        world.Clock.Advance(TimeSpan.FromDays(88));
        await world.Get<DueSweep>().CollectAsync(None);
        Assert.AreEqual(new BatchCounts(Sent: 1), (await BatchAsync(world)).Counts);

        world.Clock.Advance(TimeSpan.FromDays(10));
        await world.Get<DueSweep>().CollectAsync(None);
        Assert.IsNull(await world.Get<BatchStore>().GetAsync(world.Get<TableKeys>().Batch(North, Key), None));
    }

    /// <summary>It is over, and its time has come.</summary>
    private static async Task OldBatchAsync(PipelineWorld world, int mails)
    {
        var batches = world.Get<BatchStore>();
        var now = world.Clock.GetUtcNow();
        var batch = new Batch
        {
            Token = world.Get<TableKeys>().Batch(North, Key),
            BodyHash = "hash",
            Location = North,
            User = Ana,
            Kind = MessageKind.Bulk,
            Via = MessageVia.LocationProvider,
            Total = mails,
            Content = BatchContents.NewId(),
            AcceptedAt = now,
            SendAt = now,
            ChangedAt = now,
        };
        await world.Get<Expiry>().ExpectBatchAsync(batch, None);
        Assert.IsTrue(await batches.InsertAsync(batch, None));
        foreach (var some in Enumerable.Range(0, mails).Chunk(30))
        {
            var (_, version) = (await batches.FindAsync(batch.Token, None))!.Value;
            batch = batch with { Next = some[^1] + 1, FinishedAt = now };
            var items = some.Select(i => new BatchItem(i, new ContactId($"contact{i}"), BatchItemStatus.Refused, null, null, SendState.Failed.ToString())).ToList();
            Assert.IsTrue(await batches.CommitAsync(batch, version, items, None));
        }
        world.Clock.Advance(TimeSpan.FromDays(2));
        await world.Get<DueSweep>().CollectAsync(None);
        world.Clock.Advance(TimeSpan.FromDays(89));
    }

    private static bool IsOfBatch(string row) => row.StartsWith(TableNames.Batches, StringComparison.Ordinal)
        || row.StartsWith("EsDue Expire-", StringComparison.Ordinal) || (row.StartsWith(TableNames.Trails, StringComparison.Ordinal) && row.Contains(" b-", StringComparison.Ordinal));
}
