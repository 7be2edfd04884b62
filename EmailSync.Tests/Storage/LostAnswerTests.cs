using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using EmailSync.Core.Storage;

namespace EmailSync.Tests.Storage;

/// <summary>The request reaches storage, its answer gets lost, the client asks again and meets its own success.</summary>
[TestClass]
public sealed class LostAnswerTests
{
    private readonly LosesAnswers network = new();

    private static CancellationToken None => CancellationToken.None;

    [TestMethod]
    public async Task An_insert_whose_answer_was_lost_is_done_and_its_etag_holds()
    {
        var table = await TableAsync();
        network.LoseNext();

        var etag = await table.InsertAsync(ARow("r", 1), None);

        Assert.IsNotNull(etag);
        Assert.AreEqual(1, network.Lost);
        Assert.IsNotNull(await table.ReplaceAsync(ARow("r", 2), etag, None));
    }

    [TestMethod]
    public async Task A_replace_whose_answer_was_lost_is_done_and_its_etag_holds()
    {
        var table = await TableAsync();
        var first = await table.InsertAsync(ARow("r", 1), None);
        network.LoseNext();

        var etag = await table.ReplaceAsync(ARow("r", 2), first!, None);

        Assert.IsNotNull(etag);
        Assert.AreEqual(1, network.Lost);
        Assert.IsNotNull(await table.ReplaceAsync(ARow("r", 3), etag, None));
    }

    [TestMethod]
    public async Task A_delete_whose_answer_was_lost_is_done()
    {
        var table = await TableAsync();
        var etag = await table.InsertAsync(ARow("r", 1), None);
        network.LoseNext();

        var done = await table.DeleteAsync("p", "r", etag, None);

        Assert.IsTrue(done);
        Assert.AreEqual(1, network.Lost);
    }

    [TestMethod]
    public async Task A_transaction_whose_answer_was_lost_is_done_once()
    {
        var table = await TableAsync();
        var head = await table.InsertAsync(ARow("head", 1), None);
        network.LoseNext();

        var done = await table.TransactAsync([new RowOperation.Replace(ARow("head", 2), head!), new RowOperation.Insert(ARow("m", 1))], None);

        Assert.IsTrue(done);
        Assert.AreEqual(1, network.Lost);
        Assert.AreEqual(2, (await table.GetAsync("p", "head", None))!.Long("Number"));
    }

    [TestMethod]
    public async Task A_transaction_that_ends_with_deletes_is_recognised_by_the_row_that_it_wrote()
    {
        var table = await TableAsync();
        var old = await table.InsertAsync(ARow("old", 1), None);
        network.LoseNext();

        var done = await table.TransactAsync([new RowOperation.Delete("p", "old", old!), new RowOperation.Insert(ARow("new", 1))], None);

        Assert.IsTrue(done);
        Assert.AreEqual(1, network.Lost);
    }

    [TestMethod]
    public async Task A_conflict_with_somebody_elses_write_is_one_also_when_its_answer_was_lost()
    {
        var table = await TableAsync();
        var first = await table.InsertAsync(ARow("r", 1), None);
        await table.ReplaceAsync(ARow("r", 1), first!, None);
        network.LoseNext();
        var insert = await table.InsertAsync(ARow("r", 1), None);
        network.LoseNext();
        var replace = await table.ReplaceAsync(ARow("r", 1), first!, None);
        network.LoseNext();

        var transaction = await table.TransactAsync([new RowOperation.Insert(ARow("s", 1)), new RowOperation.Replace(ARow("r", 1), first!)], None);

        Assert.IsNull(insert);
        Assert.IsNull(replace);
        Assert.IsFalse(transaction);
        Assert.AreEqual(3, network.Lost);
    }

    private static Row ARow(string key, int number) => new("p", key) { ["Number"] = number };

    private async Task<ITable> TableAsync()
    {
        var options = new TableClientOptions();
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.AddPolicy(network, HttpPipelinePosition.PerRetry);
        var table = new AzureTables(new TableServiceClient(await AzuriteFixture.ConnectionStringAsync(), options), AzuriteFixture.UniqueName("T"))["Rows"];
        // The table is made before, so that the lost answer is the write's own.
        await table.UpsertAsync(ARow("first", 0), None);
        return table;
    }

    private sealed class LosesAnswers : HttpPipelinePolicy
    {
        private bool armed;

        public int Lost { get; private set; }

        public void LoseNext() => armed = true;

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            await ProcessNextAsync(message, pipeline);
            if (!armed)
                return;
            armed = false;
            Lost++;
            throw new IOException("The answer got lost.");
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException("Storage is used asynchronously.");
    }
}
