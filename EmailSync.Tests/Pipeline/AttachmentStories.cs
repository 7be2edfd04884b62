using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>R24 through the whole pipeline.</summary>
public abstract class AttachmentStories : Story
{
    private const int MB = 1_048_576;
    private static readonly LocationSettings without = new() { OversizedAttachments = OversizedAttachments.SyncWithout };

    /// <summary>The most that one file may have at Ana's provider.</summary>
    private int Limit => Homes.Ana == MailProviderName.Gmail ? 25 * MB : 3 * MB;

    [TestMethod]
    public async Task R24_A_mail_of_exactly_the_size_syncs_and_one_byte_more_does_not()
    {
        await using var world = await StartConnectedAsync();
        Deliver(world, Mail("Within").With("a.pdf", "application/pdf", Limit));
        var over = Deliver(world, Mail("Over").With("a.pdf", "application/pdf", Limit + 1));

        await world.SettleAsync();

        var message = (await world.ConversationAsync()).Single();
        Assert.AreEqual(("Within", true), (message.Subject, message.RawKept));
        Assert.AreEqual(Limit, (await OpenAsync(world, message, message.Attachments.Single()))!.Value.Length);
        var decision = (await world.DecisionAsync(world.Connections[0], over))!;
        Assert.AreEqual((Outcome.Skipped, Reason.AttachmentTooLarge, "R24"), (decision.Outcome, decision.Reason, decision.Rule));
    }

    [TestMethod]
    public async Task R24_A_mail_that_is_too_large_stays_out_of_a_synced_thread_too_and_its_answer_syncs()
    {
        await using var world = await StartConnectedAsync();
        Deliver(world, Mail("Offer"));
        await world.SettleAsync();
        Deliver(world, (Mail("Re: Offer") with { Answers = "Offer@x" }).With("a.pdf", "application/pdf", Limit + 1));
        Deliver(world, Mail("Re: Re: Offer") with { Answers = "Re:-Offer@x" });

        await world.SettleAsync();

        CollectionAssert.AreEqual(new[] { "Offer", "Re: Re: Offer" }, (await world.ConversationAsync()).Select(m => m.Subject).ToArray());
    }

    [TestMethod]
    public async Task R24_Without_what_is_too_large_the_rest_syncs_and_the_omitted_one_lies_nowhere()
    {
        await using var world = await StartConnectedAsync();
        world.RunTwice = true;
        await world.KnowLocationAsync(North, without);
        Deliver(world, Mail("Offer").With("large.pdf", "application/pdf", Limit + 1).With("small.pdf", "application/pdf", 1000));

        await world.SettleAsync();

        var message = (await world.ConversationAsync()).Single();
        CollectionAssert.AreEqual(new[] { "too_large", null }, message.Attachments.Select(a => a.OmittedReason).ToArray());
        Assert.AreEqual(Limit + 1, message.Attachments[0].Size);
        Assert.IsFalse(message.RawKept);
        Assert.IsNull(await world.Get<ContentStore>().ReadRawAsync(North, message.Id, None));
        Assert.IsNull(await world.Get<ContentStore>().ReadAttachmentAsync(North, message.Id, message.Attachments[0].Id, None));
        Assert.IsNull(await OpenAsync(world, message, message.Attachments[0]));
        CollectionAssert.AreEqual(FiledMail.Content(1000), (await OpenAsync(world, message, message.Attachments[1]))!.Value.ToArray());
    }

    [TestMethod]
    public async Task R24_A_location_that_stores_everything_has_everything()
    {
        await using var world = await StartConnectedAsync();
        await world.KnowLocationAsync(
            North, new LocationSettings { OversizedAttachments = OversizedAttachments.Store, AttachmentTypes = AttachmentTypes.Any });
        Deliver(world, Mail("Offer").With("large.exe", "application/x-msdownload", Limit + 1));

        await world.SettleAsync();

        var message = (await world.ConversationAsync()).Single();
        Assert.IsTrue(message.RawKept);
        Assert.AreEqual(Limit + 1, (await OpenAsync(world, message, message.Attachments.Single()))!.Value.Length);
    }

    [TestMethod]
    public async Task R24_Of_kinds_Outlook_leaves_out_and_names_what_is_not_on_its_list()
    {
        await using var world = await StartConnectedAsync();
        Deliver(world, Mail("Offer")
            .With("plan.PDF", "application/octet-stream", 100).With("tool.exe", "application/pdf", 200).With("logo.gif", "image/gif", 300, "inline")
            .With("Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
            .With("Content-Type: message/rfc822\r\n\r\nSubject: Earlier\r\n\r\nwords\r\n")
            .With("scan", "image/jpeg", 400));

        await world.SettleAsync();

        var message = (await world.ConversationAsync()).Single();
        var atOutlook = Homes.Ana == MailProviderName.Outlook;
        Assert.AreEqual(atOutlook ? "tool.exe type_not_allowed" : "", string.Join(';', message.Attachments
            .Where(a => a.OmittedReason is not null).Select(a => $"{a.Name} {a.OmittedReason}")));
        Assert.AreEqual(!atOutlook, message.RawKept);
        foreach (var attachment in message.Attachments.Where(a => a.OmittedReason is null))
            Assert.AreEqual(attachment.Size, (await OpenAsync(world, message, attachment))!.Value.Length, attachment.Name);
    }

    [TestMethod]
    public async Task R24_The_same_mail_is_decided_by_the_settings_of_each_location()
    {
        await using var world = await StartConnectedAsync();
        await world.KnowLocationAsync(South, without with { GmailAssignment = AssignmentPolicy.Never, AttachmentTypes = new AttachmentTypes(["zip"]) });
        var there = new ContactId("carla-there");
        await world.KnowAsync(South, there, CarlaAddress);
        await world.KnowLocationAsync(North, AssignmentPolicy.Never);
        await world.ConnectAsync(South, Ana, AnaAddress);
        var mail = Deliver(world, Mail("Offer").With("a.zip", "application/zip", Limit + 1).With("b.pdf", "application/pdf", 10));

        await world.SettleAsync();

        Assert.IsEmpty(await world.ConversationAsync());
        Assert.AreEqual(Reason.AttachmentTooLarge, (await world.DecisionAsync(world.Connections[0], mail))!.Reason);
        var message = (await world.ConversationAsync(South, there)).Single();
        CollectionAssert.AreEqual(new[] { "too_large", "type_not_allowed" }, message.Attachments.Select(a => a.OmittedReason).ToArray());
        Assert.AreEqual(Reason.FromContact, (await world.DecisionAsync(world.Connections[1], mail))!.Reason);
    }

    [TestMethod]
    public async Task R24_What_the_mailbox_cannot_send_is_refused_before_anything_happens()
    {
        await using var world = await StartConnectedAsync();
        var atOutlook = Homes.Ana == MailProviderName.Outlook;

        var large = await SendAsync(world, "large", new OutgoingAttachment("a.pdf", "application/pdf", new byte[(3 * MB) + 1]));
        var kind = await SendAsync(world, "kind", new OutgoingAttachment("a.xlsx", "application/pdf", new byte[10]));
        var encoded = await SendAsync(world, "encoded", [.. Enumerable.Repeat(new OutgoingAttachment("a.pdf", "application/pdf", new byte[3 * MB]), 7)]);
        await world.KnowLocationAsync(North, new LocationSettings { AttachmentTypes = new AttachmentTypes(["zip"]) });
        var listed = await SendAsync(world, "listed", new OutgoingAttachment("a.pdf", "application/pdf", new byte[10]));

        Assert.AreEqual(atOutlook ? "attachment_too_large" : null, Code(large));
        Assert.AreEqual(atOutlook ? "attachment_type_not_allowed" : null, Code(kind));
        Assert.AreEqual("message_too_large", Code(encoded));
        Assert.DoesNotContain("Gmail", ((SendAcceptance.Refused)encoded).Detail);
        Assert.AreEqual("attachment_type_not_allowed", Code(listed));
        Assert.HasCount(atOutlook ? 0 : 2, await world.ConversationAsync());
    }

    [TestMethod]
    public async Task R24_A_picture_in_the_text_may_be_of_any_kind_and_not_of_any_size()
    {
        await using var world = await StartConnectedAsync();
        await world.KnowLocationAsync(North, new LocationSettings { AttachmentTypes = new AttachmentTypes(["zip"]) });
        var small = new OutgoingAttachment("a.gif", "image/gif", new byte[10], "pic");

        var picture = await SendAsync(world, "picture", "<img src='cid:pic'>", small);
        var file = await SendAsync(world, "file", "<p>cid:pic</p>", small);
        var noPicture = await SendAsync(world, "no-picture", "<a href='cid:pic'>x</a>", small with { ContentType = "application/x-msdownload" });
        var large = await SendAsync(world, "large", "<img src='cid:pic'>", small with { Content = new byte[(3 * MB) + 1] });

        Assert.IsNull(Code(picture));
        Assert.AreEqual("attachment_type_not_allowed", Code(file));
        Assert.AreEqual("attachment_type_not_allowed", Code(noPicture));
        Assert.AreEqual(Homes.Ana == MailProviderName.Outlook ? "attachment_too_large" : null, Code(large));
    }

    private protected static FiledMail Mail(string subject) => new(CarlaAddress, AnaAddress, subject) { Id = subject.Replace(' ', '-') + "@x" };

    private static string Deliver(PipelineWorld world, FiledMail mail) => world.At(AnaAddress).Deliver(AnaAddress, mail.Bytes(), spam: false);

    private protected static async Task<ReadOnlyMemory<byte>?> OpenAsync(PipelineWorld world, SyncedMessage message, MailAttachment attachment) =>
        (await world.Get<MessageParts>().OpenAsync(message, attachment.Id, None))?.Content;

    private static Task<SendAcceptance> SendAsync(PipelineWorld world, string key, params OutgoingAttachment[] attachments) => SendAsync(world, key, null, attachments);

    private static Task<SendAcceptance> SendAsync(PipelineWorld world, string key, string? html, params OutgoingAttachment[] attachments) =>
        world.Get<AcceptSend>().AcceptAsync(new SendRequest(North, key, "hash", Ana, Carla, null, [], [], key, html, "Our offer", attachments, null, null), None);

    private static string? Code(SendAcceptance acceptance) => (acceptance as SendAcceptance.Refused)?.Code;
}

[TestClass]
public sealed class GmailAttachmentStories : AttachmentStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class OutlookAttachmentStories : AttachmentStories
{
    private protected override Homes Homes => Homes.Outlook;
}
