using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>R27: what becomes of a deleted location.</summary>
public abstract class LocationErasureStories : Story
{
    /// <summary>Every write in the long form; in the short one every seventh, not the same ones at each provider.</summary>
    private static readonly int Stride = Environment.GetEnvironmentVariable("EMAILSYNC_LONG") == "1" ? 1 : 7;

    private int First => Stride == 1 || Homes.Ana == MailProviderName.Gmail ? 1 : 4;

    private const string Later = "Mon, 02 Mar 2026 10:00:00 +0000";

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
        deleted.AssertIsEverywhere(await deleted.LeftAsync());

        await deleted.DeleteAsync();
        await deleted.ComeToAnEndAsync();

        Assert.AreEqual("", await deleted.LeftAsync());
        Assert.AreEqual(neighbour, await seen.NeighbourAsync());
        Assert.IsNotNull(await world.Get<IMailboxTokens>().RefreshTokenAsync(shared, None));
        Assert.IsNotNull((await world.Get<MailboxStore>().GetAsync(shared, None))!.WatchExpiresAt);
        Assert.IsEmpty(world.Folder(AnaAddress, "drafts"));
        Assert.IsFalse(world.Folder(AnaAddress, "sent").Any(m => m.Subject == "Later"));
        world.Deliver(BenAddress, new AMail(ErasureWorld.SofiaAddress, BenAddress, "Still here") { Id = "s2@x" });
        await world.SettleAsync();
        Assert.AreEqual("South,Still here", string.Join(',', (await world.ConversationAsync(South, ErasureWorld.Sofia)).Select(m => m.Subject)));
    }

    [TestMethod]
    public async Task R27_A_location_is_unknown_at_once_refused_while_it_is_erased_and_begins_empty_when_it_is_put_again()
    {
        var deleted = await DeletedLocation.StartAsync(Homes);
        await using var seen = deleted.Seen;
        var world = seen.World;
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Plans") { Id = "1@x" });
        await world.AcceptAsync("key");
        await world.SettleAsync();
        Assert.HasCount(2, await world.ConversationAsync());

        await deleted.DeleteAsync();

        Assert.IsNull(await world.DeleteLocationAsync(North));
        Assert.IsNull(await world.Get<DirectoryStore>().GetLocationAsync(North, None));
        Assert.IsFalse(await PutAsync(world));
        Assert.AreEqual("unknown_location", ((SendAcceptance.Refused)await world.AcceptAsync("other")).Code);
        Assert.AreEqual("error", Query(await world.SignInAsync(North, Ana, AnaAddress), "status"));
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Late") { Id = "2@x" });
        await world.SettleAsync(TimeSpan.FromHours(12));
        Assert.IsEmpty(await world.ConversationAsync());
        Assert.IsFalse(await PutAsync(world));

        await deleted.ComeToAnEndAsync();
        Assert.IsTrue(await PutAsync(world));
        await world.KnowAsync(North, Carla, CarlaAddress);
        Assert.IsEmpty(await world.ConversationAsync());
        world.Connections.Clear();
        await world.ConnectAsync(North, Ana, AnaAddress);
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "New") { Id = "3@x" });
        Assert.IsInstanceOfType<SendAcceptance.Accepted>(await world.AcceptAsync("key", "Again"));
        await world.SettleAsync();

        Assert.AreEqual("Again,New", string.Join(',', (await world.ConversationAsync()).Select(m => m.Subject)));
    }

    [TestMethod]
    public async Task R27_Mail_that_is_being_stored_while_the_location_is_deleted_leaves_nothing_at_whichever_write()
    {
        for (var write = First; ; write += Stride)
        {
            var deleted = await DeletedLocation.StartAsync(Homes);
            await using var seen = deleted.Seen;
            var world = seen.World;
            world.Deliver(BenAddress, new AMail(CarlaAddress, BenAddress, "Plans") { Id = "1@x" });
            world.Deliver(BenAddress, new AMail(Stranger, BenAddress, "Re: Plans") { Id = "2@x", Date = Later }.Answering("1@x"));
            seen.Tables.InterruptAfter(write, async () =>
            {
                await deleted.DeleteAsync();
                await world.EraseAsync(world.Get<LocationErasureStore>().SubjectOf(North));
            });
            await world.SettleAsync(TimeSpan.FromSeconds(30));
            if (!seen.Tables.HasInterrupted)
                break;
            await deleted.ComeToAnEndAsync();

            Assert.AreEqual("", await deleted.LeftAsync("1@x", "2@x"), $"deleted after write {write}");
        }
    }

    [TestMethod]
    public async Task R27_A_send_that_is_on_its_way_while_the_location_is_deleted_leaves_nothing_at_whichever_write()
    {
        for (var write = First; ; write += Stride)
        {
            var deleted = await DeletedLocation.StartAsync(Homes);
            await using var seen = deleted.Seen;
            var world = seen.World;
            seen.Tables.InterruptAfter(write, async () =>
            {
                await deleted.DeleteAsync();
                await world.EraseAsync(world.Get<LocationErasureStore>().SubjectOf(North));
            });

            var accepted = await world.AcceptAsync("key");
            await world.SettleAsync(TimeSpan.FromSeconds(30));
            if (!seen.Tables.HasInterrupted)
                break;
            await deleted.ComeToAnEndAsync();

            var at = $"deleted after write {write}, {accepted}";
            Assert.AreEqual("", await deleted.LeftAsync(), at);
            Assert.IsEmpty(world.Folder(AnaAddress, "drafts"), at);
            Assert.IsLessThanOrEqualTo(1, world.Folder(AnaAddress, "sent").Count, at);
        }
    }

    [TestMethod]
    public async Task R27_A_location_is_erased_after_a_crash_at_any_write_and_with_every_step_run_twice()
    {
        var deleted = await DeletedLocation.StartAsync(Homes);
        await using var seen = deleted.Seen;
        var world = seen.World;
        await ErasureStories.SeedAsync(world);
        await world.AcceptAsync("late", "Late");
        var neighbour = await NeighbourAsync(seen);

        await seen.DieOverAsync(
            First,
            Stride,
            async () =>
            {
                await world.DeleteLocationAsync(North);
                await deleted.ComeToAnEndAsync();
            },
            async at =>
            {
                Assert.AreEqual("", await deleted.LeftAsync(), at);
                Assert.AreEqual(neighbour, await NeighbourAsync(seen), at);
            });
    }

    /// <summary>Days pass with every crash, and a log is not kept for ever.</summary>
    private static async Task<string> NeighbourAsync(ErasureWorld seen) => string.Join(
        '\n', (await seen.NeighbourAsync()).Split('\n').Where(l => !l.StartsWith(TableNames.Decisions, StringComparison.Ordinal)));

    private static Task<bool> PutAsync(PipelineWorld world) =>
        world.Get<DirectoryStore>().SaveLocationAsync(new Location(North, "North", new LocationSettings(), null, "{}"), None);
}
