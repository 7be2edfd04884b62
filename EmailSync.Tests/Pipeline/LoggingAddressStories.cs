using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>R14 and R17: mail that is logged by hand.</summary>
public abstract class LoggingAddressStories : Story
{
    private const string New = "new@prospect.example";

    [TestMethod]
    [DataRow("Cc")]
    [DataRow("Bcc")]
    public async Task R14_A_sent_mail_with_the_logging_address_makes_a_contact_and_what_follows_syncs(string header)
    {
        await using var world = await StartWithProspectAsync();
        await world.KnowLocationAsync(North, AssignmentPolicy.Always);

        world.SendFromClient(AnaAddress, Logged(world, header, "Hello"));
        await world.SettleAsync();
        world.Deliver(AnaAddress, new AMail(New, AnaAddress, "Later") { Id = "later@x" });
        await world.SettleAsync();

        var contact = await ContactAsync(world);
        Assert.AreEqual(("Nora New", Ana), (contact.Name, contact.AssignedTo));
        var messages = await world.ConversationAsync(North, contact.Id);
        CollectionAssert.AreEqual(new[] { "Hello", "Later" }, messages.Select(m => m.Subject).ToArray());
        CollectionAssert.Contains(await ReasonsAsync(world), (Reason.LoggingAddress, "R14"));
    }

    [TestMethod]
    public async Task R14_The_logging_address_is_shown_nowhere_and_no_contact_is_made_of_copied_people()
    {
        await using var world = await StartWithProspectAsync();
        var own = world.Get<LoggingAddresses>().Of(North, Ana)!;
        var mail = Logged(world, "Bcc", "Hello") with { Body = $"On Monday {own.ToUpperInvariant()} wrote to us" };

        world.SendFromClient(AnaAddress, mail with { Headers = [.. mail.Headers, "Cc: copied@elsewhere.example"] });
        await world.SettleAsync();

        var message = (await world.ConversationAsync(North, (await ContactAsync(world)).Id)).Single();
        var stored = await world.Get<ConversationStore>().GetWithContentAsync(North, message.Id, None);
        var shown = string.Join(' ', message.To.Concat(message.Cc).Concat(message.Bcc).Select(a => a.Address)) + stored!.Content.Text + stored.Content.QuotedText;
        Assert.IsFalse(shown.Contains(own, StringComparison.OrdinalIgnoreCase), shown);
        StringAssert.Contains(shown, "wrote to us", StringComparison.Ordinal);
        Assert.IsFalse(message.RawKept);
        Assert.IsEmpty((await world.Get<AddressIndex>().FindAsync(North, Address("copied@elsewhere.example"), None)).Contacts);
        Assert.IsEmpty((await world.Get<AddressIndex>().FindAsync(North, Address(own), None)).Contacts);
    }

    [TestMethod]
    public async Task R14_The_crm_hears_of_the_contact_before_it_hears_of_the_mail()
    {
        await using var world = await StartWithProspectAsync();

        world.SendFromClient(AnaAddress, Logged(world, "Cc", "Hello"));
        await world.SettleAsync();

        var conversation = world.Get<TableKeys>().ConversationOf(North, (await ContactAsync(world)).Id);
        var told = new List<CrmEventType>();
        await foreach (var item in world.Get<ConversationStore>().ListOutboxAsync(conversation, None))
            told.Add(item.Type);
        CollectionAssert.AreEqual(new[] { CrmEventType.ContactCreated, CrmEventType.MessageSynced }, told);
    }

    [TestMethod]
    public async Task R14_A_contact_in_To_is_followed_and_its_mail_reaches_the_user_the_older_too()
    {
        await using var world = await StartWithProspectAsync();
        await world.KnowLocationAsync(North, AssignmentPolicy.Always);
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Before") { Id = "before@x" });
        await world.SettleAsync();

        world.SendFromClient(AnaAddress, Logged(world, "Bcc", "Logged") with { To = CarlaAddress });
        await world.SettleAsync();
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "After") { Id = "after@x" });
        await world.SettleAsync();

        CollectionAssert.AreEqual(new[] { "After", "Before", "Logged" }, (await world.ConversationAsync()).Select(m => m.Subject).ToArray());
        CollectionAssert.AreEqual(new[] { Ana }, (await world.Get<DirectoryStore>().GetContactAsync(North, Carla, None))!.FollowedBy.ToArray());
    }

    [TestMethod]
    public async Task R14_In_To_in_received_mail_and_as_somebody_elses_the_logging_address_does_nothing()
    {
        await using var world = await StartWithProspectAsync();
        var own = world.Get<LoggingAddresses>().Of(North, Ana)!;
        var other = world.Get<LoggingAddresses>().Of(North, Ben)!;

        world.SendFromClient(AnaAddress, new AMail(AnaAddress, $"{New}, {own}", "In To") { Id = "1@x" });
        world.SendFromClient(AnaAddress, new AMail(AnaAddress, New, "Other's") { Id = "2@x", Headers = [$"Bcc: {other}"] });
        world.Deliver(AnaAddress, new AMail(Stranger, $"{AnaAddress}, {New}", "Received") { Id = "3@x", Headers = [$"Cc: {own}"] });
        await world.SettleAsync();

        Assert.IsEmpty((await world.Get<AddressIndex>().FindAsync(North, Address(New), None)).Contacts);
        Assert.IsTrue((await ReasonsAsync(world)).All(r => r is (Reason.NoKnownContact, "R13") or (Reason.LoggingAddressBounce, "R14")));
    }

    [TestMethod]
    public async Task R14_Run_twice_and_broken_off_at_every_write_it_makes_one_contact_and_tells_of_it_once()
    {
        for (var writes = 1; writes < 60; writes++)
        {
            await using var world = await StartWithProspectAsync();
            world.RunTwice = writes % 2 == 0;
            world.SendFromClient(AnaAddress, Logged(world, "Cc", "Hello"));
            world.Fuse.DieAfter(writes);
            var died = false;
            try
            {
                await world.SettleAsync();
            }
            catch (ProcessDiedException)
            {
                died = true;
            }
            await world.RestartAsync();
            await world.SettleAsync();

            var contact = await ContactAsync(world);
            Assert.HasCount(1, await world.ConversationAsync(North, contact.Id), $"died after {writes} writes");
            var created = 0;
            await foreach (var item in world.Get<ConversationStore>().ListOutboxAsync(world.Get<TableKeys>().ConversationOf(North, contact.Id), None))
                created += item.Type == CrmEventType.ContactCreated ? 1 : 0;
            Assert.AreEqual(1, created, $"died after {writes} writes");
            if (!died)
                return;
        }
        Assert.Fail("The story has more writes than were tried.");
    }

    [TestMethod]
    public async Task R14_A_report_that_names_only_logging_addresses_stays_out_and_any_other_report_does_not()
    {
        await using var world = await StartWithProspectAsync();

        world.SendFromClient(AnaAddress, Logged(world, "Cc", "Hello"));
        await world.SettleAsync();
        world.SendFromClient(AnaAddress, Logged(world, "Cc", "Other") with { Headers = ["Cc: nobody@prospect.example"] });
        await world.SettleAsync();

        var reports = world.Folder(AnaAddress, "inbox");
        Assert.HasCount(2, reports);
        var found = new List<(Reason, string)>();
        foreach (var report in reports)
        {
            var decision = await world.DecisionAsync(world.Connections[0], report.Id);
            found.Add((decision!.Reason, decision.Rule));
        }
        CollectionAssert.AreEquivalent(new[] { (Reason.LoggingAddressBounce, "R14"), (Reason.ThreadIsSynced, "R10") }, found);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task R14_Mail_that_comes_in_at_the_logging_address_logs_the_sent_copy_whichever_is_seen_first(bool sentFirst)
    {
        await using var world = await StartWithProspectAsync();
        var mail = new AMail(AnaAddress, New, "Hidden") { Id = "hidden@x" };
        world.SendFromClient(AnaAddress, mail);
        if (sentFirst)
            await world.SettleAsync();
        var id = world.Folder(AnaAddress, "sent").Single().MessageIdHeader!.Trim('<', '>');

        var mailbox = await world.Get<InboundMail>().AcceptAsync(
            Address(world.Get<LoggingAddresses>().Of(North, Ana)!), (mail with { Id = id }).Bytes(), None);
        await world.SettleAsync();

        Assert.AreEqual(world.Connections[0].Mailbox, mailbox);
        Assert.AreEqual("Hidden", (await world.ConversationAsync(North, (await ContactAsync(world)).Id)).Single().Subject);
    }

    [TestMethod]
    public async Task R14_Mail_that_comes_in_at_nobodys_logging_address_or_that_the_user_never_sent_does_nothing()
    {
        await using var world = await StartWithProspectAsync();
        var forged = new AMail(AnaAddress, New, "Forged") { Id = "forged@x" }.Bytes();

        var nobody = await world.Get<InboundMail>().AcceptAsync(Address("log-000000000000000000000000@log.acme.example"), forged, None);
        await world.Get<InboundMail>().AcceptAsync(Address(world.Get<LoggingAddresses>().Of(North, Ana)!), forged, None);
        world.Deliver(AnaAddress, new AMail(Stranger, $"{AnaAddress}, {New}", "Forged") { Id = "forged@x" });
        await world.SettleAsync();

        Assert.IsNull(nobody);
        Assert.IsEmpty((await world.Get<AddressIndex>().FindAsync(North, Address(New), None)).Contacts);
        Assert.AreEqual((Reason.NoKnownContact, "R13"), (await ReasonsAsync(world)).Single());
    }

    private async Task<PipelineWorld> StartWithProspectAsync()
    {
        var world = await StartConnectedAsync();
        foreach (var address in (string[])[New, CarlaAddress, "copied@elsewhere.example"])
            world.At(address).AddAccount(address);
        return world;
    }

    private static AMail Logged(PipelineWorld world, string header, string subject) => new(AnaAddress, $"Nora New <{New}>", subject)
    {
        Id = subject + "@x",
        Headers = [$"{header}: {world.Get<LoggingAddresses>().Of(North, Ana)}"],
    };

    private static async Task<Contact> ContactAsync(PipelineWorld world)
    {
        var owner = (await world.Get<AddressIndex>().FindAsync(North, Address(New), None)).Contacts.Single();
        return (await world.Get<DirectoryStore>().GetContactAsync(North, owner.Contact, None))!;
    }

    private static async Task<(Reason Reason, string Rule)[]> ReasonsAsync(PipelineWorld world) =>
        [.. (await world.DecisionsAsync(world.Connections[0])).Select(d => (d.Reason, d.Rule))];

    private static EmailAddress Address(string text)
    {
        Assert.IsTrue(EmailAddress.TryParse(text, out var address));
        return address;
    }
}
