using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>Ana of North, with all that a user may have, her deletion, and what is left of her.</summary>
internal sealed class DeletedUser(ErasureWorld seen, MailboxId mailbox)
{
    public ErasureWorld Seen => seen;

    private PipelineWorld World => seen.World;

    public MailboxId Mailbox => mailbox;

    /// <param name="homes">Where the mailboxes are.</param>
    /// <param name="hasWebhook">North's CRM is to be told by a webhook, at which nobody answers; else all is told that stands in the location's log.</param>
    /// <param name="tables">In memory unless given.</param>
    /// <param name="blobs">In memory unless given.</param>
    public static async Task<DeletedUser> StartAsync(Homes homes, bool hasWebhook = false, ITables? tables = null, IBlobs? blobs = null)
    {
        var seen = await ErasureWorld.StartAsync(homes, tables, blobs);
        seen.World.TellsCrm = true;
        await seen.World.KnowLocationAsync(North, AssignmentPolicy.Never);
        await seen.World.KnowLocationAsync(South, AssignmentPolicy.Never);
        var deleted = new DeletedUser(seen, seen.World.Connections.Single(c => c.Location == North).Mailbox);
        if (!hasWebhook)
            await deleted.TakeWebhookAwayAsync();
        return deleted;
    }

    public async Task TakeWebhookAwayAsync()
    {
        var north = (await World.Get<DirectoryStore>().GetLocationAsync(North, None))!;
        await World.Get<DirectoryStore>().SaveLocationAsync(north with { Webhook = null }, None);
        await World.Get<WebhookWork>().OpenAsync(North, None);
    }

    /// <summary>Mail of contacts and of strangers, mail that waits, sends that went out and one to come, an order to fill in, a sign-in.</summary>
    public async Task SeedAsync()
    {
        await ErasureStories.SeedAsync(World);
        await World.Get<FillIn>().OrderAsync(North, ["fay@client.example"], None);
        var request = new SendRequest(
            North, "later", "hash", Ana, Carla, null, [], [], "Later", null, "Our offer", [], null, World.Clock.GetUtcNow().AddDays(20));
        Assert.IsInstanceOfType<SendAcceptance.Accepted>(await World.Get<AcceptSend>().AcceptAsync(request, None));
        await World.Get<ConnectMailbox>().BeginAsync(North, Ana, MailProviderName.Gmail, ConnectMode.Reauthorize, "http://127.0.0.1/north", null, None);
    }

    /// <summary>All that she may have is there; she is deleted; nothing of it stays, and all of the neighbour's.</summary>
    public async Task AssertIsErasedAsync()
    {
        await SeedAsync();
        var neighbour = await NeighbourAsync();
        AssertIsEverywhere(await LeftAsync());

        await DeleteAsync();
        await ComeToAnEndAsync();

        Assert.AreEqual("", await LeftAsync());
        Assert.AreEqual(neighbour, await NeighbourAsync());
    }

    public async Task DeleteAsync() => Assert.IsTrue(await World.Get<DeleteUser>().DeleteAsync(North, Ana, None));

    /// <summary>A day passes until the erasure, and some more, in which the log of events and counters run out.</summary>
    public async Task ComeToAnEndAsync()
    {
        await World.SettleAsync(TimeSpan.FromDays(3));
        World.Clock.Advance(TimeSpan.FromDays(6));
        await World.SettleAsync(TimeSpan.FromDays(1));
        await World.RenewDueAsync();
        await World.SettleAsync(TimeSpan.FromDays(1));
    }

    /// <summary>As <see cref="ErasureWorld.NeighbourAsync"/>, but for what is not told: nobody answers at South's webhook, and days pass.</summary>
    public async Task<string> NeighbourAsync()
    {
        string[] passing = [TableNames.Events, TableNames.Deliveries, TableNames.Webhooks];
        return string.Join('\n', (await seen.NeighbourAsync()).Split('\n')
            .Where(line => !line.Contains(" type=", StringComparison.Ordinal) && !Array.Exists(passing, table => line.StartsWith(table, StringComparison.Ordinal))));
    }

    /// <summary>Every row and every blob that names her, her mailbox or her connection, and is not of a conversation.</summary>
    public async Task<string> LeftAsync()
    {
        var keys = World.Get<TableKeys>();
        string[] marks =
        [
            "user=ana", "id=ana ", "\"ana\"", AnaAddress, mailbox.Value, keys.Connection(North, Ana), keys.Address(North, AnaAddress), keys.User(Ana), keys.FillIns(mailbox),
            keys.Decisions(North, mailbox, World.Clock.GetUtcNow())[..KeyHasher.Length],
        ];
        return string.Join('\n', (await seen.EverythingAsync()).Where(line => !IsOfConversation(line) && Array.Exists(marks, line.Contains)));
    }

    /// <summary>The user has something of every kind that is to be erased.</summary>
    private static void AssertIsEverywhere(string left)
    {
        var lines = left.Split('\n');
        string[] tables =
        [
            TableNames.Directory, TableNames.Mailboxes, TableNames.Tokens, TableNames.OAuthStates, TableNames.Due, TableNames.MessageIndex, TableNames.ThreadIndex,
            TableNames.Sends, TableNames.Decisions, TableNames.Trails, TableNames.SentMails, TableNames.Budgets, TableNames.Events,
        ];
        foreach (var table in tables)
            Assert.IsTrue(Array.Exists(lines, l => l.StartsWith(table + " ", StringComparison.Ordinal)), table);
        foreach (var thing in (string[])[" waiting=", " logging ", " push ", " used-", " feed-", " addresses-", " purged ", " address=fay@client.example"])
            Assert.IsTrue(Array.Exists(lines, l => l.Contains(thing, StringComparison.Ordinal)), thing + " is not there");
    }

    /// <summary>What was written to contacts stays with them: the messages, the ledger of sends, and what leads from a sent mail to its message.</summary>
    private static bool IsOfConversation(string line) =>
        line.StartsWith(TableNames.Conversations + " ", StringComparison.Ordinal)
        || (line.StartsWith("blob ", StringComparison.Ordinal) && line.Contains("/raw ", StringComparison.Ordinal))
        || (line.StartsWith(TableNames.Sends + " ", StringComparison.Ordinal) && line.Contains(" send acceptedAt=", StringComparison.Ordinal))
        || (line.StartsWith(TableNames.MessageIndex + " ", StringComparison.Ordinal) && line.Contains("reason=OwnSend", StringComparison.Ordinal));
}
