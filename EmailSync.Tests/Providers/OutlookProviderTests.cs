using System.Text;
using EmailSync.Core.Mail;
using EmailSync.Core.Providers;
using EmailSync.Tests.EndToEnd.Drivers;
using EmailSync.Tests.Simulators;

namespace EmailSync.Tests.Providers;

/// <summary>The contract, and what only a provider with folders and immutable ids can be asked.</summary>
[TestClass]
public sealed class OutlookProviderTests : MailProviderContract
{
    private const string Question =
        "From: Bo <bo@client.example>\nTo: ana@mail.example\nSubject: Offer\nDate: Sun, 01 Mar 2026 09:00:00 +0000\nMessage-ID: <q1@client.example>\n\nThe body.\n";

    private SimulatedMicrosoft? microsoft;
    private MicrosoftReceiver? functions;

    private protected override bool TellsDeletion => false;

    private protected override bool KeepsOrder => false;

    [TestCleanup]
    public async Task StopAsync()
    {
        if (microsoft is not null) await microsoft.DisposeAsync();
        if (functions is not null) await functions.DisposeAsync();
    }

    [TestMethod]
    public async Task A_message_keeps_its_id_and_its_place_is_told_when_it_moves()
    {
        var world = await ConnectAsync("ana@mail.example", Cancel);
        var id = new ProviderMessageId(await world.Person.DeliverAsync(Question, Cancel));

        foreach (var (folder, placement) in (IEnumerable<(string, Placement)>)
            [("archive", Placement.Unread), ("junk", Placement.Spam | Placement.Unread), ("trash", Placement.Trash | Placement.Unread), ("inbox", Placement.Inbox | Placement.Unread)])
        {
            await world.Person.ChangeAsync(id.Value, $$"""{"folder":"{{folder}}"}""", Cancel);
            var hint = await world.Provider.ReadHintAsync(world.Mailbox, id, Cancel);

            Assert.AreEqual((id, MessageChangeKind.Appeared, placement), (hint!.Id, hint.Kind, hint.Headers!.Placement));
        }
    }

    [TestMethod]
    public async Task Mail_in_a_folder_that_was_made_later_is_found_through_the_feed_of_the_folders()
    {
        var world = await ConnectAsync("ana@mail.example", Cancel);
        var cursors = await world.Provider.PinCursorsAsync(world.Mailbox, Cancel);
        await world.Person.MakeFolderAsync("Projects", Cancel);
        var id = await world.Person.DeliverAsync(Question, Cancel);
        await world.Person.ChangeAsync(id, """{"folder":"Projects"}""", Cancel);

        var opened = (await world.Provider.ListChangesAsync(world.Mailbox, cursors.Single(cursor => cursor.Feed == "folders"), Cancel)).Opened
            .ExceptBy(cursors.Select(cursor => cursor.Feed), cursor => cursor.Feed).Single();
        var changes = (await world.Provider.ListChangesAsync(world.Mailbox, opened, Cancel)).Changes;

        Assert.AreEqual((id, MessageChangeKind.Appeared), (changes.Single().Id.Value, changes.Single().Kind));
        Assert.IsTrue(opened.Quiet);
    }

    [TestMethod]
    public async Task What_a_page_says_of_own_and_received_mail_is_what_the_raw_message_says()
    {
        var world = await ConnectAsync("ana@mail.example", Cancel);
        var cursors = await world.Provider.PinCursorsAsync(world.Mailbox, Cancel);
        await world.Person.DeliverAsync(Question, Cancel);
        await world.Person.SendAsync(
            "From: =?utf-8?B?QW5hIMOEcmx0?= <ana@mail.example>\nTo: \"Client, Bo\" <bo@client.example>\nBcc: cy@client.example\nSubject: =?utf-8?B?R3LDvMOfZQ==?=\n"
            + "Date: Sun, 01 Mar 2026 10:00:00 +0000\nMessage-ID: <a1@mail.example>\nIn-Reply-To: <q1@client.example>\nReferences: <q1@client.example>\n\nThe answer.\n",
            Cancel);

        var changes = new List<MessageChange>();
        foreach (var cursor in cursors.Where(cursor => !cursor.Quiet))
            changes.AddRange((await world.Provider.ListChangesAsync(world.Mailbox, cursor, Cancel)).Changes);

        Assert.HasCount(2, changes);
        foreach (var change in changes)
        {
            var raw = await world.Provider.GetRawAsync(world.Mailbox, change.Id, MessageLocation.Of(change.Headers!), Cancel);
            var (page, whole) = (change.Headers!.Envelope, raw.Headers.Envelope);
            Assert.AreEqual(MessageFingerprint.Of(whole), MessageFingerprint.Of(page));
            CollectionAssert.AreEqual(whole.References.Concat(whole.InReplyTo).ToArray(), page.References.Concat(page.InReplyTo).ToArray());
            CollectionAssert.AreEqual(whole.To.Concat(whole.Cc).Concat(whole.Bcc).ToArray(), page.To.Concat(page.Cc).Concat(page.Bcc).ToArray());
            Assert.AreEqual(MessageLocation.Of(change.Headers!), MessageLocation.Of(await world.Provider.GetHeadersAsync(world.Mailbox, change.Id, Cancel)));
        }
        CollectionAssert.AreEquivalent(new[] { true, false }, changes.Select(change => change.Headers!.Placement.HasFlag(Placement.Sent)).ToArray());
        Assert.AreEqual(changes[0].Thread, changes[1].Thread);
    }

    [TestMethod]
    public async Task A_sent_copy_under_another_id_is_found_by_its_mark()
    {
        var world = await ConnectAsync("ana@mail.example", Cancel);
        microsoft!.Microsoft.Settings = microsoft.Microsoft.Settings with { ImmutableIdChangesOnSend = true };
        var mime = Encoding.UTF8.GetBytes("From: ana@mail.example\r\nTo: bo@client.example\r\nSubject: Hello\r\nDate: Sun, 01 Mar 2026 10:00:00 +0000\r\nX-EmailSync-Send: token-8\r\n\r\nHello.\r\n");
        var draft = await world.Provider.CreateDraftAsync(world.Mailbox, mime, null, Cancel);

        var named = await world.Provider.SendDraftAsync(world.Mailbox, draft, Cancel);
        var found = await world.Provider.FindSentAsync(world.Mailbox, "token-8", DateTimeOffset.UnixEpoch, Cancel);

        Assert.IsNull(named);
        Assert.AreNotEqual(draft.Value, found!.Id.Value);
        Assert.IsFalse(await world.Provider.DraftExistsAsync(world.Mailbox, draft, Cancel));
    }

    [TestMethod]
    public async Task The_limit_of_four_calls_at_a_time_is_never_met()
    {
        var world = await ConnectAsync("ana@mail.example", Cancel);
        var id = new ProviderMessageId(await world.Person.DeliverAsync(Question, Cancel));

        var read = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => world.Provider.GetHeadersAsync(world.Mailbox, id, Cancel)));

        Assert.HasCount(40, read);
    }

    [TestMethod]
    public async Task A_subscription_rings_with_its_state_and_the_messages_id()
    {
        var world = await ConnectAsync("ana@mail.example", Cancel);
        var watch = await world.Provider.WatchAsync(world.Mailbox, null, Cancel);

        var id = await world.Person.DeliverAsync(Question, Cancel);
        await Eventually.SeesAsync(() => Task.FromResult(functions!.Ids.ToList()), seen => seen.Contains(id), "the message is named", Cancel);

        var item = functions!.Items.First();
        Assert.AreEqual(watch.PushIdentity, (string?)item["subscriptionId"]);
        Assert.IsTrue(microsoft!.Get<EmailSync.Core.Providers.Outlook.OutlookClientState>().IsOf(world.Mailbox, (string?)item["clientState"]));
    }

    private protected override async Task<ProviderWorld> ConnectAsync(string address, CancellationToken cancellationToken)
    {
        functions = await MicrosoftReceiver.StartAsync();
        microsoft = await SimulatedMicrosoft.StartAsync(functions.BaseUrl, cancellationToken);
        return await microsoft.ConnectAsync(address, cancellationToken);
    }
}
