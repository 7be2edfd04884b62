using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>R27: what becomes of a deleted user.</summary>
public abstract class UserErasureStories : Story
{
    /// <summary>Every write in the long form; in the short one every fifth, not the same ones at each provider.</summary>
    private static readonly int Stride = Environment.GetEnvironmentVariable("EMAILSYNC_LONG") == "1" ? 1 : 5;

    private static readonly UserId Second = new("second");

    private int First => Stride == 1 || Homes.Ana == MailProviderName.Gmail ? 1 : 3;

    [TestMethod]
    public async Task R27_A_deleted_user_leaves_the_conversations_and_nothing_else()
    {
        var deleted = await DeletedUser.StartAsync(Homes);
        await using var seen = deleted.Seen;

        await deleted.AssertIsErasedAsync();

        Assert.AreEqual("Automatic,Later,Offer,Plans,Re: Plans", string.Join(',', (await seen.World.ConversationAsync()).Select(m => m.Subject).Order()));
    }

    [TestMethod]
    public async Task R27_Nothing_is_erased_of_a_user_who_is_put_again_in_time()
    {
        var deleted = await DeletedUser.StartAsync(Homes);
        await using var seen = deleted.Seen;
        var world = seen.World;
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Before") { Id = "1@x" });
        await world.SettleAsync();
        await deleted.DeleteAsync();
        await world.SettleAsync(TimeSpan.FromMinutes(30));

        world.Connections.RemoveAll(c => c.Location == North);
        await world.ConnectAsync(North, Ana, AnaAddress);
        await world.SettleAsync(TimeSpan.FromDays(2));

        Assert.IsFalse((await seen.EverythingAsync()).Any(line => line.Contains(" gone-", StringComparison.Ordinal)));
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "After") { Id = "2@x" });
        await world.SettleAsync();
        Assert.AreEqual("Before,After", string.Join(',', (await world.ConversationAsync()).Select(m => m.Subject).OrderDescending()));
        Assert.HasCount(2, (await world.DecisionsAsync(world.Connections.Single(c => c.Location == North))).Where(d => d.Outcome == Outcome.Synced).ToList());
    }

    [TestMethod]
    public async Task R27_A_user_who_is_put_again_later_begins_anew_and_no_webhook_id_comes_twice()
    {
        var deleted = await DeletedUser.StartAsync(Homes);
        await using var seen = deleted.Seen;
        var world = seen.World;
        await world.SettleAsync();
        var earlier = await EventIdsAsync(world);
        await deleted.DeleteAsync();
        await deleted.ComeToAnEndAsync();

        world.Connections.RemoveAll(c => c.Location == North);
        await world.ConnectAsync(North, Ana, AnaAddress);
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "New") { Id = "2@x" });
        await world.SettleAsync();

        Assert.AreEqual("New", string.Join(',', (await world.ConversationAsync()).Select(m => m.Subject)));
        var later = await EventIdsAsync(world);
        Assert.IsNotEmpty(earlier);
        Assert.IsNotEmpty(later);
        Assert.IsEmpty(later.Intersect(earlier));
    }

    [TestMethod]
    public async Task R27_The_CRM_hears_of_the_end_before_what_it_is_told_of_is_erased()
    {
        var deleted = await DeletedUser.StartAsync(Homes, hasWebhook: true);
        await using var seen = deleted.Seen;
        var world = seen.World;
        await world.SettleAsync();
        await deleted.DeleteAsync();
        await world.SettleAsync(TimeSpan.FromDays(2));
        StringAssert.Contains(await deleted.LeftAsync(), "type=" + CrmEventType.MailboxDisconnected);

        await deleted.TakeWebhookAwayAsync();
        await deleted.ComeToAnEndAsync();

        Assert.AreEqual("", await deleted.LeftAsync());
    }

    [TestMethod]
    public async Task R27_What_the_CRM_never_comes_for_is_erased_all_the_same()
    {
        var deleted = await DeletedUser.StartAsync(Homes, hasWebhook: true);
        await using var seen = deleted.Seen;
        await seen.World.SettleAsync();
        await deleted.DeleteAsync();
        await deleted.ComeToAnEndAsync();

        seen.World.Clock.Advance(TimeSpan.FromDays(36));
        await deleted.ComeToAnEndAsync();

        Assert.IsFalse((await deleted.LeftAsync()).Contains(AnaAddress, StringComparison.Ordinal));
        Assert.IsFalse((await seen.EverythingAsync()).Any(line => line.Contains(" gone-", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task R27_A_mailbox_that_another_user_shares_goes_on_with_its_log()
    {
        var deleted = await DeletedUser.StartAsync(Homes);
        await using var seen = deleted.Seen;
        var world = seen.World;
        var second = await world.ConnectAsync(North, Second, AnaAddress);
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Before") { Id = "1@x" });
        world.Deliver(AnaAddress, new AMail(Stranger, AnaAddress, "Waits") { Id = "w@x" }.Answering("late@x"));
        await world.SettleAsync();

        await deleted.DeleteAsync();
        await deleted.ComeToAnEndAsync();

        Assert.IsFalse((await deleted.LeftAsync()).Contains(world.Get<TableKeys>().Connection(North, Ana), StringComparison.Ordinal), await deleted.LeftAsync());
        Assert.HasCount(2, await world.DecisionsAsync(second));
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "What waited for it") { Id = "late@x" });
        await world.SettleAsync();
        Assert.AreEqual("Before,Waits,What waited for it", string.Join(',', (await world.ConversationAsync()).Select(m => m.Subject).Order()));
    }

    [TestMethod]
    public async Task R27_Of_two_users_who_shared_a_mailbox_and_are_deleted_together_nothing_stays()
    {
        var deleted = await DeletedUser.StartAsync(Homes);
        await using var seen = deleted.Seen;
        var world = seen.World;
        await world.ConnectAsync(North, Second, AnaAddress);
        await deleted.SeedAsync();

        await deleted.DeleteAsync();
        Assert.IsTrue(await world.Get<DeleteUser>().DeleteAsync(North, Second, None));
        await deleted.ComeToAnEndAsync();

        Assert.AreEqual("", await deleted.LeftAsync());
    }

    [TestMethod]
    public async Task R27_Whoever_listens_to_the_events_days_later_still_hears_of_the_end()
    {
        var deleted = await DeletedUser.StartAsync(Homes);
        await using var seen = deleted.Seen;
        var world = seen.World;
        await world.SettleAsync();
        var from = (await world.Get<EventLogStore>().ReadAsync(North, null, 100, None)).Events[^1].Position;
        await deleted.DeleteAsync();
        await world.SettleAsync(TimeSpan.FromHours(1));
        world.Clock.Advance(TimeSpan.FromDays(2.9));
        await world.SettleAsync(TimeSpan.FromMinutes(30));

        var told = await world.Get<EventFeed>().ReadAsync(North, new Listener(Only: null, OwnConnection: null), from, None);

        Assert.IsFalse(told.HasGap);
        CollectionAssert.Contains(told.Events.Select(e => e.Event.Type).ToList(), CrmEventType.MailboxDisconnected);
    }

    [TestMethod]
    public async Task R27_A_user_is_erased_after_a_crash_at_any_write_and_with_every_step_run_twice()
    {
        var deleted = await DeletedUser.StartAsync(Homes);
        await using var seen = deleted.Seen;
        var world = seen.World;
        await deleted.SeedAsync();

        await seen.DieOverAsync(
            First,
            Stride,
            async () =>
            {
                await world.Get<DeleteUser>().DeleteAsync(North, Ana, None);
                await deleted.ComeToAnEndAsync();
            },
            async at => Assert.AreEqual("", await deleted.LeftAsync(), at));
    }

    private static async Task<IReadOnlyList<string>> EventIdsAsync(PipelineWorld world) =>
        [.. (await world.Get<EventLogStore>().ReadAsync(North, null, 100, None)).Events.Select(e => e.Event.Id)];
}
