using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Tests.Storage;
using Microsoft.Extensions.Time.Testing;

namespace EmailSync.Tests.Stores;

/// <summary>What is kept beside a webhook, on every backend: how it does, what was set aside, what was tried.</summary>
public abstract class WebhookStoresContract
{
    private static readonly LocationId here = new("here");
    private static readonly LocationId elsewhere = new("elsewhere");
    private static readonly ContactId carla = new("carla");
    private static readonly DateTimeOffset noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly TableKeys keys = new(new KeyHasher([.. Enumerable.Range(1, 32).Select(i => (byte)i)]));
    private static readonly EventStream conversation = EventStream.Of(keys.ConversationOf(here, carla));

    private readonly FakeTimeProvider clock = new(noon);

    private protected abstract Task<ITables> TablesAsync();

    private static CancellationToken None => CancellationToken.None;

    [TestMethod]
    public async Task Of_many_who_fail_at_once_each_counts_and_one_success_makes_all_good()
    {
        var store = new TargetStore(await TablesAsync(), keys);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            store.ChangeAsync(here, h => h.AfterFailure(new EventStream($"s{i}"), new WebhookAnswer(null, "unreachable", default), noon), None)));
        var failed = await store.GetAsync(here, None);
        await store.ChangeAsync(here, _ => TargetHealth.Good, None);

        Assert.AreEqual((8, true), (failed.Failures, failed.IsClosed));
        Assert.AreEqual(TargetHealth.Good, await store.GetAsync(here, None));
        Assert.AreEqual(TargetHealth.Good, await store.GetAsync(elsewhere, None));
        Assert.IsNull(await store.OwnerOfAsync(store.WorkOf(here), None));
    }

    [TestMethod]
    public async Task Streams_that_wait_are_listed_in_pages_until_they_are_called()
    {
        var store = new TargetStore(await TablesAsync(), keys);
        foreach (var stream in (string[])["b", "a", "c", "b"])
            await store.ParkAsync(here, new EventStream(stream), None);

        var first = await store.ListParkedAsync(here, null, 2, None);
        var rest = await store.ListParkedAsync(here, first[^1].Value, 2, None);
        await store.UnparkAsync(here, new EventStream("a"), None);

        Assert.AreEqual("a,b,c", string.Join(',', first.Concat(rest)));
        Assert.AreEqual("b,c", string.Join(',', await store.ListParkedAsync(here, null, 5, None)));
        Assert.AreEqual(here, await store.OwnerOfAsync(store.WorkOf(here), None));
    }

    [TestMethod]
    public async Task The_same_order_twice_is_one_and_comes_back_as_it_was()
    {
        var store = new TargetStore(await TablesAsync(), keys);
        var order = new ReplayOrder(noon, noon.AddDays(1), [CrmEventType.MessageSynced, CrmEventType.ContactCreated]);
        await store.OrderAsync(here, order, None);
        await store.OrderAsync(here, order, None);

        var next = await store.NextOrderAsync(here, None);
        await store.DoneAsync(here, next!, None);

        Assert.AreEqual((order.Since, order.Until, "MessageSynced,ContactCreated"), (next!.Since, next.Until, string.Join(',', next.Types)));
        Assert.IsNull(await store.NextOrderAsync(here, None));
    }

    [TestMethod]
    public async Task What_is_set_aside_is_found_by_its_time_newest_first_and_goes_back_to_its_place()
    {
        var (tables, store, conversations) = await AsideAsync();
        var events = await CommitAsync(conversations, 5);
        foreach (var item in events)
            await store.SetAsideAsync(here, item, "503", None);

        var all = await store.ListAsync(here, noon, noon.AddDays(1), null, 2, None);
        var rest = await store.ListAsync(here, noon, noon.AddDays(1), all[^1].Key, 10, None);
        var some = await store.ListAsync(here, events[1].At, events[3].At, null, 10, None);
        Assert.AreEqual("5,4,3,2,1", string.Join(',', all.Concat(rest).Select(e => Number(e.Event))));
        Assert.AreEqual("4,3,2", string.Join(',', some.Select(e => Number(e.Event))));
        Assert.AreEqual(("503", noon.AddMinutes(5)), (all[0].LastError, all[0].SetAsideAt));
        Assert.IsTrue(all.All(e => SetAsideStore.IsKey(e.Key)));
        Assert.IsEmpty(await store.ListAsync(elsewhere, noon, noon.AddDays(1), null, 10, None));
        Assert.IsEmpty(await WaitingAsync(conversations));

        for (var again = 0; again < 2; again++)
            await store.PutBackAsync(here, conversation, new ReplayOrder(events[1].At, events[3].At, []), None);

        Assert.AreEqual("2,3,4", string.Join(',', (await WaitingAsync(conversations)).Select(Number)));
        Assert.AreEqual(events[1].Id, (await WaitingAsync(conversations))[0].Id);
        Assert.AreEqual(clock.GetUtcNow(), (await WaitingAsync(conversations))[0].Since);
        Assert.AreEqual("5,1", string.Join(',', (await store.ListAsync(here, noon, noon.AddDays(1), null, 10, None)).Select(e => Number(e.Event))));
        GC.KeepAlive(tables);
    }

    [TestMethod]
    public async Task An_entry_whose_event_was_never_set_aside_is_passed_over()
    {
        var (tables, store, conversations) = await AsideAsync();
        var events = await CommitAsync(conversations, 1);
        var fuse = new Pipeline.WriteFuse();
        var dying = new SetAsideStore(new Pipeline.FusedTables(tables, fuse), keys, new DueStore(tables), clock);
        fuse.DieAfter(1);
        await Assert.ThrowsExactlyAsync<Pipeline.ProcessDiedException>(() => dying.SetAsideAsync(here, events[0], "503", None));

        Assert.IsEmpty(await store.ListAsync(here, noon, noon.AddDays(1), null, 10, None));
        await store.SetAsideAsync(here, events[0], "503", None);

        Assert.HasCount(1, await store.ListAsync(here, noon, noon.AddDays(1), null, 10, None));
    }

    [TestMethod]
    public async Task What_was_set_aside_goes_after_thirty_days()
    {
        var (tables, store, conversations) = await AsideAsync();
        await store.SetAsideAsync(here, (await CommitAsync(conversations, 1))[0], "503", None);

        clock.Advance(TimeSpan.FromDays(29));
        Assert.IsFalse(await store.PurgeAsync(keys.SetAside(here), None));
        Assert.HasCount(1, await store.ListAsync(here, noon, noon.AddDays(1), null, 10, None));
        clock.Advance(TimeSpan.FromDays(2));
        Assert.IsFalse(await store.PurgeAsync(keys.SetAside(here), None));

        Assert.IsFalse(await tables[TableNames.Webhooks].QueryAsync(keys.SetAside(here), null, null, None).AnyAsync(None));
        Assert.IsFalse(await tables[TableNames.Conversations].QueryAsync(conversation.Partition, "x", "y", None).AnyAsync(None));
    }

    [TestMethod]
    public async Task R27_Of_a_deleted_contact_nothing_is_left_that_its_webhooks_have_left_behind()
    {
        var (tables, store, conversations) = await AsideAsync();
        var due = new DueStore(tables);
        var (targets, log) = (new TargetStore(tables, keys), new DeliveryLog(tables, keys, due, clock));
        var events = await CommitAsync(conversations, 2);
        var other = EventStream.Of(keys.ConversationOf(here, new ContactId("other")));
        var made = new OutboxEvent(other, "o000000000001", CrmEventType.ContactCreated, noon, Created: carla);
        await store.SetAsideAsync(here, events[0], "503", None);
        await store.SetAsideAsync(here, made, "503", None);
        await log.AddAsync(here, conversation, Line(events[1].Id, noon), None);
        await log.AddAsync(here, other, Line("evt_other", noon), None);
        await targets.ParkAsync(here, conversation, None);
        var failed = new WebhookAnswer(null, "unreachable", default);
        await targets.ChangeAsync(here, h => h.AfterFailure(conversation, failed, noon).WhileProbed(conversation, noon), None);
        var remains = new WebhookRemains(tables, keys, targets, store, log);

        await remains.ForgetAsync(here, keys.Contact(here, carla), keys.ConversationOf(here, carla), None);

        var left = new List<string>();
        foreach (var (table, partition) in ((string, string)[])[
            (TableNames.Webhooks, keys.Webhook(here)), (TableNames.Webhooks, keys.SetAside(here)), (TableNames.Deliveries, keys.Deliveries(here, noon)), (TableNames.Conversations, other.Partition)])
        {
            await foreach (var row in tables[table].QueryAsync(partition, null, null, None))
                left.Add(row.RowKey + string.Concat(row.Values.Select(v => $" {v.Value}")));
        }
        Assert.IsFalse(left.Exists(l => l.Contains("carla", StringComparison.Ordinal) || l.Contains(conversation.Value, StringComparison.Ordinal)
            || l.Contains(keys.Contact(here, carla), StringComparison.Ordinal)), string.Join('\n', left));
        Assert.HasCount(1, await log.ListAsync(here, noon.AddDays(-1), null, None).ToListAsync(None));
        Assert.AreEqual(1, (await targets.GetAsync(here, None)).Failures);
    }

    [TestMethod]
    public async Task R27_Of_a_deleted_location_nothing_is_left_not_even_what_would_have_purged_it()
    {
        var (tables, store, conversations) = await AsideAsync();
        var due = new DueStore(tables);
        var (targets, log) = (new TargetStore(tables, keys), new DeliveryLog(tables, keys, due, clock));
        await store.SetAsideAsync(here, (await CommitAsync(conversations, 1))[0], "503", None);
        for (var i = 0; i < 120; i++)
            await log.AddAsync(here, conversation, Line($"evt_{i}", clock.GetUtcNow().AddSeconds(-i)), None);
        await targets.ParkAsync(here, conversation, None);
        await targets.ChangeAsync(here, h => h.AfterFailure(conversation, new WebhookAnswer(null, "unreachable", default), noon), None);
        var remains = new WebhookRemains(tables, keys, targets, store, log);
        Assert.IsTrue(await remains.AreAnyAsync(here, None));

        while (await remains.EraseAsync(here, None))
        {
        }

        Assert.IsFalse(await remains.AreAnyAsync(here, None));
        for (var shard = 0; shard < TableKeys.DueShards; shard++)
            Assert.IsFalse(await due.ListDueAsync(DueKind.Expire, shard, noon.AddDays(60), None).AnyAsync(None));
    }

    [TestMethod]
    public async Task Attempts_are_listed_newest_first_over_midnight_and_kept_for_three_days()
    {
        var tables = await TablesAsync();
        var log = new DeliveryLog(tables, keys, new DueStore(tables), clock);
        for (var hour = 0; hour < 30; hour++)
        {
            await log.AddAsync(here, conversation, Line($"evt_{hour}", clock.GetUtcNow()) with { Status = 503, Attempt = hour + 1 }, None);
            clock.Advance(TimeSpan.FromHours(1));
        }

        var first = await log.ListAsync(here, noon, null, None).Take(20).ToListAsync(None);
        var rest = await log.ListAsync(here, noon, first[^1].Key, None).ToListAsync(None);
        Assert.AreEqual(string.Join(',', Enumerable.Range(0, 30).Reverse().Select(i => $"evt_{i}")), string.Join(',', first.Concat(rest).Select(l => l.EventId)));
        Assert.AreEqual(Line("evt_29", noon.AddHours(29)) with { Status = 503, Attempt = 30, Key = first[0].Key }, first[0]);
        Assert.IsTrue(first.All(l => DeliveryLog.IsKey(l.Key!)));
        Assert.HasCount(6, await log.ListAsync(here, noon.AddHours(24), null, None).ToListAsync(None));
        Assert.IsEmpty(await log.ListAsync(elsewhere, noon, null, None).ToListAsync(None));

        clock.Advance(TimeSpan.FromDays(3) - TimeSpan.FromHours(12));
        Assert.HasCount(12, await log.ListAsync(here, noon, null, None).ToListAsync(None));
        await log.PurgeAsync(keys.Deliveries(here, noon), None);
        Assert.IsFalse(await tables[TableNames.Deliveries].QueryAsync(keys.Deliveries(here, noon), null, null, None).AnyAsync(None));
    }

    [TestMethod]
    public async Task A_webhook_that_was_put_anew_is_not_disabled_by_what_the_old_one_said()
    {
        var tables = await TablesAsync();
        var directory = new DirectoryStore(tables, keys, new AddressIndex(tables, keys), clock);
        var old = WebhookRotation.Next(null, "https://crm.example/", "secret", isNew: true, noon);
        await directory.SaveLocationAsync(new Location(here, "Here", new LocationSettings(), old), None);
        var next = WebhookRotation.Next(old, old.Url, "secret", isNew: false, noon.AddMinutes(1));
        await directory.SaveLocationAsync(new Location(here, "Here", new LocationSettings(), next), None);

        Assert.IsFalse(await directory.DisableWebhookAsync(here, old, "gone", noon.AddMinutes(2), None));
        Assert.AreEqual(next, (await directory.GetLocationAsync(here, None))!.Webhook);
        Assert.IsTrue(await directory.DisableWebhookAsync(here, next, "gone", noon.AddMinutes(2), None));
        Assert.IsFalse(await directory.DisableWebhookAsync(here, next, "gone", noon.AddMinutes(3), None));

        Assert.AreEqual(next with { DisabledAt = noon.AddMinutes(2), DisabledReason = "gone" }, (await directory.GetLocationAsync(here, None))!.Webhook);
    }

    private async Task<(ITables Tables, SetAsideStore Aside, ConversationStore Conversations)> AsideAsync()
    {
        var tables = await TablesAsync();
        return (tables, new SetAsideStore(tables, keys, new DueStore(tables), clock), new ConversationStore(tables, keys, new ContentStore(new InMemoryBlobs(), keys), clock));
    }

    /// <summary>Events of Carla's conversation, a minute apart.</summary>
    private async Task<IReadOnlyList<OutboxEvent>> CommitAsync(ConversationStore store, int count)
    {
        for (var i = 1; i <= count; i++)
        {
            var id = MessageId.Create(keys.ConversationOf(here, carla), clock.GetUtcNow(), keys.Unique(here, $"{i}"));
            var message = new SyncedMessage
            {
                Id = id,
                Location = here,
                Contact = carla,
                Thread = new Core.Threads.ThreadId("t"),
                Direction = Direction.Inbound,
                Origin = MessageOrigin.Mailbox,
                Status = MessageStatus.Received,
                SentAt = clock.GetUtcNow(),
            };
            await store.CommitAsync(id, carla, marker: noon, _ => new MessageCommit(message, CrmEventType.MessageSynced), None);
            clock.Advance(TimeSpan.FromMinutes(1));
        }
        return await WaitingAsync(store);
    }

    private static async Task<IReadOnlyList<OutboxEvent>> WaitingAsync(ConversationStore store) => await store.ListOutboxAsync(conversation, None).ToListAsync(None);

    private static WebhookDelivery Line(string id, DateTimeOffset at) =>
        new(at, id, CrmEventType.MessageSynced, null, null, TimeSpan.FromMilliseconds(12), 1);

    private static long Number(OutboxEvent item) =>
        long.Parse(item.RowKey.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture) - noon.ToUnixTimeMilliseconds();
}

[TestClass]
public sealed class InMemoryWebhookStoresTests : WebhookStoresContract
{
    private protected override Task<ITables> TablesAsync() => Task.FromResult<ITables>(new InMemoryTables());
}

[TestClass]
public sealed class AzureWebhookStoresTests : WebhookStoresContract
{
    private protected override Task<ITables> TablesAsync() => AzuriteFixture.TablesAsync();
}
