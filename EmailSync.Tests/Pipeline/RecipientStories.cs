using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>Who else is in the headers, and whose conversation a mail belongs to (R17 to R19); and that nobody's address book is asked (R9).</summary>
public abstract class RecipientStories : Story
{
    private const string DoraAddress = "dora@client.example";
    private static readonly ContactId dora = new("dora");

    [TestMethod]
    public async Task R9_No_address_book_is_asked_for_or_read()
    {
        await using var world = await StartConnectedAsync();
        world.Deliver(AnaAddress, Mail(CarlaAddress, AnaAddress));
        await world.SettleAsync();
        var connect = world.Get<ConnectMailbox>();
        var begun = await connect.BeginAsync(North, Ana, Homes.Ana, ConnectMode.Reauthorize, "http://127.0.0.1/back", AnaAddress, None);

        var consent = (await connect.StartAsync(Homes.Ana, Query(begun, "state"), None))!.Url;

        Assert.HasCount(1, await world.ConversationAsync());
        foreach (var book in (string[])["contact", "people"])
        {
            Assert.DoesNotContain(book, Query(consent, "scope"), StringComparison.OrdinalIgnoreCase);
            Assert.IsFalse(world.At(AnaAddress).Control.Calls.List().Any(c => c.Path.Contains(book, StringComparison.OrdinalIgnoreCase)));
        }
    }

    [TestMethod]
    public async Task R17_A_mail_of_which_the_user_gets_a_copy_appears_under_the_contact_and_makes_no_other()
    {
        await using var world = await StartConnectedAsync();
        var id = world.Deliver(AnaAddress, Mail(CarlaAddress, Stranger) with { Headers = [$"Cc: {AnaAddress}, erin@elsewhere.example"] });

        await world.SettleAsync();

        Assert.AreEqual((Outcome.Synced, "R11"), await SaidAsync(world, id));
        Assert.HasCount(1, await world.ConversationAsync());
        foreach (var copied in (string[])[Stranger, "erin@elsewhere.example"])
        {
            Assert.IsTrue(EmailAddress.TryParse(copied, out var address));
            Assert.IsNull((await world.Get<AddressIndex>().FindAsync(North, address, None)).First);
        }
    }

    [TestMethod]
    public async Task R18_A_contact_who_writes_to_somebody_else_and_includes_the_user_appears_under_that_contact()
    {
        await using var world = await StartConnectedAsync();
        var id = world.Deliver(AnaAddress, Mail(CarlaAddress, $"{Stranger}, {AnaAddress}"));

        await world.SettleAsync();

        Assert.AreEqual((Outcome.Synced, "R11"), await SaidAsync(world, id));
        Assert.HasCount(1, await world.ConversationAsync());
    }

    [TestMethod]
    public async Task R19_A_contact_who_is_only_copied_makes_no_conversation_of_a_strangers_mail()
    {
        await using var world = await StartConnectedAsync();
        var id = world.Deliver(AnaAddress, Mail(Stranger, AnaAddress) with { Headers = [$"Cc: {CarlaAddress}"] });

        await world.SettleAsync();

        Assert.AreEqual((Outcome.Skipped, "R19"), await SaidAsync(world, id));
        Assert.IsEmpty(await world.ConversationAsync());
    }

    [TestMethod]
    public async Task R19_What_the_user_sends_belongs_to_the_first_contact_in_To_before_any_in_Cc()
    {
        await using var world = await StartConnectedAsync();
        await world.KnowAsync(North, dora, DoraAddress);
        foreach (var address in (string[])[CarlaAddress, DoraAddress])
            world.At(address).AddAccount(address);
        world.SendFromClient(AnaAddress, Mail(AnaAddress, DoraAddress) with { Headers = [$"Cc: {CarlaAddress}"] });

        await world.SettleAsync();

        Assert.HasCount(1, await world.ConversationAsync(North, dora));
        Assert.IsEmpty(await world.ConversationAsync());
    }

    private static async Task<(Outcome, string)> SaidAsync(PipelineWorld world, string id)
    {
        var decision = (await world.DecisionAsync(world.Connections[0], id))!;
        return (decision.Outcome, decision.Rule);
    }

    private static AMail Mail(string from, string to) => new(from, to, "Plans") { Id = "plans@x" };
}
