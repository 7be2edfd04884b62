using EmailSync.Tests.Storage;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

[TestClass]
public sealed class ErasureOnAzuriteTests
{
    [TestMethod]
    public async Task R27_A_deleted_contact_leaves_nothing_in_real_storage()
    {
        await using var seen = await ErasureWorld.StartAsync(Homes.Gmail, await AzuriteFixture.TablesAsync(), await AzuriteFixture.BlobsAsync());
        await ErasureStories.SeedAsync(seen.World);
        var neighbour = await seen.NeighbourAsync();
        Assert.IsNotEmpty(await seen.LeftOfCarlaAsync(ErasureStories.OurMail));

        await seen.World.DeleteContactAsync(North, Carla);
        await seen.ComeToAnEndAsync();

        Assert.AreEqual("", string.Join('\n', await seen.LeftOfCarlaAsync(ErasureStories.OurMail)));
        Assert.AreEqual(neighbour, await seen.NeighbourAsync());
    }

    [TestMethod]
    public async Task R27_A_deleted_location_leaves_nothing_in_real_storage()
    {
        var deleted = await DeletedLocation.StartAsync(Homes.Gmail, await AzuriteFixture.TablesAsync(), await AzuriteFixture.BlobsAsync());
        await using var seen = deleted.Seen;
        await deleted.SeedAsync();
        var neighbour = await seen.NeighbourAsync();
        deleted.AssertIsEverywhere(await deleted.LeftAsync());

        await deleted.DeleteAsync();
        await deleted.ComeToAnEndAsync();

        Assert.AreEqual("", await deleted.LeftAsync());
        Assert.AreEqual(neighbour, await seen.NeighbourAsync());
    }

    [TestMethod]
    public async Task R27_A_deleted_user_leaves_nothing_but_conversations_in_real_storage()
    {
        var deleted = await DeletedUser.StartAsync(Homes.Gmail, tables: await AzuriteFixture.TablesAsync(), blobs: await AzuriteFixture.BlobsAsync());
        await using var seen = deleted.Seen;

        await deleted.AssertIsErasedAsync();
    }
}
