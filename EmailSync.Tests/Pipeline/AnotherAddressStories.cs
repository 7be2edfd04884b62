using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>R5: the user moves to another address.</summary>
public abstract class AnotherAddressStories : Story
{
    public const string NewAddress = "ana.new@acme.example";

    [TestMethod]
    public async Task R5_The_new_mailbox_takes_over_and_the_old_one_is_disconnected()
    {
        await using var world = await StartConnectedAsync();
        var old = world.Connections[0];
        world.Deliver(AnaAddress, Mail("Plans", AnaAddress));
        await world.SettleAsync();

        var moved = await world.ConnectAsync(North, Ana, NewAddress, ConnectMode.Update);
        world.Deliver(AnaAddress, Mail("Old", AnaAddress));
        world.Deliver(AnaAddress, Mail("Re-Plans", AnaAddress).Answering("Plans@x"));
        world.Deliver(NewAddress, Mail("New", NewAddress));
        await world.SettleAsync();

        Assert.AreNotEqual(old.Mailbox, moved.Mailbox);
        Assert.AreEqual("New, Plans", await SubjectsAsync(world));
        Assert.IsNull(await world.Get<IMailboxTokens>().RefreshTokenAsync(old.Mailbox, None));
        Assert.AreEqual(MailboxStatus.Disconnected, (await world.Get<MailboxStore>().GetAsync(old.Mailbox, None))!.Status);
        Assert.AreEqual(moved.Mailbox, (await world.Get<MailboxStore>().ConnectionsInAsync(North, None)).Single().Mailbox);
        CollectionAssert.AreEqual(new[] { CrmEventType.MailboxConnected, CrmEventType.MailboxConnected }, (await world.ToldAsync(moved)).ToArray());
    }

    [TestMethod]
    public async Task R5_A_reply_in_an_old_thread_goes_out_from_the_new_address_and_the_thread_goes_on_there()
    {
        await using var world = await StartConnectedAsync();
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        world.SendFromClient(CarlaAddress, Mail("Plans", AnaAddress));
        await world.SettleAsync();
        var plans = (await world.ConversationAsync()).Single();
        await world.ConnectAsync(North, Ana, NewAddress, ConnectMode.Update);

        Assert.IsInstanceOfType<SendAcceptance.Accepted>(await world.AcceptAsync("key", "Re: Plans", plans.Id));
        await world.SettleAsync();
        var received = world.Folder(CarlaAddress, "inbox").Single();
        var answer = Mail("Re: Re: Plans", NewAddress) with { Id = "answer@x" };
        world.SendFromClient(CarlaAddress, answer.Answering(plans.MessageIdHeader!, received.MessageIdHeader!.Trim('<', '>')));
        await world.SettleAsync();

        var messages = await world.ConversationAsync();
        Assert.AreEqual("Plans, Re: Plans, Re: Re: Plans", string.Join(", ", messages.Select(m => m.Subject)));
        Assert.AreEqual(1, messages.Select(m => m.Thread).Distinct().Count());
        Assert.AreEqual((MessageStatus.Sent, NewAddress), (messages[1].Status, messages[1].From!.Address));
        CollectionAssert.AreEqual(new[] { plans.MessageIdHeader }, messages[1].References.ToArray());
        Assert.AreEqual(world.Connections[1].Mailbox, messages[1].Copies.Single().Mailbox);
        Assert.AreNotEqual(plans.Copies.Single().ProviderThread, messages[1].Copies.Single().ProviderThread);
    }

    [TestMethod]
    public async Task R5_The_old_connection_works_until_the_new_one_is_authorised()
    {
        await using var world = await StartConnectedAsync();
        world.At(AnaAddress).Control.AddAccount(new(NewAddress, DeniedScopes: [Homes.Ana == MailProviderName.Gmail ? "gmail.modify" : "Mail.ReadWrite"]));

        var back = await world.SignInAsync(North, Ana, NewAddress, ConnectMode.Update);
        world.Deliver(AnaAddress, Mail("Plans", AnaAddress));
        await world.SettleAsync();

        Assert.AreEqual("missing_permissions", Query(back, "code"));
        Assert.AreEqual("Plans", await SubjectsAsync(world));
        Assert.AreEqual(world.Connections[0].Generation, (await world.StateAsync(world.Connections[0])).Connection.Generation);
    }

    [TestMethod]
    public async Task R5_Another_account_without_asking_for_an_update_is_refused()
    {
        await using var world = await StartConnectedAsync();

        var back = await world.SignInAsync(North, Ana, NewAddress);

        Assert.AreEqual("already_connected", Query(back, "code"));
        Assert.AreEqual(world.Connections[0].Mailbox, (await world.StateAsync(world.Connections[0])).Connection.Mailbox);
    }

    [TestMethod]
    public async Task R5_Mail_that_has_not_gone_out_of_the_old_mailbox_fails()
    {
        await using var world = await StartConnectedAsync();
        await world.AcceptAsync("key");

        await world.ConnectAsync(North, Ana, NewAddress, ConnectMode.Update);
        await world.SettleAsync();

        var message = (await world.ConversationAsync()).Single();
        Assert.AreEqual((MessageStatus.Failed, "mailbox_not_connected"), (message.Status, message.Failure));
    }

    [TestMethod]
    public async Task R5_Moving_back_before_the_old_mailbox_was_closed_keeps_it()
    {
        await using var world = await StartConnectedAsync();
        await world.ConnectAsync(North, Ana, NewAddress, ConnectMode.Update);
        await world.ConnectAsync(North, Ana, AnaAddress, ConnectMode.Update);
        world.Deliver(AnaAddress, Mail("Plans", AnaAddress));
        world.Deliver(NewAddress, Mail("Elsewhere", NewAddress));
        await world.SettleAsync();

        Assert.AreEqual("Plans", await SubjectsAsync(world));
        Assert.IsNotNull(await world.Get<IMailboxTokens>().RefreshTokenAsync(world.Connections[0].Mailbox, None));
        Assert.IsNull(await world.Get<IMailboxTokens>().RefreshTokenAsync(world.Connections[1].Mailbox, None));
    }

    private static async Task<string> SubjectsAsync(PipelineWorld world) =>
        string.Join(", ", (await world.ConversationAsync()).Select(m => m.Subject));

    private static AMail Mail(string subject, string to) => new(CarlaAddress, to, subject) { Id = subject.Replace(": ", "-", StringComparison.Ordinal) + "@x" };
}
