using EmailSync.Core.Directory;
using EmailSync.Core.Sync;
using EmailSync.Simulators.Control;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>RULES.md through the whole pipeline.</summary>
public abstract class RuleTests : Story
{
    [TestMethod]
    public async Task R23_Mail_in_spam_is_decided_again_when_it_leaves_spam()
    {
        await using var world = await StartConnectedAsync();
        var mail = world.Deliver(AnaAddress, Mail("Offer"), spam: true);
        await world.SettleAsync();
        var before = (await world.ConversationAsync()).Count;

        world.At(AnaAddress).Change(AnaAddress, mail, new MessageChange(Folder: "inbox"));
        await world.SettleAsync();

        Assert.AreEqual(0, before);
        Assert.HasCount(1, await world.ConversationAsync());
    }

    [TestMethod]
    public async Task R23_Mail_moved_to_trash_before_it_was_read_does_not_sync()
    {
        await using var world = await StartConnectedAsync();
        var mail = world.Deliver(AnaAddress, Mail("Offer"));
        world.At(AnaAddress).Change(AnaAddress, mail, new MessageChange(Folder: "trash"));

        await world.SettleAsync();

        Assert.IsEmpty(await world.ConversationAsync());
    }

    [TestMethod]
    public async Task R8_Old_mail_that_is_moved_about_does_not_sync()
    {
        await using var world = await StartAsync();
        world.At(AnaAddress).AddAccount(AnaAddress);
        var mail = world.Deliver(AnaAddress, Mail("Old"), spam: true);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.ConnectAsync(North, Ana, AnaAddress);

        world.At(AnaAddress).Change(AnaAddress, mail, new MessageChange(Folder: "inbox"));
        await world.SettleAsync();

        Assert.IsEmpty(await world.ConversationAsync());
        Assert.AreEqual(Reason.BeforeConnection, (await world.DecisionAsync(world.Connections[0], mail))!.Reason);
    }

    [TestMethod]
    public async Task R12_A_mail_from_the_mail_client_to_a_contact_syncs_as_sent()
    {
        await using var world = await StartConnectedAsync();
        world.At(CarlaAddress).AddAccount(CarlaAddress);

        world.At(AnaAddress).SendFromClient(AnaAddress, new AMail(AnaAddress, CarlaAddress, "From my client") { Id = "own@x" }.Bytes());
        await world.SettleAsync();

        var message = (await world.ConversationAsync()).Single();
        Assert.AreEqual(EmailSync.Core.Conversations.Direction.Outbound, message.Direction);
    }

    [TestMethod]
    public async Task R26_One_mail_in_two_mailboxes_of_a_location_is_one_message_with_two_copies()
    {
        await using var world = await StartConnectedAsync();
        await world.ConnectAsync(North, Ben, BenAddress);
        world.Deliver(AnaAddress, Mail("Offer"));
        world.Deliver(BenAddress, Mail("Offer"));

        await world.SettleAsync();

        var copies = (await world.ConversationAsync()).Single().Copies.Select(c => c.User).ToArray();
        CollectionAssert.AreEquivalent(new[] { Ana, Ben }, copies);
    }

    [TestMethod]
    public async Task R11_In_several_locations_the_contact_must_be_assigned_to_the_user()
    {
        await using var world = await StartConnectedAsync();
        await world.KnowLocationAsync(South);
        var assigned = new ContactId("assigned");
        await world.KnowAsync(South, assigned, CarlaAddress, Ana);
        await world.ConnectAsync(South, Ana, AnaAddress);
        var mail = world.Deliver(AnaAddress, Mail("Offer"));

        await world.SettleAsync();

        Assert.IsEmpty(await world.ConversationAsync());
        Assert.AreEqual(Reason.ContactNotAssigned, (await world.DecisionAsync(world.Connections[0], mail))!.Reason);
        Assert.HasCount(1, await world.ConversationAsync(South, assigned));
    }

    [TestMethod]
    public async Task R11_In_one_location_assignment_is_asked_only_where_it_says_always()
    {
        await using var world = await StartConnectedAsync();
        world.Deliver(AnaAddress, Mail("First"));
        await world.SettleAsync();
        await world.KnowLocationAsync(North, AssignmentPolicy.Always);
        world.Deliver(AnaAddress, Mail("Second"));

        await world.SettleAsync();

        Assert.AreEqual("First", (await world.ConversationAsync()).Single().Subject);
    }

    [TestMethod]
    public async Task R21_A_shared_address_belongs_to_the_contact_that_was_created_first()
    {
        await using var world = await StartConnectedAsync();
        var younger = new ContactId("a-younger");
        var older = new ContactId("z-older");
        await world.KnowAsync(North, younger, "desk@client.example", createdDay: 3);
        await world.KnowAsync(North, older, "desk@client.example", createdDay: 2);
        world.Deliver(AnaAddress, new AMail("desk@client.example", AnaAddress, "Hello") { Id = "1@x" });

        await world.SettleAsync();

        Assert.HasCount(1, await world.ConversationAsync(North, older));
        Assert.IsEmpty(await world.ConversationAsync(North, younger));
    }

    [TestMethod]
    public async Task R23_Of_twelve_automatic_mails_in_an_hour_ten_sync()
    {
        await using var world = await StartConnectedAsync();
        for (var i = 0; i < 12; i++)
            world.Deliver(AnaAddress, Mail($"Away {i}") with { Headers = ["Auto-Submitted: auto-replied"] });

        await world.SettleAsync();

        var messages = await world.ConversationAsync();
        var decisions = await world.DecisionsAsync(world.Connections[0]);
        Assert.HasCount(10, messages);
        Assert.IsTrue(messages.All(m => m.Automatic));
        Assert.HasCount(2, decisions.Where(d => d.Reason == Reason.Loop).ToList());
    }

    [TestMethod]
    public async Task R23_An_automatic_mail_that_two_mailboxes_have_counts_once()
    {
        await using var world = await StartConnectedAsync();
        await world.ConnectAsync(North, Ben, BenAddress);
        for (var i = 0; i < 10; i++)
        {
            var mail = Mail($"Away {i}") with { Headers = ["Auto-Submitted: auto-replied"] };
            world.Deliver(AnaAddress, mail);
            world.Deliver(BenAddress, mail);
        }

        await world.SettleAsync();

        var messages = await world.ConversationAsync();
        Assert.HasCount(10, messages);
        Assert.IsTrue(messages.All(m => m.Copies.Count == 2));
    }

    private static AMail Mail(string subject) => new(CarlaAddress, AnaAddress, subject) { Id = subject.Replace(' ', '-') + "@x" };
}
