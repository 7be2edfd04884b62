using EmailSync.Core.Crm;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>Invariant 2: what a sweep finds, and what it need not find.</summary>
[TestClass]
public sealed class SweepStories
{
    [TestMethod]
    public async Task Invariant_2_An_item_that_fails_keeps_no_other_from_being_found_and_is_told_of()
    {
        await using var world = await PipelineWorld.StartAsync(Homes.Gmail);
        var broken = (await world.ConnectAsync(North, Ana, AnaAddress)).Mailbox;
        var well = (await world.ConnectAsync(North, Ben, BenAddress)).Mailbox;
        await world.SettleAsync();
        var mailboxes = world.Get<ITables>()[TableNames.Mailboxes];
        var row = (await mailboxes.GetAsync(broken.Value, "mailbox", None))!;
        row["status"] = "OfALaterVersion";
        await mailboxes.UpsertAsync(row, None);
        world.Clock.Advance(TimeSpan.FromHours(25));

        var (work, failure) = await world.Get<DueSweep>().FindAsync(None);

        Assert.IsInstanceOfType<ArgumentException>(failure?.SourceException);
        CollectionAssert.Contains(work.Mailboxes.ToList(), well);
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => world.Get<DueSweep>().CollectAsync(None));
    }

    [TestMethod]
    public async Task Nothing_is_left_to_look_for_once_a_mail_is_told()
    {
        await using var world = await PipelineWorld.StartAsync(Homes.Gmail);
        await world.ConnectAsync(North, Ana, AnaAddress);
        var north = (await world.Get<DirectoryStore>().GetLocationAsync(North, None))!;
        await world.Get<DirectoryStore>().SaveLocationAsync(north with { Webhook = null }, None);
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Plans") { Id = "1@x" });
        await world.SettleAsync(TimeSpan.FromSeconds(15));
        var stream = EventStream.Of(world.Get<TableKeys>().ConversationOf(North, Carla));
        Assert.HasCount(1, await MarkersAsync(world, stream));

        await world.Get<DeliverOutbox>().DeliverAsync(stream, None);

        Assert.HasCount(1, (await world.Get<EventLogStore>().ReadAsync(North, null, 100, None)).Events.Where(e => e.Event.Stream == stream).ToList());
        Assert.IsEmpty(await MarkersAsync(world, stream));
    }

    private static async Task<IReadOnlyList<DueItem>> MarkersAsync(PipelineWorld world, EventStream stream)
    {
        var far = world.Clock.GetUtcNow().AddDays(1);
        return [.. (await world.Get<DueStore>().ListDueAsync(DueKind.Deliver, TableKeys.Shard(stream.Value), far, None).ToListAsync()).Where(i => i.Subject == stream.Value)];
    }
}
