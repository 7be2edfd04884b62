using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Sync;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>R15 and R26 with two users of one location.</summary>
public abstract class InternalMailStories : Story
{
    [TestMethod]
    public async Task R15_Mail_among_colleagues_stays_out_even_inside_a_contacts_thread()
    {
        await using var world = await StartWithBothAsync();
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Plans") { Id = "plans@x" });
        await world.SettleAsync();

        world.SendFromClient(AnaAddress, new AMail(AnaAddress, BenAddress, "Fwd: Plans") { Id = "fwd@x" }.Answering("plans@x"));
        await world.SettleAsync();

        Assert.AreEqual("Plans", (await world.ConversationAsync()).Single().Subject);
        foreach (var connection in world.Connections)
            Assert.AreEqual(Reason.InternalOnly, (await world.DecisionsAsync(connection))[^1].Reason);
    }

    [TestMethod]
    public async Task R15_A_user_who_is_a_contact_too_is_no_contact_to_the_rules()
    {
        await using var world = await StartWithBothAsync();
        var ben = new ContactId("ben-as-contact");
        await world.KnowAsync(North, ben, BenAddress);

        world.SendFromClient(BenAddress, new AMail(BenAddress, AnaAddress, "Lunch?") { Id = "lunch@x" });
        await world.SettleAsync();

        Assert.IsEmpty(await world.ConversationAsync(North, ben));
        Assert.AreEqual(("R15", Reason.InternalOnly), await LastAsync(world, 0));
    }

    [TestMethod]
    public async Task R15_An_alias_that_the_mailbox_may_send_from_is_internal()
    {
        await using var world = await StartConnectedAsync();
        await world.Get<EmailSync.Core.Storage.DirectoryStore>().SaveUserAsync(new User(North, Ben, "Ben", BenAddress, ["office@acme.example"]), None);
        await world.KnowAsync(North, new ContactId("office"), "office@acme.example");

        world.Deliver(AnaAddress, new AMail("office@acme.example", AnaAddress, "Mail") { Id = "1@x" });
        await world.SettleAsync();

        Assert.AreEqual(("R15", Reason.InternalOnly), await LastAsync(world, 0));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task R26_A_colleagues_answer_that_reaches_two_mailboxes_is_one_message_whichever_copy_is_found_first(bool senderFirst)
    {
        await using var world = await StartWithBothAsync();
        world.SendFromClient(AnaAddress, new AMail(AnaAddress, CarlaAddress, "Hello") { Id = "hello@x", Headers = [$"Cc: {BenAddress}"] });
        foreach (var connection in senderFirst ? world.Connections : Enumerable.Reverse(world.Connections))
            await world.SyncAsync(connection.Mailbox);

        await world.SettleAsync();

        var message = (await world.ConversationAsync()).Single();
        Assert.AreEqual((Direction.Outbound, MessageStatus.Sent), (message.Direction, message.Status));
        CollectionAssert.AreEquivalent(new[] { Ana, Ben }, message.Copies.Select(c => c.User).ToArray());
        Assert.AreEqual(("R26", Reason.SameMail), await LastAsync(world, 1));
    }

    [TestMethod]
    public async Task R15_A_colleagues_mail_in_a_synced_thread_syncs_when_the_contact_got_it_too()
    {
        await using var world = await StartConnectedAsync();
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Plans") { Id = "plans@x" });
        await world.SettleAsync();
        await world.Get<EmailSync.Core.Storage.DirectoryStore>().SaveUserAsync(new User(North, Ben, "Ben", BenAddress, []), None);

        world.Deliver(AnaAddress, new AMail(BenAddress, CarlaAddress, "Re: Plans") { Id = "re@x", Headers = [$"Cc: {AnaAddress}"] }.Answering("plans@x"));
        world.Deliver(AnaAddress, new AMail(BenAddress, CarlaAddress, "Another") { Id = "other@x", Headers = [$"Cc: {AnaAddress}"] });
        await world.SettleAsync();

        CollectionAssert.AreEqual(new[] { "Plans", "Re: Plans" }, (await world.ConversationAsync()).Select(m => m.Subject).ToArray());
        Assert.IsTrue((await world.DecisionsAsync(world.Connections[0])).Any(d => (d.Reason, d.Rule) == (Reason.FromInternal, "R15")));
    }

    private async Task<PipelineWorld> StartWithBothAsync()
    {
        var world = await StartConnectedAsync();
        await world.ConnectAsync(North, Ben, BenAddress);
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        return world;
    }

    private static async Task<(string Rule, Reason Reason)> LastAsync(PipelineWorld world, int connection)
    {
        var decision = (await world.DecisionsAsync(world.Connections[connection]))[^1];
        return (decision.Rule, decision.Reason);
    }
}
