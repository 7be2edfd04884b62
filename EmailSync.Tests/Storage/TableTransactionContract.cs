using EmailSync.Core.Storage;

namespace EmailSync.Tests.Storage;

/// <summary>What every backend of tables does with transactions, and what it refuses.</summary>
public abstract class TableTransactionContract
{
    private protected abstract Task<ITables> TablesAsync();

    private static CancellationToken None => CancellationToken.None;

    [TestMethod]
    public async Task A_transaction_does_every_kind_of_write_also_where_the_table_is_not_made_yet()
    {
        var table = await TableAsync();
        var first = await table.TransactAsync([new RowOperation.Insert(ARow("a", 1)), new RowOperation.Upsert(ARow("b", 1))], None);
        var a = (await table.GetAsync("p", "a", None))!.ETag!;
        var b = (await table.GetAsync("p", "b", None))!.ETag!;

        var second = await table.TransactAsync(
            [new RowOperation.Replace(ARow("a", 2), a), new RowOperation.Delete("p", "b", b), new RowOperation.Insert(ARow("c", 2))], None);

        Assert.IsTrue(first);
        Assert.IsTrue(second);
        Assert.AreEqual(2, await NumberAsync(table, "a"));
        Assert.IsNull(await NumberAsync(table, "b"));
        Assert.AreEqual(2, await NumberAsync(table, "c"));
    }

    [TestMethod]
    [DataRow("insert over a standing row")]
    [DataRow("replace with an old etag")]
    [DataRow("replace of a row that is gone")]
    [DataRow("delete with an old etag")]
    [DataRow("delete of a row that is gone")]
    public async Task A_transaction_whose_condition_does_not_hold_writes_nothing(string condition)
    {
        var table = await TableAsync();
        var old = (await table.InsertAsync(ARow("a", 1), None))!;
        await table.ReplaceAsync(ARow("a", 2), old, None);
        RowOperation refused = condition switch
        {
            "insert over a standing row" => new RowOperation.Insert(ARow("a", 3)),
            "replace with an old etag" => new RowOperation.Replace(ARow("a", 3), old),
            "replace of a row that is gone" => new RowOperation.Replace(ARow("z", 3), old),
            "delete with an old etag" => new RowOperation.Delete("p", "a", old),
            _ => new RowOperation.Delete("p", "z", old),
        };

        var done = await table.TransactAsync([new RowOperation.Upsert(ARow("new", 3)), refused, new RowOperation.Upsert(ARow("last", 3))], None);

        Assert.IsFalse(done);
        Assert.AreEqual(2, await NumberAsync(table, "a"));
        Assert.IsNull(await NumberAsync(table, "new"));
        Assert.IsNull(await NumberAsync(table, "last"));
    }

    [TestMethod]
    public async Task Deletes_alone_are_done_when_every_row_is_gone_already()
    {
        var table = await TableAsync();
        var a = (await table.InsertAsync(ARow("a", 1), None))!;
        var b = (await table.InsertAsync(ARow("b", 1), None))!;
        RowOperation[] deletes = [new RowOperation.Delete("p", "a", a), new RowOperation.Delete("p", "b", b)];
        var first = await table.TransactAsync(deletes, None);

        var again = await table.TransactAsync(deletes, None);
        await table.InsertAsync(ARow("b", 2), None);
        var changed = await table.TransactAsync(deletes, None);

        Assert.IsTrue(first);
        Assert.IsTrue(again);
        Assert.IsFalse(changed);
        Assert.AreEqual(2, await NumberAsync(table, "b"));
    }

    [TestMethod]
    public async Task A_hundred_operations_fit_and_one_more_is_refused()
    {
        var table = await TableAsync();

        var done = await table.TransactAsync(Inserts(100), None);

        Assert.IsTrue(done);
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => table.TransactAsync(Inserts(101), None));
    }

    [TestMethod]
    public async Task A_transaction_close_to_its_size_limit_fits()
    {
        var table = await TableAsync();
        RowOperation[] operations = [.. Enumerable.Range(0, 10).Select(i =>
            new RowOperation.Insert(new Row("p", $"r{i}") { ["Text"] = new string('x', 400_000) }))];

        var done = await table.TransactAsync(operations, None);

        Assert.IsTrue(done);
        Assert.AreEqual(400_000, (await table.GetAsync("p", "r9", None))!.String("Text")!.Length);
    }

    [TestMethod]
    public async Task A_transaction_over_its_size_limit_is_refused_although_each_row_fits()
    {
        var table = await TableAsync();
        RowOperation[] operations = [.. Enumerable.Range(0, 10).Select(i =>
            new RowOperation.Insert(new Row("p", $"r{i}") { ["Text"] = new string('x', 450_000) }))];

        await Assert.ThrowsExactlyAsync<ArgumentException>(() => table.TransactAsync(operations, None));

        Assert.IsNull(await table.GetAsync("p", "r0", None));
    }

    [TestMethod]
    public async Task A_transaction_over_partitions_or_with_a_row_twice_or_with_nothing_is_refused()
    {
        var table = await TableAsync();

        await Assert.ThrowsExactlyAsync<ArgumentException>(() => table.TransactAsync(
            [new RowOperation.Upsert(ARow("a", 1)), new RowOperation.Upsert(new Row("q", "b"))], None));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => table.TransactAsync(
            [new RowOperation.Upsert(ARow("a", 1)), new RowOperation.Delete("p", "a", "W/\"1\"")], None));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => table.TransactAsync([], None));
    }

    [TestMethod]
    [DataRow("a/b")]
    [DataRow("a\\b")]
    [DataRow("a#b")]
    [DataRow("a?b")]
    [DataRow("100%")]
    [DataRow("a\u0001b")]
    [DataRow("a\u0085b")]
    public async Task A_key_with_a_forbidden_character_is_refused_everywhere(string key)
    {
        var table = await TableAsync();

        await Assert.ThrowsExactlyAsync<ArgumentException>(() => table.InsertAsync(new Row("p", key), None));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => table.UpsertAsync(new Row(key, "r"), None));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => table.GetAsync("p", key, None));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => table.DeleteAsync(key, "r", null, None));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => table.TransactAsync([new RowOperation.Insert(new Row("p", key))], None));
    }

    [TestMethod]
    public async Task What_a_row_cannot_hold_is_refused_with_the_name_of_the_property()
    {
        var table = await TableAsync();

        var decimals = await RefusedAsync(table, "Price", 1.5m);
        var nan = await RefusedAsync(table, "Ratio", double.NaN);
        var early = await RefusedAsync(table, "Born", new DateTimeOffset(1600, 12, 31, 0, 0, 0, TimeSpan.Zero));
        var name = await RefusedAsync(table, "A__1", "x");
        var reserved = await RefusedAsync(table, "Timestamp", "x");
        var large = await RefusedAsync(table, "Large", new string('x', 530_000));

        StringAssert.Contains(decimals, "Price");
        StringAssert.Contains(nan, "Ratio");
        StringAssert.Contains(early, "Born");
        StringAssert.Contains(name, "A__1");
        StringAssert.Contains(reserved, "Timestamp");
        StringAssert.Contains(large, "1 MiB");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("*")]
    public async Task A_condition_that_is_none_is_refused(string etag)
    {
        var table = await TableAsync();

        await Assert.ThrowsExactlyAsync<ArgumentException>(() => table.ReplaceAsync(ARow("a", 1), etag, None));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => table.DeleteAsync("p", "a", etag, None));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => table.TransactAsync([new RowOperation.Delete("p", "a", etag)], None));
    }

    private async Task<ITable> TableAsync() => (await TablesAsync())["Rows"];

    private static RowOperation[] Inserts(int count) => [.. Enumerable.Range(0, count).Select(i => new RowOperation.Insert(ARow($"r{i}", i)))];

    private static Row ARow(string key, int number) => new("p", key) { ["Number"] = number };

    private static async Task<long?> NumberAsync(ITable table, string key) => (await table.GetAsync("p", key, None))?.Long("Number");

    private static async Task<string> RefusedAsync(ITable table, string name, object value)
    {
        var refusal = await Assert.ThrowsExactlyAsync<ArgumentException>(() => table.InsertAsync(new Row("p", "r") { [name] = value }, None));
        return refusal.Message;
    }
}
