using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>R24 and R26 together: one mail that came to a Gmail and to an Outlook mailbox of the same location.</summary>
[TestClass]
public sealed class SharedAttachmentTests
{
    private const int MB = 1_048_576;

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task R24_A_mail_in_two_mailboxes_holds_what_either_brings_whichever_is_found_first(bool gmailFirst)
    {
        await using var world = await StartAsync(new LocationSettings());

        await DeliverAsync(world, gmailFirst, Mail().With("tool.exe", "application/x-msdownload", 500).With("plan.pdf", "application/pdf", 700));

        var message = (await world.ConversationAsync()).Single();
        Assert.HasCount(2, message.Copies);
        Assert.IsTrue(message.RawKept);
        foreach (var attachment in message.Attachments)
        {
            Assert.IsNull(attachment.OmittedReason);
            Assert.AreEqual(attachment.Size, (await world.Get<MessageParts>().OpenAsync(message, attachment.Id, None))!.Content.Length);
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task R24_Where_each_mailbox_leaves_out_another_file_none_is_missing(bool gmailFirst)
    {
        await using var world = await StartAsync(new LocationSettings { OversizedAttachments = OversizedAttachments.SyncWithout });

        // Gmail leaves out one of nine files of 2.9 MB, Outlook the one that is not on its list; neither takes the last.
        var mail = Mail().With("large.exe", "application/x-msdownload", 4 * MB).With("tool.exe", "application/x-msdownload", 500);
        for (var i = 0; i < 9; i++)
            mail = mail.With($"{i}.pdf", "application/pdf", (MB * 29 / 10) + i);
        await DeliverAsync(world, gmailFirst, mail);

        var message = (await world.ConversationAsync()).Single();
        Assert.AreEqual("large.exe too_large", string.Join(';', message.Attachments.Where(a => a.OmittedReason is not null).Select(a => $"{a.Name} {a.OmittedReason}")));
        Assert.IsFalse(message.RawKept);
        Assert.HasCount(11, message.Attachments);
        foreach (var attachment in message.Attachments.Where(a => a.OmittedReason is null))
            Assert.AreEqual(attachment.Size, (await world.Get<MessageParts>().OpenAsync(message, attachment.Id, None))!.Content.Length);
    }

    [TestMethod]
    public async Task R24_Too_large_for_one_mailbox_it_syncs_through_the_other()
    {
        await using var world = await StartAsync(new LocationSettings());

        await DeliverAsync(world, true, Mail().With("plan.pdf", "application/pdf", 4 * MB));

        Assert.AreEqual(Ana, (await world.ConversationAsync()).Single().Copies.Single().User);
        Assert.AreEqual(Reason.AttachmentTooLarge, (await world.DecisionsAsync(world.Connections[1])).Single().Reason);
    }

    private static FiledMail Mail() => new(CarlaAddress, $"{AnaAddress}, {BenAddress}", "Offer") { Id = "offer@x" };

    /// <summary>Ana is at Gmail and Ben at Outlook.</summary>
    private static async Task<PipelineWorld> StartAsync(LocationSettings settings)
    {
        var world = await PipelineWorld.StartConnectedAsync(Homes.Across);
        await world.ConnectAsync(North, Ben, BenAddress);
        await world.KnowLocationAsync(North, settings);
        return world;
    }

    private static async Task DeliverAsync(PipelineWorld world, bool gmailFirst, FiledMail mail)
    {
        foreach (var address in gmailFirst ? (string[])[AnaAddress, BenAddress] : [BenAddress, AnaAddress])
        {
            world.At(address).Deliver(address, mail.Bytes(), spam: false);
            await world.SettleAsync();
        }
    }
}
