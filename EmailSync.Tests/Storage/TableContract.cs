using EmailSync.Core.Storage;

namespace EmailSync.Tests.Storage;

/// <summary>What every backend of tables does; a derived class names the backend.</summary>
public abstract class TableContract
{
    private protected abstract Task<ITables> TablesAsync();

    private static CancellationToken None => CancellationToken.None;

    [TestMethod]
    public async Task A_row_that_was_never_written_is_absent_also_where_the_table_is_not_made_yet()
    {
        var table = await TableAsync();

        var row = await table.GetAsync("p", "r", None);

        Assert.IsNull(row);
    }

    [TestMethod]
    public async Task A_query_of_a_table_that_is_not_made_yet_is_empty()
    {
        var table = await TableAsync();

        var keys = await KeysAsync(table, "p", null, null);

        Assert.IsEmpty(keys);
    }

    [TestMethod]
    public async Task Every_kind_of_value_comes_back_as_it_was_written()
    {
        var table = await TableAsync();
        var time = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(2)).AddTicks(1234567);
        var row = new Row("p", "r")
        {
            ["Text"] = "grüße 😀 \"quoted\"\r\n",
            ["Empty"] = "",
            ["Int"] = int.MinValue,
            ["Long"] = long.MaxValue,
            ["Whole"] = 3.0,
            ["Double"] = 0.1,
            ["Bool"] = true,
            ["Time"] = time,
            ["Binary"] = new byte[] { 0, 1, 255 },
            ["NoBytes"] = Array.Empty<byte>(),
            ["Nothing"] = null,
        };

        await table.InsertAsync(row, None);
        var read = await table.GetAsync("p", "r", None);

        Assert.AreEqual("grüße 😀 \"quoted\"\r\n", read!.String("Text"));
        Assert.AreEqual("", read["Empty"]);
        Assert.AreEqual(int.MinValue, read["Int"]);
        Assert.AreEqual(long.MaxValue, read["Long"]);
        Assert.AreEqual(3.0, read["Whole"]);
        Assert.AreEqual(0.1, read["Double"]);
        Assert.IsTrue(read.Bool("Bool"));
        Assert.AreEqual(time, read.Time("Time"));
        Assert.AreEqual(TimeSpan.Zero, read.Time("Time")!.Value.Offset);
        CollectionAssert.AreEqual(new byte[] { 0, 1, 255 }, read.Binary("Binary"));
        CollectionAssert.AreEqual(Array.Empty<byte>(), read.Binary("NoBytes"));
        CollectionAssert.AreEquivalent(row.Values.Keys, read.Values.Keys);
    }

    [TestMethod]
    public async Task An_insert_gives_the_etag_that_a_read_then_shows()
    {
        var table = await TableAsync();

        var etag = await table.InsertAsync(ARow("r", 1), None);

        Assert.IsNotNull(etag);
        Assert.AreEqual(etag, (await table.GetAsync("p", "r", None))!.ETag);
    }

    [TestMethod]
    public async Task An_insert_over_a_standing_row_is_refused_and_changes_nothing()
    {
        var table = await TableAsync();
        await table.InsertAsync(ARow("r", 1), None);

        var etag = await table.InsertAsync(ARow("r", 2), None);

        Assert.IsNull(etag);
        Assert.AreEqual(1, await NumberAsync(table, "r"));
    }

    [TestMethod]
    public async Task A_replace_with_the_etag_read_writes_and_gives_the_next_etag()
    {
        var table = await TableAsync();
        var first = await table.InsertAsync(ARow("r", 1), None);

        var second = await table.ReplaceAsync(ARow("r", 2), first!, None);
        var third = await table.ReplaceAsync(ARow("r", 3), second!, None);

        Assert.IsNotNull(third);
        Assert.AreNotEqual(first, second);
        Assert.AreEqual(3, await NumberAsync(table, "r"));
    }

    [TestMethod]
    public async Task A_replace_with_an_old_etag_is_refused_and_changes_nothing()
    {
        var table = await TableAsync();
        var first = await table.InsertAsync(ARow("r", 1), None);
        await table.ReplaceAsync(ARow("r", 2), first!, None);

        var etag = await table.ReplaceAsync(ARow("r", 3), first!, None);

        Assert.IsNull(etag);
        Assert.AreEqual(2, await NumberAsync(table, "r"));
    }

    [TestMethod]
    public async Task A_replace_of_a_row_that_is_gone_is_refused()
    {
        var table = await TableAsync();
        var first = await table.InsertAsync(ARow("r", 1), None);
        await table.DeleteAsync("p", "r", null, None);

        var etag = await table.ReplaceAsync(ARow("r", 2), first!, None);

        Assert.IsNull(etag);
        Assert.IsNull(await table.GetAsync("p", "r", None));
    }

    [TestMethod]
    public async Task A_replace_leaves_no_property_of_the_row_before()
    {
        var table = await TableAsync();
        var first = await table.InsertAsync(new Row("p", "r") { ["Old"] = "x", ["Long"] = new string('x', 100_000) }, None);

        await table.ReplaceAsync(new Row("p", "r") { ["Long"] = "short" }, first!, None);
        var read = await table.GetAsync("p", "r", None);

        CollectionAssert.AreEqual(new[] { "Long" }, read!.Values.Keys);
        Assert.AreEqual("short", read.String("Long"));
    }

    [TestMethod]
    public async Task An_upsert_writes_whatever_stands_there_and_its_etag_is_good_for_a_replace()
    {
        var table = await TableAsync();
        await table.UpsertAsync(ARow("r", 1), None);

        var etag = await table.UpsertAsync(ARow("r", 2), None);
        var next = await table.ReplaceAsync(ARow("r", 3), etag, None);

        Assert.IsNotNull(next);
        Assert.AreEqual(3, await NumberAsync(table, "r"));
    }

    [TestMethod]
    public async Task A_delete_of_an_absent_row_is_done_with_and_without_etag()
    {
        var table = await TableAsync();
        var before = await table.DeleteAsync("p", "r", null, None);
        var etag = await table.InsertAsync(ARow("r", 1), None);
        await table.DeleteAsync("p", "r", etag, None);

        var again = await table.DeleteAsync("p", "r", etag, None);

        Assert.IsTrue(before);
        Assert.IsTrue(again);
    }

    [TestMethod]
    public async Task A_delete_with_an_old_etag_is_refused_and_without_one_deletes()
    {
        var table = await TableAsync();
        var first = await table.InsertAsync(ARow("r", 1), None);
        await table.ReplaceAsync(ARow("r", 2), first!, None);

        var conditional = await table.DeleteAsync("p", "r", first, None);
        var standing = await table.GetAsync("p", "r", None);
        var unconditional = await table.DeleteAsync("p", "r", null, None);

        Assert.IsFalse(conditional);
        Assert.IsNotNull(standing);
        Assert.IsTrue(unconditional);
        Assert.IsNull(await table.GetAsync("p", "r", None));
    }

    [TestMethod]
    public async Task A_query_gives_a_range_of_one_partition_in_ordinal_order()
    {
        var table = await TableAsync();
        foreach (var key in (string[])["b", "a", "B", "a-1", "aa", "c", "_"])
            await table.InsertAsync(ARow(key, 1), None);
        await table.InsertAsync(new Row("q", "b"), None);

        var all = await KeysAsync(table, "p", null, null);
        var from = await KeysAsync(table, "p", "a-1", null);
        var before = await KeysAsync(table, "p", null, "a");
        var both = await KeysAsync(table, "p", "a", "b");

        CollectionAssert.AreEqual(new[] { "B", "_", "a", "a-1", "aa", "b", "c" }, all);
        CollectionAssert.AreEqual(new[] { "a-1", "aa", "b", "c" }, from);
        CollectionAssert.AreEqual(new[] { "B", "_" }, before);
        CollectionAssert.AreEqual(new[] { "a", "a-1", "aa" }, both);
    }

    [TestMethod]
    public async Task A_query_goes_on_over_pages()
    {
        var table = await TableAsync();
        for (var start = 0; start < 1250; start += 50)
            await table.TransactAsync([.. Enumerable.Range(start, 50).Select(i => new RowOperation.Insert(ARow($"{i:D5}", i)))], None);

        var keys = await KeysAsync(table, "p", "00010", null);

        CollectionAssert.AreEqual(Enumerable.Range(10, 1240).Select(i => $"{i:D5}").ToList(), keys);
    }

    [TestMethod]
    public async Task Quotes_and_spaces_in_keys_are_plain_characters()
    {
        var table = await TableAsync();
        await table.InsertAsync(new Row("it's p", "o'r & $x=1 +ü"), None);

        var row = await table.GetAsync("it's p", "o'r & $x=1 +ü", None);
        var keys = await KeysAsync(table, "it's p", "o'", "o'z");

        Assert.IsNotNull(row);
        CollectionAssert.AreEqual(new[] { "o'r & $x=1 +ü" }, keys);
        Assert.IsTrue(await table.DeleteAsync("it's p", "o'r & $x=1 +ü", row.ETag, None));
    }

    [TestMethod]
    public async Task Values_longer_than_a_property_come_back_whole()
    {
        var table = await TableAsync();
        var text = string.Concat(Enumerable.Range(0, 35_000).Select(i => i % 3 == 0 ? "😀" : "x"));
        var binary = Enumerable.Range(0, 200_000).Select(i => (byte)(i * 7)).ToArray();

        await table.InsertAsync(new Row("p", "r") { ["Text"] = text, ["Binary"] = binary }, None);
        var read = await table.GetAsync("p", "r", None);
        var listed = await RowsAsync(table, "p", null, null);

        Assert.AreEqual(text, read!.String("Text"));
        CollectionAssert.AreEqual(binary, read.Binary("Binary"));
        CollectionAssert.AreEquivalent(new[] { "Text", "Binary" }, read.Values.Keys);
        Assert.AreEqual(text, listed.Single().String("Text"));
    }

    [TestMethod]
    public async Task A_row_just_below_the_limit_is_kept()
    {
        var table = await TableAsync();

        var etag = await table.InsertAsync(new Row("p", "r") { ["Text"] = new string('ü', 520_000) }, None);

        Assert.IsNotNull(etag);
        Assert.AreEqual(520_000, (await table.GetAsync("p", "r", None))!.String("Text")!.Length);
    }

    [TestMethod]
    public async Task A_caller_that_changes_its_row_or_bytes_later_changes_nothing_stored()
    {
        var table = await TableAsync();
        var bytes = new byte[] { 1 };
        var row = new Row("p", "r") { ["Bytes"] = bytes, ["Number"] = 1 };
        await table.InsertAsync(row, None);

        bytes[0] = 2;
        row["Number"] = 2;
        (await table.GetAsync("p", "r", None))!.Binary("Bytes")![0] = 3;
        var read = await table.GetAsync("p", "r", None);

        Assert.AreEqual(1, read!.Binary("Bytes")![0]);
        Assert.AreEqual(1, read.Long("Number"));
    }

    [TestMethod]
    public async Task Only_one_of_many_racing_inserts_wins()
    {
        var table = await TableAsync();

        var etags = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => table.InsertAsync(ARow("r", i), None))));

        Assert.HasCount(1, etags.Where(etag => etag is not null));
    }

    [TestMethod]
    public async Task Storage_that_answers_is_said_to_be_there()
    {
        var tables = await TablesAsync();

        await tables.PingAsync(None);

        Assert.IsNull(await tables[TableNames.Directory].GetAsync("ping", "ping", None));
    }

    [TestMethod]
    public async Task A_scan_gives_the_rows_of_one_key_from_every_partition_in_order_and_goes_on_where_it_was()
    {
        var table = await TableAsync();
        foreach (var partition in new[] { "c", "a", "b" })
        {
            await table.InsertAsync(new Row(partition, "wanted") { ["Number"] = 1 }, None);
            await table.InsertAsync(new Row(partition, "other") { ["Number"] = 2 }, None);
        }

        CollectionAssert.AreEqual(new[] { "a", "b", "c" }, await ScanAsync(null));
        CollectionAssert.AreEqual(new[] { "b", "c" }, await ScanAsync("a"));
        Assert.IsEmpty(await ScanAsync("c"));

        async Task<List<string>> ScanAsync(string? after)
        {
            var found = new List<string>();
            await foreach (var row in table.ScanAsync("wanted", after, None))
            {
                Assert.AreEqual("wanted", row.RowKey);
                found.Add(row.PartitionKey);
            }
            return found;
        }
    }

    private async Task<ITable> TableAsync() => (await TablesAsync())["Rows"];

    private static Row ARow(string key, int number) => new("p", key) { ["Number"] = number };

    private static async Task<long?> NumberAsync(ITable table, string key) => (await table.GetAsync("p", key, None))?.Long("Number");

    private static async Task<List<string>> KeysAsync(ITable table, string partition, string? from, string? before) =>
        [.. (await RowsAsync(table, partition, from, before)).Select(row => row.RowKey)];

    private static async Task<List<Row>> RowsAsync(ITable table, string partition, string? from, string? before)
    {
        var rows = new List<Row>();
        await foreach (var row in table.QueryAsync(partition, from, before, None))
            rows.Add(row);
        return rows;
    }
}
