using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Simulators.Faults;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>R6 and R8: what ends, what stays, and what comes after.</summary>
public abstract class DisconnectStories : Story
{
    private static readonly TimeSpan longEnough = TimeSpan.FromHours(1);

    [TestMethod]
    public async Task R6_Disconnecting_ends_the_sync_and_leaves_what_was_synced_and_nothing_else()
    {
        await using var world = await StartConnectedAsync();
        var connection = world.Connections[0];
        world.Deliver(AnaAddress, Mail("Before"));
        await world.SettleAsync();
        var pushes = (await world.Get<MailboxStore>().GetAsync(connection.Mailbox, None))!.PushIdentity!;

        Assert.IsTrue(await DisconnectAsync(world));
        Assert.AreEqual(MailboxStatus.Disconnecting, await StatusAsync(world));
        world.Deliver(AnaAddress, Mail("After"));
        await world.SettleAsync();

        Assert.AreEqual(MailboxStatus.Disconnected, await StatusAsync(world));
        Assert.AreEqual("Before", (await world.ConversationAsync()).Single().Subject);
        Assert.AreEqual(1, world.At(AnaAddress).Unwatched);
        Assert.IsNull(await world.Get<IMailboxTokens>().RefreshTokenAsync(connection.Mailbox, None));
        Assert.IsNull(await world.Get<PushIdentities>().FindAsync(Homes.Ana, pushes, None));
        Assert.IsEmpty(await world.Get<ConnectionStore>().AddressesOfAsync(connection, None));
        Assert.IsEmpty(await world.Get<MailboxStore>().ConnectionsInAsync(North, None));
        Assert.IsNull(await world.Get<DirtyStore>().ReadAsync(connection.Mailbox, None));
        await foreach (var feed in world.Get<FeedStore>().ListAsync(connection.Mailbox, None))
            Assert.Fail($"The position of {feed.Cursor.Feed} was kept.");
        Assert.IsFalse(await DisconnectAsync(world));
        CollectionAssert.AreEqual(
            new[] { CrmEventType.MailboxConnected, CrmEventType.MailboxDisconnected }, (await world.ToldAsync(connection)).ToArray());
    }

    [TestMethod]
    public async Task R27_Deleting_a_user_disconnects_and_leaves_the_conversations()
    {
        await using var world = await StartConnectedAsync();
        var connection = world.Connections[0];
        world.Deliver(AnaAddress, Mail("Before"));
        await world.SettleAsync();

        Assert.IsTrue(await world.Get<DeleteUser>().DeleteAsync(North, Ana, None));
        world.Deliver(AnaAddress, Mail("After"));
        await world.SettleAsync(longEnough);

        Assert.IsFalse(await world.Get<DeleteUser>().DeleteAsync(North, Ana, None));
        Assert.AreEqual(MailboxStatus.Disconnected, await StatusAsync(world));
        Assert.IsNull(await world.Get<IMailboxTokens>().RefreshTokenAsync(connection.Mailbox, None));
        Assert.AreEqual("Before", (await world.ConversationAsync()).Single().Subject);
        Assert.IsTrue(EmailAddress.TryParse(AnaAddress, out var address));
        Assert.IsFalse((await world.Get<AddressIndex>().FindAsync(North, address, None)).IsInternal);
    }

    [TestMethod]
    public async Task R27_Nobody_can_sign_in_for_a_user_who_was_deleted_meanwhile()
    {
        await using var world = await StartAsync();

        var back = await world.SignInAsync(
            North, Ana, AnaAddress, meanwhile: async () => Assert.IsTrue(await world.Get<DeleteUser>().DeleteAsync(North, Ana, None)));

        Assert.AreEqual(("error", "unknown_user"), (Query(back, "status"), Query(back, "code")));
        Assert.IsEmpty(await world.Get<MailboxStore>().ConnectionsInAsync(North, None));
    }

    [TestMethod]
    public async Task R6_The_grant_is_dead_at_the_provider_where_it_can_be_revoked()
    {
        if (Homes.Ana != MailProviderName.Gmail)
            Assert.Inconclusive("Microsoft offers no revocation by the app.");
        await using var world = await StartConnectedAsync();
        var refreshToken = (await world.Get<IMailboxTokens>().RefreshTokenAsync(world.Connections[0].Mailbox, None))!;
        world.Fault(FaultKind.Status, "*/revoke", times: 3, status: 503);

        await DisconnectAsync(world);
        await world.SettleAsync(TimeSpan.FromMinutes(2.5));
        Assert.AreEqual(MailboxStatus.Disconnecting, await StatusAsync(world));
        await world.SettleAsync(longEnough);

        Assert.AreEqual(MailboxStatus.Disconnected, await StatusAsync(world));
        await world.Get<IMailboxTokens>().SaveAsync(
            new MailboxId("probe"), Homes.Ana, new OAuthGrant("probe", "probe@acme.example", refreshToken, "", DateTimeOffset.UnixEpoch, []), None);
        var dead = await Assert.ThrowsExactlyAsync<EmailSync.Core.Providers.MailProviderException>(
            () => world.Get<IAccessTokens>().GetAsync(new MailboxId("probe"), None));
        Assert.AreEqual("invalid_grant", dead.Code);
    }

    [TestMethod]
    public async Task R6_A_grant_that_is_dead_already_does_not_hold_up_the_disconnection()
    {
        await using var world = await StartConnectedAsync();
        world.At(AnaAddress).Revoke(AnaAddress);

        await DisconnectAsync(world);
        await world.SettleAsync();

        Assert.AreEqual(MailboxStatus.Disconnected, await StatusAsync(world));
        CollectionAssert.DoesNotContain((await world.ToldAsync(world.Connections[0])).ToArray(), CrmEventType.MailboxReauthRequired);
    }

    [TestMethod]
    public async Task R6_Work_that_began_before_the_end_writes_nothing_after_it()
    {
        await using var world = await StartConnectedAsync();
        var connection = world.Connections[0];
        var mail = world.Deliver(AnaAddress, Mail("Plans"));
        var target = (await world.Get<SyncTargets>().FindAsync(connection.Mailbox, None))!;

        await DisconnectAsync(world);
        var decisions = await world.Get<MessageSync>().SyncAsync(target, new MessageRef(mail, null), None);

        Assert.AreEqual(Reason.ConnectionEnded, decisions.Single().Reason);
        Assert.IsEmpty(await world.ConversationAsync());
    }

    [TestMethod]
    public async Task R6_The_copy_of_an_own_send_is_not_recorded_after_the_end_except_to_end_the_send()
    {
        await using var world = await StartWithCarlaAsync();
        var target = (await world.Get<SyncTargets>().FindAsync(world.Connections[0].Mailbox, None))!;
        var send = (SendAcceptance.Accepted)await world.AcceptAsync("key");
        world.Fault(FaultKind.Status, SimulatedMail.MessagePath("*"), times: 100, status: 503, method: "GET");
        await world.AdvanceAsync(send.Token);
        world.At(AnaAddress).Control.Faults.Clear();
        Assert.IsTrue((await world.Get<SendLedger>().GetAsync(send.Token, None))!.HasBegunToLeave);
        var copy = world.Folder(AnaAddress, "sent").Single();
        Assert.AreEqual(MessageStatus.Queued, (await world.ConversationAsync()).Single().Status);

        await DisconnectAsync(world);
        var decisions = await world.Get<MessageSync>().SyncAsync(target, new MessageRef(copy.Id, null), None);
        var between = (await world.ConversationAsync()).Single();
        await world.SettleAsync(longEnough);

        Assert.AreEqual(Reason.ConnectionEnded, decisions.Single().Reason);
        Assert.AreEqual(MessageStatus.Queued, between.Status);
        Assert.AreEqual(MessageStatus.Sent, (await world.ConversationAsync()).Single().Status);
        Assert.AreEqual(MailboxStatus.Disconnected, await StatusAsync(world));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task R6_A_mail_that_has_not_gone_out_fails_and_leaves_no_draft(bool drafted)
    {
        await using var world = await StartWithCarlaAsync();
        var send = (SendAcceptance.Accepted)await world.AcceptAsync("key");
        if (drafted)
        {
            world.Fault(FaultKind.Status, world.At(AnaAddress).SendPath, status: 429, retryAfter: 60, method: "POST");
            await world.AdvanceAsync(send.Token);
            Assert.AreEqual(SendState.Drafted, (await world.Get<SendLedger>().GetAsync(send.Token, None))!.State);
        }

        await DisconnectAsync(world);
        await world.SettleAsync(longEnough);

        var message = (await world.ConversationAsync()).Single();
        Assert.AreEqual((MessageStatus.Failed, "mailbox_not_connected"), (message.Status, message.Failure));
        Assert.IsEmpty(world.Folder(CarlaAddress, "inbox"));
        Assert.IsEmpty(world.Folder(AnaAddress, "drafts"));
        Assert.IsEmpty(await world.Get<SendLedger>().ListUnderWayAsync(North, Ana, None));
    }

    [TestMethod]
    public async Task R6_A_mail_that_may_have_gone_out_finds_its_end_before_the_grant_goes()
    {
        await using var world = await StartWithCarlaAsync();
        world.Fault(FaultKind.EffectThenDrop, world.At(AnaAddress).SendPath, method: "POST");
        world.At(AnaAddress).Control.AddFault(new FaultRule(FaultKind.SentLag, DelayMs: (int)TimeSpan.FromMinutes(5).TotalMilliseconds));
        var send = (SendAcceptance.Accepted)await world.AcceptAsync("key");
        await world.AdvanceAsync(send.Token);

        await DisconnectAsync(world);
        await world.SettleAsync(TimeSpan.FromMinutes(4));
        Assert.AreEqual(MailboxStatus.Disconnecting, await StatusAsync(world));
        await world.SettleAsync(longEnough);

        Assert.AreEqual(MessageStatus.Sent, (await world.ConversationAsync()).Single().Status);
        Assert.HasCount(1, world.Folder(CarlaAddress, "inbox"));
        Assert.AreEqual(MailboxStatus.Disconnected, await StatusAsync(world));
    }

    [TestMethod]
    public async Task R6_Nothing_changes_for_another_location_that_has_the_mailbox()
    {
        await using var world = await StartConnectedAsync();
        var carlaInSouth = new ContactId("carla-in-south");
        await world.KnowLocationAsync(South, AssignmentPolicy.Never);
        await world.KnowAsync(South, carlaInSouth, CarlaAddress);
        await world.ConnectAsync(South, Ana, AnaAddress);

        await DisconnectAsync(world);
        await world.SettleAsync();
        world.Deliver(AnaAddress, Mail("Plans"));
        await world.SettleAsync();

        Assert.AreEqual(MailboxStatus.Disconnected, await StatusAsync(world));
        Assert.IsEmpty(await world.ConversationAsync());
        Assert.HasCount(1, await world.ConversationAsync(South, carlaInSouth));
        Assert.AreEqual(0, world.At(AnaAddress).Unwatched);
        Assert.IsNotNull(await world.Get<IMailboxTokens>().RefreshTokenAsync(world.Connections[0].Mailbox, None));
    }

    [TestMethod]
    public async Task R8_Connecting_again_leaves_the_gap_out_and_threads_of_the_account_resume()
    {
        await using var world = await StartConnectedAsync();
        world.Deliver(AnaAddress, Mail("Plans"));
        await world.SettleAsync();
        await DisconnectAsync(world);
        await world.SettleAsync();
        world.Deliver(AnaAddress, Mail("Gap"));
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        var again = await world.ConnectAsync(North, Ana, AnaAddress);
        world.Deliver(AnaAddress, Mail("Answer") with { From = Stranger, References = ["Plans@x"] });
        await world.SettleAsync();

        Assert.IsGreaterThan(world.Connections[0].ConnectedAt, again.ConnectedAt);
        var messages = await world.ConversationAsync();
        Assert.AreEqual("Answer, Plans", string.Join(", ", messages.Select(m => m.Subject)));
        Assert.AreEqual(messages[0].Thread, messages[1].Thread);
    }

    [TestMethod]
    public async Task R8_Connecting_again_while_disconnecting_keeps_the_new_grant()
    {
        await using var world = await StartConnectedAsync();
        await DisconnectAsync(world);

        await world.ConnectAsync(North, Ana, AnaAddress);
        world.Deliver(AnaAddress, Mail("Plans"));
        await world.SettleAsync(longEnough);

        Assert.AreEqual(MailboxStatus.Connected, await StatusAsync(world));
        Assert.HasCount(1, await world.ConversationAsync());
        Assert.AreEqual(0, world.At(AnaAddress).Unwatched);
    }

    [TestMethod]
    public async Task R6_Nobody_connects_to_a_mailbox_while_its_grant_is_being_revoked()
    {
        await using var world = await StartConnectedAsync();
        var mailbox = world.Connections[0].Mailbox;
        await DisconnectAsync(world);
        Assert.IsNull(await world.Get<CloseMailbox>().EnterAsync(mailbox, "work", None));

        var back = await world.SignInAsync(North, Ana, AnaAddress);

        Assert.AreEqual("still_disconnecting", Query(back, "code"));
        Assert.AreEqual(MailboxStatus.Disconnecting, await StatusAsync(world));
    }

    [TestMethod]
    public async Task R6_A_sign_in_that_dies_half_way_leaves_no_grant_behind()
    {
        await using var world = await StartAsync();
        world.Fault(FaultKind.Status, Homes.Ana == MailProviderName.Gmail ? "*/sendAs" : "*/mailFolders*", times: 20, status: 503, method: "GET");

        Assert.AreEqual("provider_failed", Query(await world.SignInAsync(North, Ana, AnaAddress), "code"));
        world.At(AnaAddress).Control.Faults.Clear();
        var left = await LeftBehindAsync(world);
        Assert.IsNotNull(await world.Get<IMailboxTokens>().RefreshTokenAsync(left, None));
        await world.SettleAsync(longEnough);

        Assert.IsNull(await world.Get<IMailboxTokens>().RefreshTokenAsync(left, None));

        // One that nobody came to be connected to is forgotten.
        Assert.IsTrue(await world.Get<MailboxStore>().GetAsync(left, None) is null or { Status: MailboxStatus.Disconnected });
    }

    [TestMethod]
    public async Task R6_Every_step_run_twice_disconnects_as_running_it_once_does()
    {
        Assert.AreEqual(await StoryAsync(runTwice: false), await StoryAsync(runTwice: true));
    }

    private async Task<string> StoryAsync(bool runTwice)
    {
        await using var world = await StartWithCarlaAsync();
        world.RunTwice = runTwice;
        world.Deliver(AnaAddress, Mail("Plans"));
        await world.SettleAsync();
        await world.AcceptAsync("key");
        await DisconnectAsync(world);
        await DisconnectAsync(world);
        await world.SettleAsync();
        return await world.DescribeAsync();
    }

    private async Task<PipelineWorld> StartWithCarlaAsync()
    {
        var world = await StartConnectedAsync();
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        return world;
    }

    /// <summary>The mailbox that a sign-in has left something of, as due work names it.</summary>
    private static async Task<MailboxId> LeftBehindAsync(PipelineWorld world)
    {
        for (var shard = 0; shard < TableKeys.DueShards; shard++)
        {
            await foreach (var item in world.Get<DueStore>().ListDueAsync(DueKind.Disconnect, shard, world.Clock.GetUtcNow().AddDays(1), None))
                return new MailboxId(item.Subject[(item.Subject.LastIndexOf('-') + 1)..]);
        }
        throw new AssertFailedException("The sign-in has left nothing to be looked after.");
    }

    private static Task<bool> DisconnectAsync(PipelineWorld world) => world.Get<DisconnectMailbox>().BeginAsync(North, Ana, None);

    private static async Task<MailboxStatus> StatusAsync(PipelineWorld world)
    {
        var state = (await world.Get<ConnectionStore>().GetAsync(North, Ana, None))!;
        return MailboxStanding.Of(state, (await world.Get<MailboxStore>().GetAsync(state.Connection.Mailbox, None))!).Status;
    }

    private static AMail Mail(string subject) => new(CarlaAddress, AnaAddress, subject) { Id = subject + "@x" };
}
