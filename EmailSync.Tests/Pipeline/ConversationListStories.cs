using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>The list of a location's conversations: every one that has mail, once, that with the newest mail first, whoever dies.</summary>
[TestClass]
public sealed class ConversationListStories
{
    private static readonly ContactId dora = new("dora");
    private static readonly ContactId eva = new("eva");

    [TestMethod]
    public async Task The_conversation_with_the_newest_mail_comes_first_and_older_mail_that_is_found_late_moves_nothing()
    {
        await using var world = await StartAsync();

        Deliver(world, dora, "Dora 1");
        Deliver(world, Carla, "Carla 1");
        await world.SettleAsync();
        var first = await ListAsync(world);
        Deliver(world, dora, "Dora 2");
        await world.SettleAsync();
        var second = await ListAsync(world);
        await world.AcceptAsync("key", "Ours");
        await world.SettleAsync();
        var third = await ListAsync(world);

        Assert.AreEqual("carla Carla 1 (1), dora Dora 1 (1)", first);
        Assert.AreEqual("dora Dora 2 (2), carla Carla 1 (1)", second);
        Assert.AreEqual("carla Ours (2), dora Dora 2 (2)", third);
        var shown = (await world.Get<ListConversations>().PageAsync(North, null, 10, Ana, None)).Items;
        Assert.IsEmpty(shown);
    }

    [TestMethod]
    public async Task What_comes_while_somebody_pages_neither_hides_nor_repeats_a_conversation_that_did_not_change()
    {
        await using var world = await StartAsync();
        for (var i = 0; i < 7; i++)
        {
            await world.KnowAsync(North, new ContactId($"c{i}"), $"c{i}@client.example");
            Deliver(world, new ContactId($"c{i}"), $"Mail {i}");
            await world.SettleAsync(TimeSpan.FromSeconds(30));
        }

        var seen = new List<string>();
        string? cursor = null;
        for (var page = 0; page == 0 || cursor is not null; page++)
        {
            var (items, next) = await world.Get<ListConversations>().PageAsync(North, cursor, 2, null, None);
            seen.AddRange(items.Select(i => i.Contact.Id.Value));
            cursor = next;

            // One that was seen moves to the front, one that is new comes there, and one that was not seen yet goes there.
            if (page == 0)
            {
                Deliver(world, new ContactId("c6"), "Again");
                Deliver(world, dora, "New");
                Deliver(world, new ContactId("c1"), "Again");
                await world.SettleAsync(TimeSpan.FromSeconds(30));
            }
        }

        Assert.AreEqual("c6,c5,c4,c3,c2,c0", string.Join(',', seen));
        StringAssert.StartsWith(await ListAsync(world), "c1 Again (2), dora New (1), c6 Again (2), c5 Mail 5 (1)");
    }

    [TestMethod]
    public async Task A_conversation_that_gets_mail_while_the_list_is_read_is_on_its_first_page_with_that_mail()
    {
        await using var world = await StartAsync();
        Deliver(world, Carla, "Carla 1");
        Deliver(world, dora, "Dora 1");
        await world.SettleAsync();
        var list = world.Get<ITables>()[TableNames.ConversationList];
        var partition = world.Get<TableKeys>().ConversationList(North);
        var before = await list.QueryAsync(partition, null, null, None).ToListAsync();
        Deliver(world, Carla, "Carla 2");
        await world.SettleAsync();

        // As a reader has it who has read the list just before the mail, and the conversations right after.
        foreach (var row in await list.QueryAsync(partition, null, null, None).ToListAsync())
            await list.DeleteAsync(partition, row.RowKey, null, None);
        foreach (var row in before)
            await list.UpsertAsync(new Row(partition, row.RowKey) { ["at"] = world.Clock.GetUtcNow() }, None);

        Assert.AreEqual("carla Carla 2 (2), dora Dora 1 (1)", await ListAsync(world));
    }

    [TestMethod]
    public async Task Mail_that_comes_while_somebody_pages_through_a_conversation_neither_hides_nor_repeats_older_mail()
    {
        await using var world = await StartAsync();
        for (var i = 0; i < 5; i++)
            Deliver(world, Carla, $"Mail {i}");
        await world.SettleAsync();
        var conversation = (await world.Get<DirectoryStore>().GetContactAsync(North, Carla, None))!.Conversation;
        var store = world.Get<ConversationStore>();

        var first = await store.ListAsync(conversation, null, 2, None);
        Deliver(world, Carla, "New");
        await world.SettleAsync();
        var rest = await store.ListAsync(conversation, first[^1].Message.Id.SortKey, 10, None);

        Assert.AreEqual("Mail 4,Mail 3,Mail 2,Mail 1,Mail 0", string.Join(',', first.Concat(rest).Select(m => m.Message.Subject)));
        Assert.AreEqual("New", (await store.ListAsync(conversation, null, 1, None))[0].Message.Subject);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true, DisplayName = "every step twice")]
    public async Task Whoever_dies_at_whichever_write_every_conversation_is_listed_once_under_its_newest_mail(bool twice)
    {
        for (var write = 1; ; write++)
        {
            var tables = new WatchedTables(new InMemoryTables());
            await using var world = await StartAsync(tables);
            Deliver(world, Carla, "First");
            await world.SettleAsync(TimeSpan.FromSeconds(30));
            world.RunTwice = twice;
            Deliver(world, Carla, "Second");
            Deliver(world, dora, "Dora");
            world.Fuse.DieAfter(write);
            var died = false;
            try
            {
                await world.SettleAsync(TimeSpan.FromSeconds(30));
            }
            catch (ProcessDiedException)
            {
                died = true;
                await world.RestartAsync();
            }
            world.Fuse.Mend();
            await world.SettleAsync(TimeSpan.FromMinutes(15));

            Assert.AreEqual("carla Second (2),dora Dora (1)", string.Join(',', (await ListAsync(world)).Split(", ").Order(StringComparer.Ordinal)), $"after {write} writes");

            // The reader who comes after the time of a transaction leaves what is true.
            world.Clock.Advance(TimeSpan.FromMinutes(15));
            await ListAsync(world);
            Assert.AreEqual(2, (await tables.RowsAsync()).Count(row => row.StartsWith(TableNames.ConversationList, StringComparison.Ordinal)), $"after {write} writes");
            if (!died)
                return;
        }
    }

    [TestMethod]
    public async Task Two_who_write_into_one_conversation_at_once_leave_it_listed_once()
    {
        var tables = new WatchedTables(new InMemoryTables());
        await using var world = await StartAsync(tables);
        var key = world.Get<TableKeys>().ConversationOf(North, Carla);
        var store = world.Get<ConversationStore>();
        var now = world.Clock.GetUtcNow();

        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => store.CommitAsync(
            MessageId.Create(key, now.AddSeconds(i % 8), $"message{i % 8:D5}"),
            Carla,
            marker: null,
            before => before is null ? new MessageCommit(Message(key, now.AddSeconds(i % 8), i % 8), null) : null,
            None))));

        Assert.AreEqual("carla Mail 7 (8)", await ListAsync(world));

        // A claim that lost the race is left to the reader who comes after the time of a transaction.
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.AreEqual("carla Mail 7 (8)", await ListAsync(world));
        Assert.AreEqual(1, (await tables.RowsAsync()).Count(row => row.StartsWith(TableNames.ConversationList, StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task R27_A_conversation_that_is_erased_is_listed_no_more_and_one_that_was_taken_over_is_listed_under_its_new_contact()
    {
        var tables = new WatchedTables(new InMemoryTables());
        await using var world = await StartAsync(tables);
        Deliver(world, Carla, "Carla");
        Deliver(world, dora, "Dora");
        await world.SettleAsync();
        var made = await world.Get<DirectoryStore>().ChangeContactAsync(North, dora, before => before! with { CreatedFor = "mail" }, None);
        Assert.IsNotNull(made);

        await world.PutContactAsync(North, eva, "dora@client.example", dora);
        var subject = (await world.DeleteContactAsync(North, Carla))!;
        var atOnce = await ListAsync(world);
        await world.EraseAsync(subject);

        Assert.AreEqual("eva Dora (1)", atOnce);
        Assert.AreEqual("eva Dora (1)", await ListAsync(world));
        Assert.AreEqual(1, (await tables.RowsAsync()).Count(row => row.StartsWith(TableNames.ConversationList, StringComparison.Ordinal)));
    }

    private static async Task<PipelineWorld> StartAsync(ITables? tables = null)
    {
        var world = await PipelineWorld.StartAsync(Homes.Gmail, tables);
        await world.KnowLocationAsync(North, AssignmentPolicy.Never);
        await world.KnowAsync(North, dora, "dora@client.example");
        await world.ConnectAsync(North, Ana, AnaAddress);
        return world;
    }

    private static void Deliver(PipelineWorld world, ContactId from, string subject)
    {
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        world.Deliver(AnaAddress, new AMail(from == Carla ? CarlaAddress : $"{from}@client.example", AnaAddress, subject) { Id = $"{subject.Replace(' ', '-')}-{world.Clock.GetUtcNow().Ticks}@x" });
    }

    private static async Task<string> ListAsync(PipelineWorld world) => string.Join(
        ", ", (await world.Get<ListConversations>().PageAsync(North, null, 100, null, None)).Items.Select(i => $"{i.Contact.Id} {i.Newest.Message.Subject} ({i.Messages})"));

    private static SyncedMessage Message(ConversationKey key, DateTimeOffset at, int number) => new()
    {
        Id = MessageId.Create(key, at, $"message{number:D5}"),
        Location = North,
        Contact = Carla,
        Thread = new("t"),
        Direction = Direction.Inbound,
        Origin = MessageOrigin.Mailbox,
        Status = MessageStatus.Received,
        SentAt = at,
        Subject = $"Mail {number}",
    };
}
