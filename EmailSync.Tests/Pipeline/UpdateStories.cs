using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Core.Updates;
using EmailSync.Simulators.Control;
using EmailSync.Simulators.Faults;
using static EmailSync.Tests.Pipeline.PipelineWorld;
using MessageChange = EmailSync.Simulators.Control.MessageChange;

namespace EmailSync.Tests.Pipeline;

/// <summary>R25: read state, trash and deletion travel both ways; R26: each user has a state of their own.</summary>
public abstract class UpdateStories : Story
{
    [TestMethod]
    public async Task R25_What_the_person_does_is_shown_and_the_crm_is_told_once_of_each()
    {
        await using var world = await StartWithMailAsync();
        var seen = new List<string>();

        foreach (var change in (MessageChange[])
        [
            new(Read: true), new(Folder: "archive"), new(Folder: "trash"), new(Folder: "inbox"), new(Read: false), new(Folder: "spam"), new(Folder: "inbox"),
            new(Deleted: true),
        ])
        {
            await DoesAsync(world, change);
            seen.Add($"{await StateAsync(world)} {await world.UpdatesToldAsync()}");
        }

        CollectionAssert.AreEqual(
            new[] { "read 1", "read 1", "read trashed 2", "read 3", "unread 4", "unread 4", "unread 4", "unread deleted 5" }, seen);
        Assert.HasCount(1, await world.DecisionsAsync(world.Connections[0]));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task R25_What_the_crm_wants_reaches_the_mailbox_and_its_echo_tells_nothing(bool runTwice)
    {
        await using var world = await StartWithMailAsync();
        world.RunTwice = runTwice;
        var seen = new List<string>();

        foreach (var (read, trashed) in ((bool?, bool?)[])[(true, null), (null, true), (false, false), (true, true), (true, true)])
        {
            await WantsAsync(world, read, trashed);
            var at = await StateAsync(world);
            await world.SettleAsync();
            var mail = Mail(world);
            seen.Add($"{at} | {await StateAsync(world)} | {(mail.Read ? "read" : "unread")} {mail.Folder} {await world.UpdatesToldAsync()}");
        }

        CollectionAssert.AreEqual(
            new[]
            {
                "read pending | read | read inbox 1", "read trashed pending | read trashed | read trash 2", "unread pending | unread | unread inbox 3",
                "read trashed pending | read trashed | read trash 4", "read trashed | read trashed | read trash 4",
            },
            seen);
        Assert.HasCount(1, await world.DecisionsAsync(world.Connections[0]));
    }

    [TestMethod]
    public async Task R25_What_the_crm_restores_goes_back_to_where_it_was()
    {
        await using var world = await StartWithMailAsync();
        await DoesAsync(world, new MessageChange(Folder: "archive"));

        await WantsAsync(world, trashed: true);
        await world.SettleAsync();
        var thrown = Mail(world).Folder;
        await WantsAsync(world, trashed: false);
        await world.SettleAsync();

        Assert.AreEqual(("trash", "archive"), (thrown, Mail(world).Folder));
    }

    [TestMethod]
    public async Task R25_What_the_person_threw_away_the_crm_restores_to_the_inbox_and_own_mail_to_sent()
    {
        await using var world = await StartWithMailAsync();
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        world.SendFromClient(AnaAddress, new AMail(AnaAddress, CarlaAddress, "Own") { Id = "own@x" });
        await world.SettleAsync();
        foreach (var mail in world.Folder(AnaAddress, "all"))
            world.At(AnaAddress).Change(AnaAddress, mail.Id, new MessageChange(Folder: "trash"));
        await world.SettleAsync();

        foreach (var message in await world.ConversationAsync())
            Assert.IsInstanceOfType<UpdateAcceptance.Accepted>(await world.WishAsync(message.Id, trashed: false));
        await world.SettleAsync();

        Assert.AreEqual("inbox, sent", string.Join(", ", world.Folder(AnaAddress, "all").OrderBy(m => m.Folder).Select(m => m.Folder)));
        Assert.IsTrue((await world.ConversationAsync()).All(m => m.Copies.All(c => !c.Trashed && c.Wish is null)));
    }

    [TestMethod]
    public async Task R25_The_crms_later_wish_wins_until_the_mailbox_has_it_and_then_the_mailbox_is_the_truth()
    {
        await using var world = await StartWithMailAsync();
        await DoesAsync(world, new MessageChange(Read: true));

        // Both at once: the person throws it away and the CRM wants it unread and not in the trash.
        await WantsAsync(world, read: false);
        world.At(AnaAddress).Change(AnaAddress, Mail(world).Id, new MessageChange(Folder: "trash"));
        await world.SyncAsync(world.Connections[0].Mailbox);
        var meanwhile = await StateAsync(world);
        await world.SettleAsync();
        var agreed = (await StateAsync(world), Mail(world).Read, Mail(world).Folder);
        await DoesAsync(world, new MessageChange(Folder: "inbox"));
        await DoesAsync(world, new MessageChange(Read: true));

        Assert.AreEqual("unread trashed pending", meanwhile);
        Assert.AreEqual(("unread trashed", false, "trash"), agreed);
        Assert.AreEqual("read", await StateAsync(world));
        Assert.AreEqual((true, "inbox"), (Mail(world).Read, Mail(world).Folder));
        Assert.AreEqual(5, await world.UpdatesToldAsync());
    }

    [TestMethod]
    public async Task R26_The_copies_of_two_users_have_states_of_their_own()
    {
        await using var world = await StartConnectedAsync();
        await world.ConnectAsync(North, Ben, BenAddress);
        var mail = new AMail(CarlaAddress, $"{AnaAddress}, {BenAddress}", "Plans") { Id = "1@x" };
        world.Deliver(AnaAddress, mail);
        world.Deliver(BenAddress, mail);
        await world.SettleAsync();

        world.At(BenAddress).Change(BenAddress, world.Folder(BenAddress, "inbox").Single().Id, new MessageChange(Folder: "trash"));
        await WantsAsync(world, read: true);
        await world.SettleAsync();

        var copies = (await world.ConversationAsync()).Single().Copies.Select(c => c.Describe()).Order(StringComparer.Ordinal);
        Assert.AreEqual("ana read, ben unread trashed", string.Join(", ", copies));
        Assert.AreEqual((true, "inbox"), (Mail(world).Read, Mail(world).Folder));
        Assert.IsFalse(world.Folder(BenAddress, "trash").Single().Read);
    }

    [TestMethod]
    public async Task R25_A_mailbox_in_two_locations_carries_the_change_of_one_to_the_other()
    {
        await using var world = await StartConnectedAsync();
        await world.KnowLocationAsync(South, AssignmentPolicy.Never);
        await world.KnowLocationAsync(North, AssignmentPolicy.Never);
        await world.KnowAsync(South, Carla, CarlaAddress);
        await world.ConnectAsync(South, Ana, AnaAddress);
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Plans") { Id = "1@x" });
        await world.SettleAsync();

        await WantsAsync(world, read: true);
        await world.SettleAsync();
        await world.SettleAsync();

        Assert.IsTrue((await world.ConversationAsync(South, Carla)).Single().Copies.Single().Read);
        Assert.AreEqual((1, 1), (await world.UpdatesToldAsync(), await world.UpdatesToldAsync(South, Carla)));
    }

    [TestMethod]
    public async Task R6_A_connection_that_has_ended_takes_and_sends_no_updates()
    {
        await using var world = await StartWithMailAsync();
        var target = (await world.Get<SyncTargets>().FindAsync(world.Connections[0].Mailbox, None))!;
        var id = new ProviderMessageId(Mail(world).Id);
        await WantsAsync(world, read: true);

        // What began before the end is in flight.
        Assert.IsTrue(await world.Get<DisconnectMailbox>().BeginAsync(North, Ana, None));
        await world.Get<CopyUpdates>().TakeOverAsync(target, id, new StateNews(Trashed: true) { At = world.Clock.GetUtcNow() }, None);
        await world.SettleAsync();

        Assert.AreEqual("unread mailbox_not_connected", await StateAsync(world));
        Assert.IsFalse(Mail(world).Read);
    }

    [TestMethod]
    public async Task R25_A_wish_for_a_copy_that_is_not_there_or_a_mailbox_that_takes_none_is_refused()
    {
        await using var world = await StartWithMailAsync();
        var message = (await world.ConversationAsync()).Single().Id;

        Assert.AreEqual("no_mailbox_copy", Code(await world.WishAsync(message, read: true, user: Ben)));
        await world.Get<MailboxStore>().UpdateAsync(world.Connections[0].Mailbox, m => m with { Status = MailboxStatus.ReauthRequired }, None);
        Assert.AreEqual("reauth_required", Code(await world.WishAsync(message, read: true)));
        await world.Get<MailboxStore>().UpdateAsync(world.Connections[0].Mailbox, m => m with { Status = MailboxStatus.Connected }, None);
        await DoesAsync(world, new MessageChange(Deleted: true));
        Assert.AreEqual("deleted_in_mailbox", Code(await world.WishAsync(message, read: true)));
        Assert.AreEqual("unread deleted", await StateAsync(world));

        static string Code(UpdateAcceptance answer) => Assert.IsInstanceOfType<UpdateAcceptance.Refused>(answer).Code;
    }

    [TestMethod]
    public async Task R25_A_provider_that_fails_for_a_while_has_the_wish_in_the_end()
    {
        await using var world = await StartWithMailAsync();
        world.Fault(FaultKind.Status, "*/messages/*", times: 3, status: 503, method: world.At(AnaAddress).MarkMethod);
        world.Fault(FaultKind.EffectThenError, "*/messages/*", times: 1, status: 500, method: world.At(AnaAddress).MarkMethod);

        await WantsAsync(world, read: true);
        await world.SettleAsync(TimeSpan.FromHours(2));

        Assert.AreEqual("read", await StateAsync(world));
        Assert.IsTrue(Mail(world).Read);
        Assert.AreEqual(1, await world.UpdatesToldAsync());
    }

    [TestMethod]
    public async Task R25_A_wish_that_the_provider_refuses_is_given_up_and_the_crm_sees_why()
    {
        await using var world = await StartWithMailAsync();
        world.Fault(FaultKind.Status, "*/messages/*", times: 1, status: 400, method: world.At(AnaAddress).MarkMethod);

        await WantsAsync(world, read: true);
        await world.SettleAsync();

        Assert.AreEqual("unread rejected_by_provider", await StateAsync(world));
        Assert.AreEqual(2, await world.UpdatesToldAsync());
    }

    [TestMethod]
    public async Task R25_A_wish_for_a_message_that_is_gone_by_now_is_given_up_and_the_copy_marked()
    {
        await using var world = await StartWithMailAsync();
        world.At(AnaAddress).Change(AnaAddress, Mail(world).Id, new MessageChange(Deleted: true));

        await WantsAsync(world, trashed: true);
        await world.SettleAsync();

        Assert.AreEqual("unread deleted deleted_in_mailbox", await StateAsync(world));
    }

    [TestMethod]
    public async Task R25_Mail_that_is_synced_nowhere_costs_no_call_and_what_a_page_says_of_synced_mail_none_either()
    {
        await using var world = await StartWithMailAsync();
        var stranger = world.Deliver(AnaAddress, new AMail(Stranger, AnaAddress, "News") { Id = "news@x" });
        await world.SettleAsync();
        var before = Reads(world);

        world.At(AnaAddress).Change(AnaAddress, stranger, new MessageChange(Read: true));
        world.At(AnaAddress).Change(AnaAddress, Mail(world).Id, new MessageChange(Read: true));
        await world.SettleAsync();
        world.At(AnaAddress).Change(AnaAddress, stranger, new MessageChange(Folder: "trash"));
        await world.SettleAsync();

        Assert.AreEqual("read", await StateAsync(world));
        Assert.AreEqual(before, Reads(world));
    }

    [TestMethod]
    public async Task R23_A_message_that_was_skipped_as_trash_syncs_when_it_is_restored()
    {
        await using var world = await StartConnectedAsync();
        await world.SettleAsync();
        var id = world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Plans") { Id = "1@x" });
        world.At(AnaAddress).Change(AnaAddress, id, new MessageChange(Folder: "trash"));
        await world.SettleAsync();
        var before = (await world.ConversationAsync()).Count;

        world.At(AnaAddress).Change(AnaAddress, id, new MessageChange(Folder: "inbox"));
        await world.SettleAsync();

        Assert.AreEqual(0, before);
        Assert.AreEqual("unread", await StateAsync(world));
    }

    private async Task<PipelineWorld> StartWithMailAsync()
    {
        var world = await StartConnectedAsync();
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Plans") { Id = "1@x" });
        await world.SettleAsync();
        return world;
    }

    private static MailSeen Mail(PipelineWorld world) => world.Folder(AnaAddress, "all").Single(m => m.Subject == "Plans");

    private static async Task<string> StateAsync(PipelineWorld world) =>
        (await world.ConversationAsync()).Single(m => m.Subject == "Plans").Copies.Single(c => c.User == Ana).Describe()["ana ".Length..];

    private static async Task DoesAsync(PipelineWorld world, MessageChange change)
    {
        world.At(AnaAddress).Change(AnaAddress, Mail(world).Id, change);
        await world.SettleAsync();
    }

    private static async Task WantsAsync(PipelineWorld world, bool? read = null, bool? trashed = null)
    {
        var message = (await world.ConversationAsync()).Single(m => m.Subject == "Plans");
        Assert.IsInstanceOfType<UpdateAcceptance.Accepted>(await world.WishAsync(message.Id, read, trashed));
    }

    /// <summary>Calls that read a single message.</summary>
    private static int Reads(PipelineWorld world) => world.At(AnaAddress).Control.Calls.List(AnaAddress)
        .Where(call => call.Method == "GET" && call.Path.EndsWith("/messages/{id}", StringComparison.Ordinal)).Sum(call => call.Count);
}
