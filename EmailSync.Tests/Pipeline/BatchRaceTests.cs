using EmailSync.Core.Sending.Batches;
using EmailSync.Core.Storage;
using static EmailSync.Tests.Pipeline.BatchOrders;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>Two workers on one batch.</summary>
[TestClass]
public sealed class BatchRaceTests
{
    private const int Mails = 4;

    [TestMethod]
    public async Task A_batch_that_another_closes_while_a_step_is_under_way_counts_what_became_of_each_mail_at_whichever_write()
    {
        for (var write = 1; ; write++)
        {
            var tables = new WatchedTables(new InMemoryTables());
            await using var world = await BatchOrders.StartAsync(Homes.Gmail, Mails, tables);
            var accepted = await AcceptAsync(world, Mails);
            tables.InterruptAfter(write, async () =>
            {
                await world.Get<CancelBatch>().CancelAsync(North, accepted.Token, None);
                while ((await world.Get<RunBatch>().AdvanceAsync(accepted.Token, None)).RetryAt <= world.Clock.GetUtcNow())
                {
                }
            });

            await world.AdvanceBatchAsync(accepted.Token);
            if (!tables.HasInterrupted)
                return;
            await world.SettleAsync();

            var batch = await BatchAsync(world);
            var sent = world.Smtp.Mails.Count;
            Assert.AreEqual((BatchStatus.Cancelled, new BatchCounts(Sent: sent, Cancelled: Mails - sent)), (batch.Status, batch.Counts), $"called back after write {write}");
            var items = await world.Get<BatchStore>().ListAsync(accepted.Token, 0, Mails, None);
            Assert.AreEqual(sent, items.Count(item => item.Status == BatchItemStatus.Sent), $"called back after write {write}");
        }
    }
}
