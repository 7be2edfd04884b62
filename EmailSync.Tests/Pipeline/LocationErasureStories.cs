using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>R27: what becomes of a deleted location.</summary>
public abstract class LocationErasureStories : Story
{
    [TestMethod]
    public async Task R27_A_deleted_location_leaves_nothing_and_another_that_shares_a_mailbox_is_untouched()
    {
        var deleted = await DeletedLocation.StartAsync(Homes);
        await using var seen = deleted.Seen;
        var world = seen.World;
        await deleted.SeedAsync();
        var neighbour = await seen.NeighbourAsync();
        StringAssert.Contains(neighbour, "blob ");
        var shared = world.Connections.First(c => c.Location == South).Mailbox;

        await deleted.DeleteAsync();
        await deleted.ComeToAnEndAsync();

        Assert.AreEqual("", await deleted.LeftAsync());
        Assert.AreEqual(neighbour, await seen.NeighbourAsync());
        Assert.IsNotNull(await world.Get<IMailboxTokens>().RefreshTokenAsync(shared, None));
        Assert.IsNotNull((await world.Get<MailboxStore>().GetAsync(shared, None))!.WatchExpiresAt);
        world.Deliver(BenAddress, new AMail(ErasureWorld.SofiaAddress, BenAddress, "Still here") { Id = "s2@x" });
        await world.SettleAsync();
        Assert.AreEqual("South,Still here", string.Join(',', (await world.ConversationAsync(South, ErasureWorld.Sofia)).Select(m => m.Subject)));
    }
}
