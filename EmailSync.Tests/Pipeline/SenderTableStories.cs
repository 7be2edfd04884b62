using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sending;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>R30 to R33: every row of the table of senders, up to where the mail is found.</summary>
public abstract class SenderTableStories : Story
{
    private const string Alias = "ana.alias@acme.example";
    private int sent;

    [TestMethod]
    [DataRow(SenderMailbox.None)]
    [DataRow(SenderMailbox.Connected)]
    [DataRow(SenderMailbox.Paused)]
    [DataRow(SenderMailbox.ReauthRequired)]
    public async Task R30_to_R33_A_mail_is_found_where_the_table_of_senders_says(SenderMailbox state)
    {
        await using var world = await StartAsync();
        world.At(AnaAddress).AddAccount(AnaAddress);
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        world.At(AnaAddress).AddSendAs(AnaAddress, Alias);
        await BringToAsync(world, state);

        foreach (var hasProvider in (bool[])[true, false])
        {
            await world.UseLocationProviderAsync(North, hasProvider);
            foreach (var kind in Enum.GetValues<MessageKind>())
            {
                foreach (var from in Enum.GetValues<FromAddress>())
                    await SendAsync(world, new SenderFacts(kind, state, state == SenderMailbox.None ? null : Homes.Of(AnaAddress), from, hasProvider));
            }
        }
    }

    private static async Task BringToAsync(PipelineWorld world, SenderMailbox state)
    {
        if (state != SenderMailbox.None)
            await world.ConnectAsync(North, Ana, AnaAddress);
        else
            await world.Get<Core.Storage.DirectoryStore>().SaveUserAsync(new User(North, Ana, "Ana", AnaAddress, []), None);
        if (state == SenderMailbox.Paused)
            await world.Get<PauseMailbox>().PauseAsync(North, Ana, None);
        if (state == SenderMailbox.ReauthRequired)
        {
            world.At(AnaAddress).Revoke(AnaAddress);
            await world.SettleAsync();
        }
    }

    private async Task SendAsync(PipelineWorld world, SenderFacts facts)
    {
        var (name, subject) = (facts.ToString(), $"Mail {++sent}");
        var before = (Sink: world.Smtp.Mails.Count, Box: SentFrom(world));
        var from = facts.From switch { FromAddress.Blank => null, FromAddress.Connected => AnaAddress, FromAddress.SendAs => Alias, _ => "someone@acme.example" };

        var answer = await world.Get<AcceptSend>().AcceptAsync(
            new SendRequest(North, subject, "hash", Ana, Carla, from, [], [], subject, null, "Our offer", [], null, null) { Kind = facts.Kind }, None);
        await world.SettleAsync(TimeSpan.FromMinutes(2));

        // Whether an account owns an address is asked only where it matters.
        var choice = SenderChoice.Of(facts);
        Assert.AreEqual(choice.Refusal, (answer as SendAcceptance.Refused)?.Code, name);
        Assert.AreEqual(before.Sink + (choice.Via == MessageVia.LocationProvider ? 1 : 0), world.Smtp.Mails.Count, name);
        Assert.AreEqual(before.Box + (choice.Via == MessageVia.Mailbox ? 1 : 0), SentFrom(world), name);
        var message = (await world.ConversationAsync()).SingleOrDefault(m => m.Subject == subject);
        if (choice.Via is not { } via)
        {
            Assert.IsNull(message, name);
            return;
        }
        Assert.AreEqual((facts.Kind, via, MessageStatus.Sent, (string?)null), (message!.Kind, message.Via, message.Status, message.Failure), name);
        Assert.AreEqual(from ?? (via == MessageVia.Mailbox ? AnaAddress : LocationAddress), message.From!.Address, name);
        Assert.AreEqual(via == MessageVia.Mailbox, message.Copies.Count > 0, name);
    }

    private static int SentFrom(PipelineWorld world) => world.Folder(AnaAddress, "sent").Count;
}
