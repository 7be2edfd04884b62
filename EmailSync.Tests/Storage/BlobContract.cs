using EmailSync.Core.Storage;

namespace EmailSync.Tests.Storage;

/// <summary>What every backend of blobs does; a derived class names the backend.</summary>
public abstract class BlobContract
{
    private protected abstract Task<IBlobs> BlobsAsync();

    private static CancellationToken None => CancellationToken.None;

    [TestMethod]
    public async Task A_blob_comes_back_with_its_bytes_and_type()
    {
        var blobs = await BlobsAsync();
        var content = Enumerable.Range(0, 100_000).Select(i => (byte)(i * 31)).ToArray();

        await blobs.PutAsync("m/one.bin", content, "application/pdf", None);
        var blob = await blobs.GetAsync("m/one.bin", None);

        CollectionAssert.AreEqual(content, blob!.Content.ToArray());
        Assert.AreEqual("application/pdf", blob.ContentType);
    }

    [TestMethod]
    public async Task An_empty_blob_is_a_blob()
    {
        var blobs = await BlobsAsync();

        await blobs.PutAsync("empty", ReadOnlyMemory<byte>.Empty, "text/plain", None);
        var blob = await blobs.GetAsync("empty", None);

        Assert.AreEqual(0, blob!.Content.Length);
    }

    [TestMethod]
    public async Task Writing_again_replaces_bytes_and_type()
    {
        var blobs = await BlobsAsync();
        await blobs.PutAsync("x", new byte[] { 1, 2, 3 }, "text/plain", None);

        await blobs.PutAsync("x", new byte[] { 4 }, "text/html", None);
        var blob = await blobs.GetAsync("x", None);

        CollectionAssert.AreEqual(new byte[] { 4 }, blob!.Content.ToArray());
        Assert.AreEqual("text/html", blob.ContentType);
    }

    [TestMethod]
    public async Task What_is_absent_is_null_can_be_deleted_and_lists_nothing_also_before_the_first_write()
    {
        var blobs = await BlobsAsync();

        var blob = await blobs.GetAsync("none", None);
        await blobs.DeleteAsync("none", None);
        var names = await NamesAsync(blobs, "");

        Assert.IsNull(blob);
        Assert.IsEmpty(names);
    }

    [TestMethod]
    public async Task A_deleted_blob_is_gone_and_another_stays()
    {
        var blobs = await BlobsAsync();
        await blobs.PutAsync("a", new byte[] { 1 }, "text/plain", None);
        await blobs.PutAsync("b", new byte[] { 1 }, "text/plain", None);

        await blobs.DeleteAsync("a", None);

        Assert.IsNull(await blobs.GetAsync("a", None));
        Assert.IsNotNull(await blobs.GetAsync("b", None));
    }

    [TestMethod]
    public async Task A_list_gives_the_names_with_the_prefix_in_order()
    {
        var blobs = await BlobsAsync();
        foreach (var name in (string[])["m/2", "m/1", "n/1", "m/10", "M/1"])
            await blobs.PutAsync(name, new byte[] { 1 }, "text/plain", None);

        var names = await NamesAsync(blobs, "m/");

        CollectionAssert.AreEqual(new[] { "m/1", "m/10", "m/2" }, names);
    }

    [TestMethod]
    public async Task A_caller_that_changes_its_bytes_later_changes_nothing_stored()
    {
        var blobs = await BlobsAsync();
        var content = new byte[] { 1 };
        await blobs.PutAsync("x", content, "text/plain", None);

        content[0] = 2;

        Assert.AreEqual(1, (await blobs.GetAsync("x", None))!.Content.Span[0]);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("a//b")]
    [DataRow("../a")]
    [DataRow("a/")]
    [DataRow("a?b")]
    [DataRow("a\\b")]
    [DataRow("a\nb")]
    public async Task A_name_that_storage_would_change_is_refused(string name)
    {
        var blobs = await BlobsAsync();

        await Assert.ThrowsExactlyAsync<ArgumentException>(() => blobs.PutAsync(name, new byte[] { 1 }, "text/plain", None));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => blobs.GetAsync(name, None));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => blobs.DeleteAsync(name, None));
    }

    private static async Task<List<string>> NamesAsync(IBlobs blobs, string prefix)
    {
        var names = new List<string>();
        await foreach (var name in blobs.ListAsync(prefix, None))
            names.Add(name);
        return names;
    }
}
