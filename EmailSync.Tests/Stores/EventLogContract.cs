using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Tests.Storage;
using Microsoft.Extensions.Time.Testing;

namespace EmailSync.Tests.Stores;

/// <summary>What the log of a location's events promises its readers, on every backend.</summary>
public abstract class EventLogContract
{
    private static readonly LocationId here = new("here");
    private static readonly LocationId elsewhere = new("elsewhere");
    private static readonly ContactId carla = new("carla");
    private static readonly DateTimeOffset noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly TableKeys keys = new(new KeyHasher([.. Enumerable.Range(1, 32).Select(i => (byte)i)]));

    private readonly FakeTimeProvider clock = new(noon);

    private protected abstract Task<ITables> TablesAsync();

    private static CancellationToken None => CancellationToken.None;

    [TestMethod]
    public async Task A_reader_gets_each_event_once_in_order_behind_the_place_it_has_seen_and_nobody_elses()
    {
        var log = Log(await TablesAsync());
        await log.AppendAsync(here, [.. Enumerable.Range(1, 70).Select(i => Event("one", i))], None);

        var first = await log.ReadAsync(here, null, 50, None);
        await log.AppendAsync(here, [Event("two", 1)], None);
        var rest = await log.ReadAsync(here, first.Events[^1].Position, 50, None);

        Assert.AreEqual(string.Join(',', Enumerable.Range(1, 70)) + ",1", string.Join(',', first.Events.Concat(rest.Events).Select(Number)));
        Assert.AreEqual(await log.EndAsync(here, None), rest.Events[^1].Position);
        Assert.IsEmpty((await log.ReadAsync(here, rest.Events[^1].Position, 50, None)).Events);
        Assert.IsEmpty((await log.ReadAsync(elsewhere, null, 50, None)).Events);
        Assert.AreEqual(0, await log.EndAsync(elsewhere, None));
        Assert.IsFalse(first.HasGap || rest.HasGap);
    }

    [TestMethod]
    public async Task An_event_that_is_taken_up_twice_stays_where_it_is_and_what_it_is_about_comes_back_as_it_was()
    {
        var log = Log(await TablesAsync());
        var stream = EventStream.OfConnection("connection1");
        OutboxEvent told = new(stream, "o000000000001", CrmEventType.MailboxReauthRequired, noon, Mailbox: new("mailbox1"), Reason: "invalid_grant");
        await log.AppendAsync(here, [told], None);
        await log.AppendAsync(here, [Event("one", 1), Event("one", 2)], None);

        await log.AppendAsync(here, [told], None);
        await log.AppendAsync(here, [Event("one", 1), Event("one", 2), Event("one", 3)], None);

        var events = (await log.ReadAsync(here, null, 50, None)).Events;
        Assert.AreEqual(told, events[0].Event);
        Assert.AreEqual("1,1,2,3", string.Join(',', events.Select(Number)));
        CollectionAssert.AllItemsAreUnique(events.Select(e => e.Position).ToArray());
    }

    [TestMethod]
    public async Task Of_many_who_append_at_once_no_event_is_lost_or_doubled_and_no_reader_is_passed_by_one()
    {
        var tables = await TablesAsync();
        var seen = new List<LoggedEvent>();
        using var over = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            var reader = Log(tables);
            while (true)
            {
                var last = over.IsCancellationRequested;
                seen.AddRange((await reader.ReadAsync(here, seen.Count == 0 ? null : seen[^1].Position, 7, None)).Events);
                if (last && seen.Count >= 60)
                    return;
                if (last && (await reader.ReadAsync(here, seen[^1].Position, 1, None)).Events.Count == 0)
                    return;
            }
        });

        // Processes of their own; each stream is taken up by two of them at the same time.
        await Task.WhenAll(Enumerable.Range(0, 12).Select(async i =>
        {
            var log = Log(tables);
            for (var n = 1; n <= 10; n++)
                await log.AppendAsync(here, [.. Enumerable.Range(1, n).Select(e => Event($"stream{i / 2}", e))], None);
        }));
        await over.CancelAsync();
        await reading;

        Assert.HasCount(60, seen);
        foreach (var stream in seen.GroupBy(e => e.Event.Stream))
            Assert.AreEqual(string.Join(',', Enumerable.Range(1, 10)), string.Join(',', stream.Select(Number)));
    }

    [TestMethod]
    public async Task Events_are_kept_for_three_days_and_a_reader_who_stayed_away_longer_is_told_so()
    {
        var tables = await TablesAsync();
        var log = Log(tables);
        await log.AppendAsync(here, [.. Enumerable.Range(1, 80).Select(i => Event("one", i))], None);
        var old = (await log.ReadAsync(here, null, 100, None)).Events;
        clock.Advance(TimeSpan.FromDays(1));
        await log.AppendAsync(here, [Event("two", 1, clock.GetUtcNow())], None);

        clock.Advance(TimeSpan.FromDays(2) - TimeSpan.FromMinutes(1));
        await PurgeAsync(tables, log);
        Assert.HasCount(81, (await log.ReadAsync(here, null, 100, None)).Events);
        clock.Advance(TimeSpan.FromDays(1));
        await PurgeAsync(tables, log);

        var left = await log.ReadAsync(here, old[3].Position, 100, None);
        Assert.AreEqual("1", string.Join(',', left.Events.Select(Number)));
        Assert.IsTrue(left.HasGap);
        Assert.IsFalse((await log.ReadAsync(here, old[^1].Position, 100, None)).HasGap);
        Assert.IsFalse((await log.ReadAsync(here, null, 100, None)).HasGap);
        await log.AppendAsync(here, [.. Enumerable.Range(1, 80).Select(i => Event("one", i))], None);
        Assert.HasCount(1, (await log.ReadAsync(here, null, 100, None)).Events);
        clock.Advance(TimeSpan.FromDays(2));
        await PurgeAsync(tables, log);
        Assert.AreEqual("head", string.Join(',', await RowsAsync(tables)));
    }

    [TestMethod]
    public async Task R27_A_deleted_contacts_events_go_and_what_told_of_it_elsewhere_names_it_no_more()
    {
        var tables = await TablesAsync();
        var log = Log(tables);
        var conversation = keys.ConversationOf(here, carla).Value;
        await log.AppendAsync(here, [Event(conversation, 1), Event(conversation, 2)], None);
        var made = Event("other", 1) with { Type = CrmEventType.ContactCreated, Created = carla };
        await log.AppendAsync(here, [made, Event("other", 2)], None);

        while (await log.ForgetAsync(here, keys.Contact(here, carla), new ConversationKey(conversation), 1, None))
        {
        }

        Assert.AreEqual("other 2", string.Join(',', (await log.ReadAsync(here, null, 50, None)).Events.Select(e => $"{e.Event.Stream} {Number(e)}")));
        await log.AppendAsync(here, [made, Event("other", 2)], None);
        Assert.HasCount(1, (await log.ReadAsync(here, null, 50, None)).Events);
        Assert.IsFalse((await RowsAsync(tables)).Any(row => row.Contains(conversation, StringComparison.Ordinal) || row.Contains(keys.Contact(here, carla), StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task R27_A_deleted_locations_log_goes_with_what_would_have_purged_it_and_a_new_one_goes_on_behind_it()
    {
        var tables = await TablesAsync();
        var log = Log(tables);
        await log.AppendAsync(here, [.. Enumerable.Range(1, 80).Select(i => Event("one", i))], None);
        var end = await log.EndAsync(here, None);

        while (await log.EraseAsync(here, None))
        {
        }

        Assert.IsFalse(await log.AreAnyAsync(here, None));
        clock.Advance(TimeSpan.FromDays(10));
        var due = new DueStore(tables);
        for (var shard = 0; shard < TableKeys.DueShards; shard++)
            Assert.IsFalse(await due.ListDueAsync(DueKind.Expire, shard, clock.GetUtcNow(), None).AnyAsync(None));
        await log.AppendAsync(here, [Event("one", 1, clock.GetUtcNow())], None);
        Assert.HasCount(1, (await log.ReadAsync(here, end, 50, None)).Events);
    }

    /// <summary>Whatever pointer is due.</summary>
    private async Task PurgeAsync(ITables tables, EventLogStore log)
    {
        var due = new DueStore(tables);
        for (var shard = 0; shard < TableKeys.DueShards; shard++)
        {
            await foreach (var item in due.ListDueAsync(DueKind.Expire, shard, clock.GetUtcNow(), None))
            {
                while (await log.PurgeAsync(item.Subject["events.".Length..], None))
                {
                }
                await due.DoneAsync(item, None);
            }
        }
    }

    private static async Task<IReadOnlyList<string>> RowsAsync(ITables tables)
    {
        var rows = new List<string>();
        await foreach (var row in tables[TableNames.Events].QueryAsync(keys.Events(here), null, null, None))
            rows.Add(row.RowKey + string.Concat(row.Values.Where(v => v.Key is not ("last" or "purged" or "purgeAt")).Select(v => $" {v.Key}={v.Value}")));
        return rows;
    }

    private EventLogStore Log(ITables tables) => new(tables, keys, new DueStore(tables), clock);

    private static int Number(LoggedEvent item) => int.Parse(item.Event.RowKey.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);

    private static OutboxEvent Event(string stream, int number, DateTimeOffset? at = null) =>
        new(new EventStream(stream), $"o{number:D12}", CrmEventType.MessageSynced, at ?? noon);
}

[TestClass]
public sealed class InMemoryEventLogTests : EventLogContract
{
    private protected override Task<ITables> TablesAsync() => Task.FromResult<ITables>(new InMemoryTables());
}

[TestClass]
public sealed class AzureEventLogTests : EventLogContract
{
    private protected override Task<ITables> TablesAsync() => AzuriteFixture.TablesAsync();
}
