using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Core.Suppressions;
using EmailSync.Core.Sync;
using EmailSync.Tests.Mail;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>R37: what became of a mail.</summary>
public abstract class ReportStories : Story
{
    private const string Dead = "nobody@dead.example";

    [TestMethod]
    public async Task R37_Mail_of_the_crm_to_an_address_that_nobody_has_bounces_and_the_crm_is_told_once()
    {
        await using var world = await StartConnectedAsync();

        await world.AcceptAsync("key");
        await world.SettleAsync();
        await world.SettleAsync();

        var message = await OfferAsync(world);
        StringAssert.StartsWith(message.Failure, "bounced:5.1.1", StringComparison.Ordinal);
        Assert.AreEqual((MessageStatus.Bounced, CarlaAddress), (message.Status, message.Undelivered.Single().Recipient.Address));
        Assert.IsNotNull(message.MessageIdHeader);
        Assert.AreEqual(1, await BouncesToldAsync(world));
        Assert.AreEqual(SuppressionReason.HardBounce, (await SuppressionAsync(world, CarlaAddress))!.Reason);
        var report = world.Folder(AnaAddress, "inbox").Single();
        CollectionAssert.Contains(new[] { Reason.ThreadIsSynced, Reason.ReportOnSentMail }, (await world.DecisionAsync(world.Connections[0], report.Id))!.Reason);
    }

    [TestMethod]
    public async Task R37_Mail_from_the_mail_client_bounces_and_says_for_whom()
    {
        await using var world = await StartConnectedAsync();
        world.At(CarlaAddress).AddAccount(CarlaAddress);

        world.SendFromClient(AnaAddress, new AMail(AnaAddress, CarlaAddress, "Offer") { Id = "1@x", Headers = [$"Cc: {Dead}"] });
        await world.SettleAsync();

        var message = await OfferAsync(world);
        Assert.AreEqual((MessageStatus.Bounced, Dead), (message.Status, message.Undelivered.Single().Recipient.Address));
        Assert.AreEqual(1, await BouncesToldAsync(world));
        Assert.IsNull(await SuppressionAsync(world, CarlaAddress));
    }

    [TestMethod]
    public async Task R37_A_report_that_is_seen_before_the_mail_is_known_counts_when_it_is()
    {
        await using var world = await StartKnownAsync();
        var report = world.At(AnaAddress).Deliver(AnaAddress, new AReport(AnaAddress, "1@x", CarlaAddress).Bytes(), spam: false);
        await world.SettleAsync();
        Assert.AreEqual(Reason.NoKnownContact, (await world.DecisionAsync(world.Connections[0], report))!.Reason);

        world.SendFromClient(AnaAddress, new AMail(AnaAddress, CarlaAddress, "Offer") { Id = "1@x" });
        await world.SettleAsync();

        Assert.AreEqual(MessageStatus.Bounced, (await OfferAsync(world)).Status);
        Assert.AreEqual(1, await BouncesToldAsync(world));
        Assert.AreEqual((Outcome.Skipped, Reason.ReportOnSentMail, "R37"), Said((await world.DecisionAsync(world.Connections[0], report))!));
    }

    [TestMethod]
    public async Task R37_A_report_twice_in_several_mailboxes_and_about_a_mail_that_is_still_on_its_way_tells_once()
    {
        await using var world = await StartKnownAsync();
        await world.ConnectAsync(North, Ben, BenAddress);
        var accepted = (SendAcceptance.Accepted)await world.AcceptAsync("key");
        foreach (var (address, id) in new[] { (AnaAddress, "r1@mx"), (AnaAddress, "r2@mx"), (BenAddress, "r1@mx") })
            world.At(address).Deliver(address, new AReport(address, null, CarlaAddress) { Token = accepted.Token, Id = id }.Bytes(), spam: false);

        foreach (var connection in world.Connections)
            await world.SyncAsync(connection.Mailbox);
        Assert.AreEqual(MessageStatus.Bounced, (await OfferAsync(world)).Status);
        await world.SettleAsync();

        var message = await OfferAsync(world);
        Assert.AreEqual((MessageStatus.Bounced, "bounced:5.1.1"), (message.Status, message.Failure));
        Assert.IsNotNull(message.MessageIdHeader);
        Assert.AreEqual(1, await BouncesToldAsync(world));
    }

    [TestMethod]
    public async Task R37_Only_a_report_about_a_mail_and_a_recipient_of_ours_counts_and_only_where_the_provider_believes_it()
    {
        await using var world = await StartKnownAsync();
        world.SendFromClient(AnaAddress, new AMail(AnaAddress, CarlaAddress, "Offer") { Id = "1@x" });
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Question") { Id = "2@x" });
        await world.SettleAsync();

        foreach (var (report, spam) in new[]
        {
            (new AReport(AnaAddress, "1@x", Stranger) { Id = "other-recipient@mx" }, false),
            (new AReport(AnaAddress, "3@x", CarlaAddress) { Id = "other-mail@mx" }, false),
            (new AReport(AnaAddress, "2@x", AnaAddress) { Id = "received-mail@mx" }, false),
            (new AReport(AnaAddress, "1@x", CarlaAddress) { Id = "delayed@mx", Action = "delayed", Status = "4.4.1" }, false),
            (new AReport(AnaAddress, "1@x", CarlaAddress) { Id = "spam@mx" }, true),
        })
            world.At(AnaAddress).Deliver(AnaAddress, report.Bytes(), spam);
        world.Deliver(AnaAddress, new AMail(Stranger, AnaAddress, "Undeliverable: Offer") { Id = "person@x", Body = $"{CarlaAddress}\r\nMessage-ID: <1@x>" });
        await world.SettleAsync();

        Assert.IsTrue((await world.ConversationAsync()).All(m => m.Status != MessageStatus.Bounced && m.Undelivered.Count == 0));
        Assert.AreEqual(0, await BouncesToldAsync(world));
        Assert.IsNull(await SuppressionAsync(world, CarlaAddress));
    }

    [TestMethod]
    public async Task R37_A_report_in_the_mailbox_of_another_location_says_nothing_of_our_mail()
    {
        await using var world = await StartKnownAsync();
        await world.KnowLocationAsync(South);
        await world.ConnectAsync(South, Ben, BenAddress);
        var accepted = (SendAcceptance.Accepted)await world.AcceptAsync("key");
        await world.SettleAsync();

        world.At(BenAddress).Deliver(BenAddress, new AReport(BenAddress, (await OfferAsync(world)).MessageIdHeader, CarlaAddress) { Token = accepted.Token }.Bytes(), spam: false);
        await world.SettleAsync();

        Assert.AreEqual(MessageStatus.Sent, (await OfferAsync(world)).Status);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task R37_A_complaint_keeps_the_recipient_from_bulk_mail_also_where_it_does_not_name_them(bool isNamed)
    {
        await using var world = await StartKnownAsync();
        await world.AcceptAsync("key");
        await world.SettleAsync();
        var sent = await OfferAsync(world);

        world.At(AnaAddress).Deliver(AnaAddress, new AReport(AnaAddress, sent.MessageIdHeader, isNamed ? [CarlaAddress] : []) { Feedback = "abuse" }.Bytes(), spam: false);
        await world.SettleAsync();

        var found = (await SuppressionAsync(world, CarlaAddress))!;
        Assert.AreEqual((SuppressionReason.Complained, CarlaAddress, sent.Id), (found.Reason, found.Email, found.Message!.Value));
        Assert.AreEqual(MessageStatus.Sent, (await OfferAsync(world)).Status);
        var mail = world.Get<SuppressedMail>();
        Assert.IsTrue(await mail.BlocksAsync(North, MessageKind.Bulk, [Stranger, CarlaAddress.ToUpperInvariant()], None));
        Assert.IsFalse(await mail.BlocksAsync(North, MessageKind.Individual, [CarlaAddress], None));
        Assert.IsFalse(await mail.BlocksAsync(South, MessageKind.Bulk, [CarlaAddress], None));
    }

    [TestMethod]
    public async Task R37_A_crash_at_any_write_and_every_step_run_twice_lose_no_report_and_tell_once()
    {
        for (var write = 1; ; write++)
        {
            await using var world = await StartKnownAsync();
            world.RunTwice = write % 2 == 0;
            world.At(AnaAddress).Deliver(AnaAddress, new AReport(AnaAddress, "1@x", CarlaAddress).Bytes(), spam: false);
            var died = false;
            world.Fuse.DieAfter(write);
            try
            {
                await world.SettleAsync();
                world.SendFromClient(AnaAddress, new AMail(AnaAddress, CarlaAddress, "Offer") { Id = "1@x" });
                await world.SettleAsync();
            }
            catch (ProcessDiedException)
            {
                died = true;
                await world.RestartAsync();
                if (world.Folder(AnaAddress, "sent").Count == 0)
                    world.SendFromClient(AnaAddress, new AMail(AnaAddress, CarlaAddress, "Offer") { Id = "1@x" });
                await world.SettleAsync();
            }

            Assert.AreEqual(MessageStatus.Bounced, (await OfferAsync(world)).Status, $"died at write {write}");
            Assert.AreEqual(1, await BouncesToldAsync(world), $"died at write {write}");
            Assert.IsNotNull(await SuppressionAsync(world, CarlaAddress), $"died at write {write}");
            if (!died)
                break;
        }
    }

    [TestMethod]
    public async Task R27_Of_a_suppressed_address_the_deletion_of_its_contact_leaves_that_nothing_is_sent_to_it_and_nothing_else()
    {
        await using var seen = await ErasureWorld.StartAsync(Homes);
        var world = seen.World;
        world.SendFromClient(AnaAddress, new AMail(AnaAddress, CarlaAddress, "Offer") { Id = "1@x", Headers = [$"Cc: {Dead}"] });
        await world.SettleAsync();
        world.At(AnaAddress).Deliver(AnaAddress, new AReport(AnaAddress, "1@x", CarlaAddress).Bytes(), spam: false);
        await world.SettleAsync();
        var link = world.Get<UnsubscribeLinks>().UrlOf(North, Address(CarlaAddress), (await OfferAsync(world)).Id).Segments[^1];
        Assert.IsTrue(await world.Get<Unsubscribe>().AcceptAsync(link, None));
        Assert.AreEqual(CarlaAddress, (await SuppressionAsync(world, CarlaAddress))!.Email);
        Assert.IsNotNull((await SuppressionAsync(world, Dead))!.Message);

        await world.DeleteContactAsync(North, Carla);
        await seen.ComeToAnEndAsync();

        var left = (await SuppressionAsync(world, CarlaAddress))!;
        Assert.AreEqual((SuppressionReason.Unsubscribed, (string?)null, (MessageId?)null), (left.Reason, left.Email, left.Message));
        Assert.IsNull((await SuppressionAsync(world, Dead))!.Message);
        Assert.AreEqual("", string.Join('\n', await seen.LeftOfCarlaAsync("1@x")));
        Assert.IsTrue(await world.Get<SuppressedMail>().BlocksAsync(North, MessageKind.Bulk, [CarlaAddress], None));

        // The link in the mail that Carla still has goes on to work, and brings nothing back.
        Assert.IsTrue(await world.Get<Unsubscribe>().AcceptAsync(link, None));
        Assert.IsNull((await SuppressionAsync(world, CarlaAddress))!.Email);
    }

    [TestMethod]
    public async Task R27_A_link_of_a_deleted_location_is_answered_and_notes_nothing()
    {
        await using var world = await StartKnownAsync();
        await world.AcceptAsync("key");
        await world.SettleAsync();
        var link = world.Get<UnsubscribeLinks>().UrlOf(North, Address(CarlaAddress), (await OfferAsync(world)).Id).Segments[^1];
        await world.DeleteLocationAsync(North);

        Assert.IsTrue(await world.Get<Unsubscribe>().AcceptAsync(link, None));

        Assert.IsNull(await SuppressionAsync(world, CarlaAddress));
    }

    /// <summary>Carla has a mailbox: what is sent to her arrives.</summary>
    private async Task<PipelineWorld> StartKnownAsync()
    {
        var world = await StartConnectedAsync();
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        return world;
    }

    private static (Outcome, Reason, string) Said(LoggedDecision decision) => (decision.Outcome, decision.Reason, decision.Rule);

    private static async Task<SyncedMessage> OfferAsync(PipelineWorld world) =>
        (await world.ConversationAsync()).Single(m => m.Subject == "Offer" && m.Direction == Direction.Outbound);

    private static Task<Suppression?> SuppressionAsync(PipelineWorld world, string address) =>
        world.Get<SuppressionStore>().FindAsync(North, Address(address), None);

    private static EmailAddress Address(string text) => EmailAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text);

    private static async Task<int> BouncesToldAsync(PipelineWorld world)
    {
        var told = 0;
        await foreach (var item in world.Get<ConversationStore>().ListOutboxAsync(world.Get<TableKeys>().ConversationOf(North, Carla), None))
            told += item.Type == CrmEventType.MessageBounced ? 1 : 0;
        return told;
    }
}
