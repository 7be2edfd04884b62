using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Simulators.Faults;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>A watch lasts a week; a mailbox stays connected for years.</summary>
public abstract class RenewalStories : Story
{
    [TestMethod]
    public async Task A_watch_is_renewed_daily_long_before_it_ends_and_no_cursor_moves()
    {
        await using var world = await StartConnectedAsync();
        await world.SweepAsync();
        var cursors = await CursorsAsync(world);

        for (var day = 1; day <= 10; day++)
        {
            var before = await world.MailboxAsync();
            world.Clock.Advance(TimeSpan.FromDays(1));
            Assert.IsTrue(before.WatchExpiresAt > world.Clock.GetUtcNow().AddDays(4), $"day {day}");
            await world.RenewDueAsync();
            var after = await world.MailboxAsync();
            Assert.AreEqual((Delivery.Push, before.PushIdentity), (after.DeliveryAt(world.Clock.GetUtcNow()), after.PushIdentity));
            Assert.IsTrue(after.WatchExpiresAt > world.Clock.GetUtcNow().AddDays(6), $"day {day}");
        }

        CollectionAssert.AreEqual(cursors, await CursorsAsync(world));
    }

    [TestMethod]
    public async Task A_watch_that_the_provider_has_ended_is_made_anew_and_what_came_meanwhile_is_found()
    {
        await using var world = await StartConnectedAsync();
        await world.SweepAsync();
        var before = await world.MailboxAsync();
        var cursors = await CursorsAsync(world);
        world.At(AnaAddress).Control.AddFault(new FaultRule(FaultKind.ExpireWatch, new FaultMatch(Mailbox: AnaAddress)));
        world.Clock.Advance(TimeSpan.FromDays(1));
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Unheard") { Id = "1@x" });

        await world.RenewDueAsync();

        var after = await world.MailboxAsync();
        CollectionAssert.AreEqual(cursors, await CursorsAsync(world));
        Assert.IsTrue(after.WatchExpiresAt > before.WatchExpiresAt);
        if (after.Provider == MailProviderName.Outlook)
        {
            Assert.AreNotEqual(before.PushIdentity, after.PushIdentity);
            await world.SweepAsync();
            Assert.AreEqual("Unheard", (await world.ConversationAsync()).Single().Subject);
        }
    }

    [TestMethod]
    public async Task Late_notifications_of_a_former_watch_are_known_for_a_day_and_its_identity_is_forgotten_then()
    {
        await using var world = await StartConnectedAsync();
        var mailbox = await world.MailboxAsync();
        await world.Get<PushIdentities>().SaveAsync(mailbox.Provider, "former", mailbox.Id, None);
        await world.Get<MailboxStore>().UpdateAsync(mailbox.Id, m => m with { PushIdentity = "former" }, None);

        await world.Get<WatchMailbox>().RenewAsync(mailbox.Id, None);
        var renewed = await world.MailboxAsync();
        world.Clock.Advance(TimeSpan.FromHours(20));
        await world.Get<WatchMailbox>().RenewAsync(mailbox.Id, None);

        Assert.AreNotEqual("former", renewed.PushIdentity);
        Assert.AreEqual(mailbox.Id, await OwnerAsync(world, "former"));
        world.Clock.Advance(TimeSpan.FromHours(20));
        await world.Get<WatchMailbox>().RenewAsync(mailbox.Id, None);
        Assert.IsNull(await OwnerAsync(world, "former"));
        Assert.AreEqual(mailbox.Id, await OwnerAsync(world, renewed.PushIdentity!));
    }

    [TestMethod]
    public async Task A_crash_at_any_write_of_a_renewal_leaves_one_watch_that_is_known()
    {
        await using var counted = await BeforeRenewalAsync();
        var before = counted.Fuse.Writes;
        await counted.RenewDueAsync();
        var writes = counted.Fuse.Writes - before;

        for (var write = 1; write <= writes; write++)
        {
            await using var world = await BeforeRenewalAsync();
            world.Fuse.DieAfter(write);
            try
            {
                await world.RenewDueAsync();
            }
            catch (ProcessDiedException)
            {
                await world.RestartAsync();
            }
            await world.RenewDueAsync();

            var mailbox = await world.MailboxAsync();
            Assert.AreEqual(Delivery.Push, mailbox.DeliveryAt(world.Clock.GetUtcNow()), $"after write {write} of {writes}");
            Assert.AreEqual(mailbox.Id, await OwnerAsync(world, mailbox.PushIdentity!), $"after write {write} of {writes}");
            if (mailbox.Provider == MailProviderName.Outlook)
                Assert.AreEqual(mailbox.PushIdentity, world.Subscriptions(AnaAddress).Single(), $"after write {write} of {writes}");
            Assert.IsTrue(await IsRenewalDueAsync(world, mailbox), $"after write {write} of {writes}");
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task R6_A_renewal_that_outlasts_the_end_of_the_connection_leaves_no_watch_behind(bool triesHard)
    {
        await using var world = await BeforeRenewalAsync();
        var before = await world.MailboxAsync();

        // The old watch has ended by itself, so that the renewal makes another.
        world.At(AnaAddress).Control.AddFault(new FaultRule(FaultKind.ExpireWatch, new FaultMatch(Mailbox: AnaAddress)));
        string? made = null;
        world.AfterWatch = async () =>
        {
            world.AfterWatch = null;
            made = world.Watches(AnaAddress).Single();
            Assert.IsTrue(await world.Get<DisconnectMailbox>().BeginAsync(North, Ana, None));
            if (triesHard)
                world.Fault(FaultKind.Status, "*" + world.At(AnaAddress).Unwatch.Path + "*", times: 3, status: 503, method: world.At(AnaAddress).Unwatch.Method);
            await world.SettleAsync(TimeSpan.FromMinutes(4));
        };

        await world.RenewDueAsync();
        await world.SettleAsync(TimeSpan.FromHours(1));

        Assert.IsNotNull(made);
        Assert.IsEmpty(world.Watches(AnaAddress));
        var mailbox = await world.MailboxAsync();
        Assert.AreEqual((MailboxStatus.Disconnected, null, null), (mailbox.Status, mailbox.PushIdentity, mailbox.RenewAt));
        Assert.IsNull(await OwnerAsync(world, made));
        Assert.IsNull(await OwnerAsync(world, before.PushIdentity!));
        Assert.AreEqual(1, (await world.ToldAsync(world.Connections[0])).Count(e => e == Core.Crm.CrmEventType.MailboxDisconnected));
    }

    [TestMethod]
    public async Task R6_A_renewal_that_nobody_waits_for_any_more_leaves_nothing_with_us()
    {
        await using var world = await BeforeRenewalAsync();
        world.At(AnaAddress).Control.AddFault(new FaultRule(FaultKind.ExpireWatch, new FaultMatch(Mailbox: AnaAddress)));
        string? made = null;
        world.AfterWatch = async () =>
        {
            world.AfterWatch = null;
            made = world.Watches(AnaAddress).Single();
            Assert.IsTrue(await world.Get<DisconnectMailbox>().BeginAsync(North, Ana, None));
            await world.SettleAsync(TimeSpan.FromHours(1));
            Assert.AreEqual(MailboxStatus.Disconnected, (await world.MailboxAsync()).Status);
        };

        await world.RenewDueAsync();
        await world.SettleAsync(TimeSpan.FromHours(1));

        Assert.IsNotNull(made);
        Assert.IsNull(await OwnerAsync(world, made));
        var mailbox = await world.MailboxAsync();
        Assert.AreEqual((MailboxStatus.Disconnected, null, null), (mailbox.Status, mailbox.PushIdentity, mailbox.RenewAt));
    }

    [TestMethod]
    [DataRow(403)]
    [DataRow(429)]
    [DataRow(503)]
    public async Task A_renewal_that_is_refused_is_tried_again_and_leaves_the_running_watch_alone(int status)
    {
        await using var world = await StartConnectedAsync();
        await world.SweepAsync();
        var before = await world.MailboxAsync();
        world.Clock.Advance(TimeSpan.FromDays(1));
        world.Fault(FaultKind.Status, world.At(AnaAddress).WatchPath, times: 2, status: status);

        await world.RenewDueAsync();
        var refused = await world.MailboxAsync();

        Assert.AreEqual((MailboxStatus.Connected, Delivery.Push, before.PushIdentity), (refused.Status, refused.DeliveryAt(world.Clock.GetUtcNow()), refused.PushIdentity));
        Assert.IsGreaterThan(0, refused.Push.FailedWatches);
        world.At(AnaAddress).Control.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromHours(7));
        await world.RenewDueAsync();
        Assert.AreEqual(0, (await world.MailboxAsync()).Push.FailedWatches);
        Assert.IsTrue((await world.MailboxAsync()).WatchExpiresAt > before.WatchExpiresAt);
    }

    [TestMethod]
    public async Task R7_A_grant_that_turns_out_dead_at_a_renewal_asks_for_signing_in_again()
    {
        await using var world = await StartConnectedAsync();
        await world.SweepAsync();
        world.Clock.Advance(TimeSpan.FromDays(1));
        world.At(AnaAddress).Revoke(AnaAddress);

        await world.RenewDueAsync();

        Assert.AreEqual(MailboxStatus.ReauthRequired, (await world.MailboxAsync()).Status);
    }

    [TestMethod]
    public async Task A_renewal_that_runs_twice_is_one()
    {
        await using var world = await BeforeRenewalAsync();
        world.RunTwice = true;

        await world.RenewDueAsync();

        var mailbox = await world.MailboxAsync();
        Assert.AreEqual(mailbox.Id, await OwnerAsync(world, mailbox.PushIdentity!));
        Assert.IsTrue(await IsRenewalDueAsync(world, mailbox));
    }

    /// <summary>A day after connecting; the provider has lost the watch meanwhile.</summary>
    private async Task<PipelineWorld> BeforeRenewalAsync()
    {
        var world = await StartConnectedAsync();
        await world.SweepAsync();
        world.At(AnaAddress).Control.AddFault(new FaultRule(FaultKind.ExpireWatch, new FaultMatch(Mailbox: AnaAddress)));
        world.Clock.Advance(TimeSpan.FromDays(1));
        return world;
    }

    private static Task<MailboxId?> OwnerAsync(PipelineWorld world, string identity) =>
        world.Get<PushIdentities>().FindAsync(world.At(AnaAddress).Provider, identity, None);

    /// <summary>The pointer that the mailbox's row names stands among the due work.</summary>
    private static async Task<bool> IsRenewalDueAsync(PipelineWorld world, Mailbox mailbox)
    {
        await foreach (var item in world.Get<DueStore>().ListDueAsync(DueKind.Renew, TableKeys.Shard(mailbox.Id.Value), mailbox.RenewAt!.Value, None))
        {
            if (item.Subject == mailbox.Id.Value && item.RowKey.StartsWith(TableKeys.Oldest(mailbox.RenewAt.Value), StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    private static async Task<List<FeedCursor>> CursorsAsync(PipelineWorld world)
    {
        var cursors = new List<FeedCursor>();
        await foreach (var stored in world.Get<FeedStore>().ListAsync(world.Connections[0].Mailbox, None))
            cursors.Add(stored.Cursor);
        return cursors;
    }
}
