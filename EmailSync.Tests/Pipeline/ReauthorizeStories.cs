using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>R7: a lost authorisation, and signing in again.</summary>
public abstract class ReauthorizeStories : Story
{
    private const string OtherAddress = "ana.private@acme.example";

    [TestMethod]
    [DataRow(ConnectMode.Reauthorize)]
    [DataRow(ConnectMode.Connect)]
    [DataRow(ConnectMode.Update)]
    public async Task R7_Signing_in_again_brings_the_gap_and_the_CRM_is_told_once_each_way(ConnectMode mode)
    {
        await using var world = await StartConnectedAsync();
        var connection = world.Connections[0];
        world.At(AnaAddress).Revoke(AnaAddress);
        world.Deliver(AnaAddress, Mail("Gap"));
        await world.SettleAsync();
        await world.SettleAsync();
        Assert.AreEqual(MailboxStatus.ReauthRequired, (await StandingAsync(world)).Status);
        CollectionAssert.AreEqual(
            new[] { CrmEventType.MailboxConnected, CrmEventType.MailboxReauthRequired }, (await world.ToldAsync(connection)).ToArray());

        var again = await world.ConnectAsync(North, Ana, AnaAddress, mode);
        world.Deliver(AnaAddress, Mail("Later"));
        await world.SettleAsync();

        Assert.AreEqual((connection.ConnectedAt, connection.Generation), (again.ConnectedAt, again.Generation));
        Assert.AreEqual("Gap, Later", await SubjectsAsync(world));
        CollectionAssert.AreEqual(
            new[] { CrmEventType.MailboxConnected, CrmEventType.MailboxReauthRequired, CrmEventType.MailboxConnected },
            (await world.ToldAsync(connection)).ToArray());
    }

    [TestMethod]
    public async Task R7_A_cursor_that_was_lost_meanwhile_costs_nothing_and_brings_nothing_from_before_the_connection()
    {
        await using var world = await StartAsync();
        world.At(AnaAddress).AddAccount(AnaAddress);
        world.Deliver(AnaAddress, Mail("Old"));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.ConnectAsync(North, Ana, AnaAddress);
        world.Deliver(AnaAddress, Mail("First"));
        await world.SettleAsync();
        world.At(AnaAddress).Revoke(AnaAddress);
        world.Deliver(AnaAddress, Mail("Gap"));
        await world.SettleAsync();
        world.Clock.Advance(TimeSpan.FromDays(2));
        world.At(AnaAddress).ExpireCursors(AnaAddress);

        await world.ConnectAsync(North, Ana, AnaAddress, ConnectMode.Reauthorize);
        await world.SettleAsync();

        Assert.AreEqual("First, Gap", await SubjectsAsync(world));
    }

    [TestMethod]
    public async Task R7_Another_account_is_refused_and_nothing_is_changed_or_kept()
    {
        await using var world = await StartConnectedAsync();
        await world.KnowLocationAsync(South);
        var other = await world.ConnectAsync(South, Ben, OtherAddress);
        await world.Get<DisconnectMailbox>().BeginAsync(South, Ben, None);
        world.At(AnaAddress).Revoke(AnaAddress);
        await world.SettleAsync();
        var before = await world.StateAsync(world.Connections[0]);

        var back = await world.SignInAsync(North, Ana, OtherAddress, ConnectMode.Reauthorize);

        Assert.AreEqual(("error", "wrong_account"), (Query(back, "status"), Query(back, "code")));
        Assert.AreEqual(before, await world.StateAsync(world.Connections[0]));
        Assert.AreEqual(MailboxStatus.ReauthRequired, (await StandingAsync(world)).Status);
        Assert.IsNull(await world.Get<IMailboxTokens>().RefreshTokenAsync(other.Mailbox, None));
        Assert.AreEqual(MailboxStatus.Disconnected, (await world.Get<MailboxStore>().GetAsync(other.Mailbox, None))!.Status);
    }

    [TestMethod]
    public async Task R7_Signing_in_again_where_nothing_is_connected_connects_nothing()
    {
        await using var world = await StartAsync();

        var back = await world.SignInAsync(North, Ana, AnaAddress, ConnectMode.Reauthorize);

        Assert.AreEqual("not_connected", Query(back, "code"));
        Assert.IsNull(await world.Get<ConnectionStore>().GetAsync(North, Ana, None));
    }

    [TestMethod]
    public async Task R7_Every_location_that_has_the_mailbox_is_told()
    {
        await using var world = await StartConnectedAsync();
        await world.KnowLocationAsync(South);
        await world.ConnectAsync(South, Ana, AnaAddress);
        world.At(AnaAddress).Revoke(AnaAddress);

        await world.SettleAsync();

        foreach (var connection in world.Connections)
        {
            CollectionAssert.AreEqual(
                new[] { CrmEventType.MailboxConnected, CrmEventType.MailboxReauthRequired }, (await world.ToldAsync(connection)).ToArray());
        }
    }

    [TestMethod]
    public async Task R7_Mail_fails_with_that_reason_and_leaves_the_key_of_a_refused_one_unused()
    {
        await using var world = await StartConnectedAsync();
        await world.AcceptAsync("accepted");
        world.At(AnaAddress).Revoke(AnaAddress);
        await world.SettleAsync();

        var refused = await world.AcceptAsync("refused");
        await world.ConnectAsync(North, Ana, AnaAddress, ConnectMode.Reauthorize);
        var accepted = await world.AcceptAsync("refused");

        var failed = (await world.ConversationAsync()).Single(m => m.Status == MessageStatus.Failed);
        Assert.AreEqual("reauth_required", failed.Failure);
        Assert.AreEqual("reauth_required", ((SendAcceptance.Refused)refused).Code);
        Assert.IsInstanceOfType<SendAcceptance.Accepted>(accepted);
    }

    private static async Task<MailboxStanding> StandingAsync(PipelineWorld world)
    {
        var state = await world.StateAsync(world.Connections[0]);
        return MailboxStanding.Of(state, (await world.Get<MailboxStore>().GetAsync(state.Connection.Mailbox, None))!);
    }

    private static async Task<string> SubjectsAsync(PipelineWorld world) =>
        string.Join(", ", (await world.ConversationAsync()).Select(m => m.Subject));

    private static AMail Mail(string subject) => new(CarlaAddress, AnaAddress, subject) { Id = subject + "@x" };
}
