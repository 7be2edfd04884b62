using EmailSync.Core.Access;
using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;
using EmailSync.Core.Directory.Imports;
using EmailSync.Core.Mail;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sending;
using EmailSync.Core.Sending.Batches;
using EmailSync.Core.Storage;
using EmailSync.Core.Suppressions;
using EmailSync.Core.Sync;
using EmailSync.Tests.Mail;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>The location North, with all that a location may have, its deletion, and what is left of it. Ben's mailbox is South's as well.</summary>
internal sealed class DeletedLocation(ErasureWorld seen)
{
    public const string Prospect = "nina@prospect.example";

    private PipelineWorld World => seen.World;

    /// <summary>A contact with mail, and Ben's mailbox connected in North too.</summary>
    public static async Task<DeletedLocation> StartAsync(Homes homes, ITables? tables = null, IBlobs? blobs = null)
    {
        var seen = await ErasureWorld.StartAsync(homes, tables, blobs);
        await seen.World.KnowLocationAsync(North, AssignmentPolicy.Never);
        await seen.World.KnowLocationAsync(South, AssignmentPolicy.Never);
        await seen.World.ConnectAsync(North, Ben, BenAddress);
        return new DeletedLocation(seen);
    }

    public ErasureWorld Seen => seen;

    /// <summary>
    /// Threads, attachments, automatic mail of contacts and strangers, sends past and to come, mail that waits; a contact that was made by hand, one that took over
    /// another, one that was erased and put again, one that is just being erased; an order to fill in, an upload, a batch for later, a sign-in, a user who has moved, one who is gone.
    /// </summary>
    public async Task SeedAsync()
    {
        await ErasureStories.SeedAsync(World);
        var log = World.Get<LoggingAddresses>().Of(North, Ana)!;
        World.SendFromClient(AnaAddress, new AMail(AnaAddress, "nora@prospect.example", "Hello") { Id = "logged-1@x", Headers = [$"Bcc: {log}"] });
        World.SendFromClient(AnaAddress, new AMail(AnaAddress, Prospect, "Hello") { Id = "logged-2@x", Headers = [$"Bcc: {log}"] });
        World.Deliver(AnaAddress, new AMail("robot@elsewhere.example", AnaAddress, "Re: Plans") { Id = "auto-2@x", Headers = ["Auto-Submitted: auto-replied"] }.Answering("plans-1@x"));
        World.Deliver(BenAddress, new AMail(CarlaAddress, BenAddress, "To Ben") { Id = "ben-1@x" });
        await World.KnowAsync(North, new ContactId("dora"), "dora@client.example");
        World.Deliver(AnaAddress, new AMail("dora@client.example", AnaAddress, "First") { Id = "dora-1@x" });
        var forgotten = new SendRequest(North, "forgotten", "hash", Ana, new ContactId("dora"), null, [], [], "Forgotten", null, "Our offer", [], null, null);
        Assert.IsInstanceOfType<SendAcceptance.Accepted>(await World.Get<AcceptSend>().AcceptAsync(forgotten, None));
        Assert.IsTrue(EmailAddress.TryParse(log, out var address));
        await World.Get<InboundMail>().AcceptAsync(address, new AMail(AnaAddress, "nobody@prospect.example", "By hand") { Id = "inbound@x" }.Bytes(), None);
        await World.SettleAsync();

        var made = World.Get<TableKeys>().LoggedContact(North, Prospect);
        Assert.IsNotNull(await World.Get<DirectoryStore>().GetContactAsync(North, made, None));
        Assert.IsInstanceOfType<Adoption.Granted>(await World.PutContactAsync(North, new ContactId("nina"), Prospect, made));
        await World.EraseAsync((await World.DeleteContactAsync(North, new ContactId("dora")))!);
        await World.KnowAsync(North, new ContactId("dora"), "dora@client.example");
        World.Deliver(AnaAddress, new AMail("dora@client.example", AnaAddress, "Second") { Id = "dora-2@x" });
        await World.KnowAsync(North, new ContactId("eva"), "eva@client.example");
        World.Deliver(AnaAddress, new AMail("eva@client.example", AnaAddress, "Eva") { Id = "eva-1@x" });
        await World.ConnectAsync(North, new UserId("gone"), "gone@acme.example");
        await World.ConnectAsync(North, new UserId("moved"), "old@acme.example");
        await World.ConnectAsync(North, new UserId("moved"), "moved@acme.example", ConnectMode.Update);
        Assert.IsTrue(await World.Get<DeleteUser>().DeleteAsync(North, new UserId("gone"), None));
        World.At(AnaAddress).Deliver(AnaAddress, new AReport(AnaAddress, "never@x", "carla@client.example").Bytes(), spam: false);
        await World.SettleAsync(TimeSpan.FromMinutes(10));

        Assert.IsNotNull(await World.DeleteContactAsync(North, new ContactId("eva")));
        await World.Get<FillIn>().OrderAsync(North, ["fay@client.example"], None);
        var place = (await World.Get<DirectoryStore>().GetLocationAsync(North, None))!;
        Assert.IsNotNull(await World.Get<FillIn>().ExpectAsync(place, new ContactId("gus"), ["gus@client.example"], null, None));
        var request = new SendRequest(
            North, "later", "hash", Ana, Carla, null, [], [], "Later", null, "Our offer", [], null, World.Clock.GetUtcNow().AddDays(20));
        Assert.IsInstanceOfType<SendAcceptance.Accepted>(await World.Get<AcceptSend>().AcceptAsync(request, None));
        Assert.IsInstanceOfType<SendAcceptance.Accepted>(await World.AcceptAsync("now", "Now"));
        await World.AcceptImportAsync(North, new ImportedContact("imported", "Imported", ["imported@client.example"], null, null));
        var upload = UploadStore.NewId();
        await World.Get<Expiry>().ExpectUploadAsync(World.Get<UploadStore>().BlobName(North, upload), None);
        await World.Get<UploadStore>().SaveAsync(North, upload, new OutgoingAttachment("north.pdf", "application/pdf", new byte[] { 1 }), None);
        Assert.IsTrue(EmailAddress.TryParse("leaver@elsewhere.example", out var leaver));
        await World.Get<SuppressionStore>().AddAsync(North, leaver, SuppressionReason.Manual, World.Clock.GetUtcNow(), null, None);
        await World.Get<SuppressionStore>().AddAsync(South, leaver, SuppressionReason.Manual, World.Clock.GetUtcNow(), null, None);
        await World.Get<LocationKeys>().CreateAsync(North, "north", None);
        await World.Get<LocationKeys>().CreateAsync(South, "south", None);
        await World.UseLocationProviderAsync(North);
        var batch = new BatchRequest(
            North, "batch", "hash", Ana, MessageKind.Bulk, null, null, "Many", null, "News", [new OutgoingAttachment("north.txt", "text/plain", new byte[] { 1 })],
            [new BatchMail(Carla.Value, "Yours", null, "For Carla alone"), new BatchMail("dora", null, null, null)], World.Clock.GetUtcNow().AddDays(20));
        Assert.IsInstanceOfType<BatchAcceptance.Accepted>(await World.Get<AcceptBatch>().AcceptAsync(batch, None));
        await World.Get<ConnectMailbox>().BeginAsync(North, Ana, MailProviderName.Gmail, ConnectMode.Connect, "http://127.0.0.1/north", null, None);
    }

    public async Task DeleteAsync() => Assert.IsNotNull(await World.DeleteLocationAsync(North));

    /// <summary>Everything is done that is due within three days, webhooks and renewals too.</summary>
    public async Task ComeToAnEndAsync()
    {
        await World.SettleAsync(TimeSpan.FromDays(3));
        var now = World.Clock.GetUtcNow();
        for (var shard = 0; shard < TableKeys.DueShards; shard++)
        {
            var streams = new List<EventStream>();
            await foreach (var item in World.Get<DueStore>().ListDueAsync(DueKind.Deliver, shard, now, None))
                streams.Add(new EventStream(item.Subject));
            foreach (var stream in streams.Except(SouthsStreams()))
                await World.Get<DeliverOutbox>().DeliverAsync(stream, None);
        }
        await World.RenewDueAsync();
        await World.Get<DueSweep>().CollectAsync(None);
    }

    /// <summary>South's CRM is not there to be told anything.</summary>
    private EventStream[] SouthsStreams() =>
    [
        EventStream.Of(World.Get<TableKeys>().ConversationOf(South, ErasureWorld.Sofia)),
        EventStream.OfConnection(World.Get<TableKeys>().Connection(South, Ben)),
    ];

    /// <summary>Every row and every blob that is neither South's nor that of South's mailbox, or that names North all the same.</summary>
    /// <param name="ids">Mail that came to South's mailbox as well.</param>
    public async Task<string> LeftAsync(params string[] ids) =>
        string.Join('\n', (await seen.EverythingAsync()).Where(line => NamesNorth(line) || !IsOfSouth(line, ids)));

    /// <summary>The location has something of every kind that is to be erased.</summary>
    public void AssertIsEverywhere(string left)
    {
        var keys = World.Get<TableKeys>();
        var lines = left.Split('\n');
        string[] tables =
        [
            TableNames.Directory, TableNames.Mailboxes, TableNames.Tokens, TableNames.OAuthStates, TableNames.Due, TableNames.Conversations, TableNames.MessageIndex,
            TableNames.ThreadIndex, TableNames.Sends, TableNames.Decisions, TableNames.AutomaticSenders, TableNames.Trails, TableNames.Suppressions,
            TableNames.Batches, TableNames.SentMails, TableNames.Keys, TableNames.Imports, TableNames.ConversationList, TableNames.Events,
        ];
        foreach (var table in tables)
            Assert.IsTrue(Array.Exists(lines, l => l.StartsWith(table + " ", StringComparison.Ordinal)), table);
        string[] things =
        [
            "waiting=", "logged=", "reports=", "claims=", "links=", " erasure-", " fill-in", " address=fay@client.example", "erased=True", "disconnectedAt=", "/uploads/", "/raw", " purged ", "/batches/", "/batch-mails/", "/imports/",
            keys.ConversationOf(North, new ContactId("dora"), 1).Value,
        ];
        foreach (var thing in things)
            Assert.IsTrue(Array.Exists(lines, l => l.Contains(thing, StringComparison.Ordinal)), thing + " is not there");
    }

    private bool NamesNorth(string line)
    {
        var keys = World.Get<TableKeys>();
        string[] marks =
        [
            "north", "carla", "dora@", "nina", "eva@", "fay@", AnaAddress, keys.Location(North), keys.Connections(North), keys.Contact(North, Carla),
            keys.Connection(North, Ana), keys.Connection(North, Ben), keys.ConversationOf(North, Carla).Value, keys.Address(North, CarlaAddress),
        ];
        return Marks.Has(line, marks);
    }

    private bool IsOfSouth(string line, string[] ids)
    {
        var keys = World.Get<TableKeys>();
        var mailbox = World.Connections.First(c => c.Location == South).Mailbox;
        var today = World.Clock.GetUtcNow();
        string[] marks =
        [
            mailbox.Value, "south", ErasureWorld.SofiaAddress, keys.Location(South), keys.Connections(South), keys.Contact(South, ErasureWorld.Sofia),
            keys.Address(South, ErasureWorld.SofiaAddress), keys.Address(South, BenAddress), keys.ConversationOf(South, ErasureWorld.Sofia).Value,
            keys.Connection(South, Ben), keys.MessageIdHeader(South, "s1@x"), keys.MessageIdHeader(South, "s2@x"), keys.Trail(South, 0)[..KeyHasher.Length],
            keys.Decisions(South, mailbox, today)[..KeyHasher.Length], keys.FillIns(mailbox), keys.Suppressions(South), keys.LocationKeys(South),
        ];
        return Marks.Has(line, marks) || Array.Exists(ids, id => line.Contains(keys.MessageIdHeader(South, id), StringComparison.Ordinal)) || line.StartsWith("EsMailboxes", StringComparison.Ordinal) && line.Contains(" push mailbox=" + mailbox, StringComparison.Ordinal);
    }
}
