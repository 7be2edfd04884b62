using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Mail;
using EmailSync.Core.Storage;
using EmailSync.Core.Threads;
using Microsoft.Extensions.Time.Testing;

namespace EmailSync.Tests.Stores;

public abstract partial class StoreContract
{
    [TestMethod]
    public async Task A_message_and_its_event_are_committed_together_and_no_change_writes_nothing()
    {
        var (store, _) = await ConversationsAsync();

        await store.CommitAsync(Id(1), carla, marker: noon, _ => new MessageCommit(Message(1), CrmEventType.MessageSynced), None);
        var unchanged = await store.CommitAsync(Id(1), carla, marker: noon, _ => null, None);
        await store.CommitAsync(Id(2), carla, marker: null, _ => new MessageCommit(Message(2), CrmEventType.MessageSynced), None);
        var refused = await store.CommitAsync(Id(3), carla, marker: noon, _ => null, None);

        Assert.AreEqual(Id(1), unchanged!.Id);
        Assert.IsNull(refused);
        var events = await OutboxAsync(store);
        Assert.AreEqual((Id(1), CrmEventType.MessageSynced, noon), (events.Single().Message, events.Single().Type, events.Single().At));
    }

    [TestMethod]
    public async Task Commits_that_race_keep_every_event_in_a_sequence_without_gaps()
    {
        var (store, _) = await ConversationsAsync();

        await Task.WhenAll(Enumerable.Range(1, 8).Select(i =>
            store.CommitAsync(Id(i), carla, marker: noon, _ => new MessageCommit(Message(i), CrmEventType.MessageSynced), None)));

        var events = await OutboxAsync(store);
        CollectionAssert.AreEqual(Enumerable.Range(1, 8).Select(i => $"o{noon.ToUnixTimeMilliseconds() + i}").ToArray(), events.Select(e => e.RowKey).ToArray());
        CollectionAssert.AreEquivalent(Enumerable.Range(1, 8).Select(Id).ToArray(), events.Select(e => e.Message).ToArray());
    }

    [TestMethod]
    public async Task A_conversation_is_paged_newest_first()
    {
        var (store, _) = await ConversationsAsync();
        for (var i = 1; i <= 5; i++)
            await store.CommitAsync(Id(i), carla, marker: null, _ => new MessageCommit(Message(i), null), None);

        var first = await store.ListAsync(keys.ConversationOf(here, carla), null, 2, None);
        var rest = await store.ListAsync(keys.ConversationOf(here, carla), first[^1].Message.Id.SortKey, 10, None);

        CollectionAssert.AreEqual(new[] { Id(5), Id(4) }, first.Select(m => m.Message.Id).ToArray());
        CollectionAssert.AreEqual(new[] { Id(3), Id(2), Id(1) }, rest.Select(m => m.Message.Id).ToArray());
    }

    [TestMethod]
    public async Task Another_location_that_learned_an_id_sees_nothing()
    {
        var (store, _) = await ConversationsAsync();
        await store.CommitAsync(Id(1), carla, marker: null, _ => new MessageCommit(Message(1), null), None);

        Assert.IsNotNull(await store.GetAsync(here, Id(1), None));
        Assert.IsNull(await store.GetAsync(elsewhere, Id(1), None));
        Assert.IsNull(await store.GetWithContentAsync(elsewhere, Id(1), None));
        Assert.IsEmpty(await store.ListAsync(keys.ConversationOf(elsewhere, carla), null, 10, None));
    }

    [TestMethod]
    [DataRow(10)]
    [DataRow(400_000)]
    public async Task Content_comes_back_whole_from_the_row_or_from_a_blob(int length)
    {
        var (store, contents) = await ConversationsAsync();
        var dice = new Random(1);
        var text = new string([.. Enumerable.Range(0, length).Select(_ => (char)dice.Next('!', 0x2000))]);
        var prepared = await contents.PrepareAsync(here, Id(1), new MailContent(text, "quoted", null, []), None);

        await store.CommitAsync(Id(1), carla, marker: null, _ => new MessageCommit(Message(1), null, prepared), None);
        await store.CommitAsync(Id(1), carla, marker: null, m => new MessageCommit(m! with { Subject = "Changed" }, null), None);
        var stored = await store.GetWithContentAsync(here, Id(1), None);

        Assert.AreEqual(length > 1000, prepared.Inline is null);
        Assert.AreEqual((text, "quoted", "Changed"), (stored!.Content.Text, stored.Content.QuotedText, stored.Message.Subject));
    }

    private async Task<(ConversationStore Store, ContentStore Contents)> ConversationsAsync()
    {
        var contents = new ContentStore(await BlobsAsync(), keys);
        return (new ConversationStore(await TablesAsync(), keys, contents, new FakeTimeProvider(noon)), contents);
    }

    private static Task<List<OutboxEvent>> OutboxAsync(ConversationStore store) => ListAsync(store.ListOutboxAsync(Id(1).Conversation, None));

    private static SyncedMessage Message(int number) => new()
    {
        Id = Id(number),
        Location = here,
        Contact = carla,
        Thread = new ThreadId("t"),
        Direction = Direction.Inbound,
        Origin = MessageOrigin.Mailbox,
        Status = MessageStatus.Received,
        SentAt = noon,
    };
}
