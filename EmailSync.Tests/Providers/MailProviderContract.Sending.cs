using System.Text;
using EmailSync.Core.Mail;
using EmailSync.Core.Providers;
using MimeKit;

namespace EmailSync.Tests.Providers;

/// <summary>Drafts and what becomes of them.</summary>
public abstract partial class MailProviderContract
{
    [TestMethod]
    public async Task A_draft_is_sent_once_only_and_found_by_its_token_before_and_after()
    {
        var world = await WorldAsync();
        var start = DateTimeOffset.UnixEpoch;
        var cursors = await world.Provider.PinCursorsAsync(world.Mailbox, Cancel);
        var draft = await world.Provider.CreateDraftAsync(world.Mailbox, Outgoing(world, "token-1"), null, Cancel);
        await world.Provider.CreateDraftAsync(world.Mailbox, Outgoing(world, "token-2"), null, Cancel);
        var drafts = await world.Provider.FindDraftsAsync(world.Mailbox, "token-1", start.AddHours(1), Cancel);
        var existed = await world.Provider.DraftExistsAsync(world.Mailbox, draft, Cancel);

        var sent = await SentAsync(world, draft, "token-1");
        var again = await Assert.ThrowsExactlyAsync<MailProviderException>(() => world.Provider.SendDraftAsync(world.Mailbox, draft, Cancel));

        CollectionAssert.AreEqual(new[] { draft }, drafts.ToArray());
        Assert.IsTrue(existed);
        Assert.IsFalse(await world.Provider.DraftExistsAsync(world.Mailbox, draft, Cancel));
        Assert.AreEqual(MailProviderFailure.NotFound, again.Kind);
        Assert.AreEqual(sent, await world.Provider.FindSentAsync(world.Mailbox, "token-1", start.AddHours(1), Cancel));
        Assert.IsNull(await world.Provider.FindSentAsync(world.Mailbox, "token-2", start.AddHours(1), Cancel));
        var (changes, _) = await DrainAsync(world, cursors);
        Assert.AreEqual(MessageChangeKind.Appeared, changes.Last(change => change.Id == sent.Id).Kind);
        var headers = await world.Provider.GetHeadersAsync(world.Mailbox, sent.Id, Cancel);
        Assert.IsTrue(headers.Placement.HasFlag(Placement.Sent));
        Assert.AreEqual("token-1", headers.Envelope.SendToken);
    }

    [TestMethod]
    public async Task A_send_whose_answer_is_lost_is_transient_and_found_afterwards()
    {
        var world = await WorldAsync();
        var draft = await world.Provider.CreateDraftAsync(world.Mailbox, Outgoing(world, "token-3"), null, Cancel);
        await world.Person.FaultAsync(
            $$$"""{"fault":"effectThenError","match":{"method":"POST","path":"{{{world.SendPath}}}","mailbox":"{{{world.Address}}}"},"times":1}""", Cancel);

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(() => world.Provider.SendDraftAsync(world.Mailbox, draft, Cancel));
        var exists = await world.Provider.DraftExistsAsync(world.Mailbox, draft, Cancel);
        var sent = await world.Provider.FindSentAsync(world.Mailbox, "token-3", DateTimeOffset.UnixEpoch.AddHours(1), Cancel);

        Assert.AreEqual(MailProviderFailure.Transient, failure.Kind);
        Assert.IsFalse(exists);
        Assert.IsNotNull(sent);
    }

    [TestMethod]
    public async Task A_reply_joins_its_thread_and_a_thread_that_is_gone_is_no_obstacle()
    {
        var world = await WorldAsync();
        var question = await world.Provider.GetHeadersAsync(
            world.Mailbox, new ProviderMessageId(await world.Person.DeliverAsync(Mail("Offer"), Cancel)), Cancel);
        var reply = Encoding.UTF8.GetBytes(
            $"From: {world.Address}\r\nTo: bo@client.example\r\nSubject: Re: Offer\r\nDate: Sun, 01 Mar 2026 10:00:00 +0000\r\n"
            + $"In-Reply-To: <{question.Envelope.MessageId}>\r\nReferences: <{question.Envelope.MessageId}>\r\nX-EmailSync-Send: token-4\r\n\r\nYes.\r\n");

        var joined = await SentAsync(world, await world.Provider.CreateDraftAsync(world.Mailbox, reply, question.Thread, Cancel), "token-4");
        var alone = await world.Provider.CreateDraftAsync(world.Mailbox, Outgoing(world, "token-5"), new ProviderThreadId("1234567890abcdef"), Cancel);

        Assert.AreEqual(question.Thread, joined.Thread);
        Assert.IsTrue(await world.Provider.DraftExistsAsync(world.Mailbox, alone, Cancel));
    }

    [TestMethod]
    public async Task A_large_mail_arrives_whole()
    {
        var world = await WorldAsync();
        var content = new byte[6_000_000];
        Array.Fill(content, (byte)'x');
        var mime = OutgoingMailBuilder.Build(new OutgoingMail
        {
            From = new MailAddress(null, world.Address),
            To = [new MailAddress(null, "bo@client.example")],
            Subject = "Hello",
            Date = new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero),
            MessageId = "large@mail.example",
            Text = "Hello.",
            SendToken = "token-6",
            Attachments = [new OutgoingAttachment("small.txt", "text/plain", new byte[] { 1, 2, 3 }), new OutgoingAttachment("large.zip", "application/zip", content)],
        });

        var sent = await SentAsync(world, await world.Provider.CreateDraftAsync(world.Mailbox, mime, null, Cancel), "token-6");
        var raw = await world.Provider.GetRawAsync(world.Mailbox, sent.Id, null, Cancel);

        using var stream = new MemoryStream(raw.Mime.ToArray());
        using var message = await MimeMessage.LoadAsync(stream, Cancel);
        var sizes = message.Attachments.OfType<MimePart>().ToDictionary(part => part.FileName ?? "", Length);
        Assert.AreEqual("large.zip 6000000, small.txt 3", string.Join(", ", sizes.OrderBy(part => part.Key).Select(part => $"{part.Key} {part.Value}")));
        Assert.Contains("Hello.", message.TextBody ?? "");
        Assert.AreEqual("token-6", raw.Headers.Envelope.SendToken);
    }

    [TestMethod]
    public async Task A_large_mail_with_pictures_and_files_of_any_size_that_may_be_sent_arrives_whole()
    {
        var world = await WorldAsync();
        const string html = """<p>Hello.</p><img src="cid:small"><img src="cid:large">""";
        var mime = OutgoingMailBuilder.Build(new OutgoingMail
        {
            From = new MailAddress(null, world.Address),
            To = [new MailAddress(null, "bo@client.example")],
            Subject = "Hello",
            Date = new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero),
            MessageId = "pictures@mail.example",
            Html = html,
            SendToken = "token-8",
            Attachments =
            [
                new OutgoingAttachment("small.png", "image/png", Noise(2_000_000), "small"),
                new OutgoingAttachment("large.png", "image/png", Noise(3 * 1_048_576), "large"),
                new OutgoingAttachment("below.zip", "application/zip", Noise(2_890_000)),
                new OutgoingAttachment("between.zip", "application/zip", Noise(3_100_000)),
            ],
        });

        var sent = await SentAsync(world, await world.Provider.CreateDraftAsync(world.Mailbox, mime, null, Cancel), "token-8");
        var raw = await world.Provider.GetRawAsync(world.Mailbox, sent.Id, null, Cancel);

        using var stream = new MemoryStream(raw.Mime.ToArray());
        using var message = await MimeMessage.LoadAsync(stream, Cancel);
        var parts = message.BodyParts.OfType<MimePart>().Where(part => part.FileName is not null)
            .Select(part => $"{part.FileName} {Length(part)} {part.ContentDisposition?.Disposition} {(part.IsAttachment ? "" : part.ContentId)}".TrimEnd());
        Assert.AreEqual(
            "below.zip 2890000 attachment, between.zip 3100000 attachment, large.png 3145728 inline large, small.png 2000000 inline small",
            string.Join(", ", parts.Order(StringComparer.Ordinal)));
        Assert.AreEqual(html, message.HtmlBody?.Trim());
        Assert.AreEqual("token-8", raw.Headers.Envelope.SendToken);
    }

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static long Length(MimePart part)
    {
        using var content = new MemoryStream();
        part.Content?.DecodeTo(content);
        return content.Length;
    }

    [TestMethod]
    public async Task Deleting_a_draft_twice_is_no_failure()
    {
        var world = await WorldAsync();
        var draft = await world.Provider.CreateDraftAsync(world.Mailbox, Outgoing(world, "token-7"), null, Cancel);

        await world.Provider.DeleteDraftAsync(world.Mailbox, draft, Cancel);
        await world.Provider.DeleteDraftAsync(world.Mailbox, draft, Cancel);

        Assert.IsFalse(await world.Provider.DraftExistsAsync(world.Mailbox, draft, Cancel));
    }
}
