using System.Globalization;
using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

/// <summary>
/// What happened in a location, each event once and in the order in which it was taken up, whoever listens (docs/decisions/0035-a-log-of-events-per-location.md). Places are given out under the
/// version of the log's head, in the transaction that writes the events: none is ever filled behind a reader who has passed it, so that a reader has nothing to do but
/// ask for what comes behind the last place it has seen.
/// </summary>
public sealed class EventLogStore(ITables tables, TableKeys keys, DueStore due, TimeProvider time)
{
    /// <summary>At least; at most a day longer.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(3);

    /// <summary>Three rows each at most, beside the head, in a transaction of a hundred.</summary>
    private const int BatchSize = 33;

    private const int PurgeBatches = 20;
    private const string HeadRow = "head";
    private const string Place = "s";
    private const string AfterPlaces = "t";
    private const string Known = "e";
    private const string Maker = "c";
    private const char Separator = '-';
    private const char AfterSeparator = '.';

    private readonly ITable table = tables[TableNames.Events];
    private readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, 32).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Takes up events of one stream, in their order; those that are there already stay where they are. Of what is too old to be kept nothing is written.</summary>
    public async Task AppendAsync(LocationId location, IReadOnlyList<OutboxEvent> events, CancellationToken cancellationToken)
    {
        var oldest = time.GetUtcNow() - Kept;
        foreach (var batch in events.Where(e => e.At > oldest).Chunk(BatchSize))
        {
            // Nearly every event is taken up once: only of one that was tried before is it likely that it is there.
            if (batch[0] is { Attempts: > 0 } or { Again: not null } && await AreKnownAsync(location, batch, cancellationToken))
                continue;

            // Within a process one appends after the other: the versions are for other processes.
            var gate = gates[(uint)location.Value.GetHashCode(StringComparison.Ordinal) % gates.Length];
            await gate.WaitAsync(cancellationToken);
            try
            {
                await AppendBatchAsync(location, batch, cancellationToken);
            }
            finally
            {
                gate.Release();
            }
        }
    }

    /// <summary>Events behind a place, in their order.</summary>
    /// <param name="location">Of which location.</param>
    /// <param name="after">The place of the last event that the reader has seen; null for all that are kept.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<EventPage> ReadAsync(LocationId location, long? after, int limit, CancellationToken cancellationToken)
    {
        var partition = keys.Events(location);
        var events = new List<LoggedEvent>();

        // A reader that has seen everything costs one read of one row.
        if (await table.GetAsync(partition, HeadRow, cancellationToken) is not { } head || head.Long("last") <= (after ?? 0))
            return new EventPage(events, HasGap: false);
        await foreach (var row in table.QueryAsync(partition, PlaceRow((after ?? 0) + 1), AfterPlaces, cancellationToken))
        {
            if (OutboxRows.Read(new EventStream(row.String("stream") ?? ""), row.String("row") ?? "", row) is { } item)
                events.Add(new LoggedEvent(long.Parse(row.RowKey.AsSpan(Place.Length), CultureInfo.InvariantCulture), item));
            if (events.Count == limit)
                break;
        }
        return new EventPage(events, HasGap: after < head.Long("purged"));
    }

    /// <summary>The place of the newest event, for a reader that wants what comes from now on; 0 where nothing has happened.</summary>
    public async Task<long> EndAsync(LocationId location, CancellationToken cancellationToken) =>
        (await table.GetAsync(keys.Events(location), HeadRow, cancellationToken))?.Long("last") ?? 0;

    /// <param name="partition">As a pointer of <see cref="Expiry"/> names the log.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>True when there is more to take away at once.</returns>
    internal async Task<bool> PurgeAsync(string partition, CancellationToken cancellationToken)
    {
        var oldest = time.GetUtcNow() - Kept;
        for (var done = 0; done < PurgeBatches; done++)
        {
            var old = new List<Row>();
            await foreach (var row in table.QueryAsync(partition, Place, AfterPlaces, cancellationToken))
            {
                if (row.Time("loggedAt") > oldest)
                    break;
                old.Add(row);
                if (old.Count == BatchSize)
                    break;
            }
            if (old.Count == 0)
                return false;
            if (await table.GetAsync(partition, HeadRow, cancellationToken) is not { } head)
                return false;
            var last = long.Parse(old[^1].RowKey.AsSpan(Place.Length), CultureInfo.InvariantCulture);
            var beside = await Task.WhenAll(old.SelectMany(Beside).Select(key => table.GetAsync(partition, key, cancellationToken)));

            // When somebody appends at the same moment it is tried again.
            await table.TransactAsync(
                [
                    new RowOperation.Replace(Head(partition, head.Long("last"), last, head.Time("purgeAt")), head.ETag!),
                    .. old.Concat(beside.OfType<Row>()).Select(row => new RowOperation.Delete(partition, row.RowKey, row.ETag!)),
                ],
                cancellationToken);
        }
        return true;
    }

    /// <summary>R27: what a contact's conversation told, and what told of the contact.</summary>
    /// <param name="location">Of which location.</param>
    /// <param name="contact">As <see cref="TableKeys.Contact"/> names it.</param>
    /// <param name="conversation">The conversation that is being erased.</param>
    /// <param name="limit">At most so many at once.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>True when there may be more.</returns>
    internal async Task<bool> ForgetAsync(LocationId location, string contact, ConversationKey conversation, int limit, CancellationToken cancellationToken)
    {
        var partition = keys.Events(location);
        var done = 0;
        await foreach (var row in table.QueryAsync(partition, Known + conversation + Separator, Known + conversation + AfterSeparator, cancellationToken))
        {
            await table.DeleteAsync(partition, PlaceRow(row.Long("place")), null, cancellationToken);
            await table.DeleteAsync(partition, row.RowKey, null, cancellationToken);
            if (++done == limit)
                return true;
        }
        await foreach (var row in table.QueryAsync(partition, Maker + contact + Separator, Maker + contact + AfterSeparator, cancellationToken))
        {
            await BlankAsync(partition, PlaceRow(row.Long("place")), cancellationToken);
            await table.DeleteAsync(partition, row.RowKey, null, cancellationToken);
            if (++done == limit)
                return true;
        }
        return false;
    }

    /// <summary>An event of another's conversation: that it was taken up stays known, since it must not come once more.</summary>
    private async Task BlankAsync(string partition, string rowKey, CancellationToken cancellationToken)
    {
        while (await table.GetAsync(partition, rowKey, cancellationToken) is { } row)
        {
            var blank = new Row(partition, rowKey) { ["stream"] = row.String("stream"), ["row"] = row.String("row"), ["loggedAt"] = row.Time("loggedAt") };
            if (await table.ReplaceAsync(blank, row.ETag!, cancellationToken) is not null)
                return;
        }
    }

    /// <summary>R27: the location is deleted. True when there may be more.</summary>
    internal async Task<bool> EraseAsync(LocationId location, CancellationToken cancellationToken)
    {
        var partition = keys.Events(location);
        var rows = new List<RowOperation>();
        await foreach (var row in table.QueryAsync(partition, null, null, cancellationToken))
        {
            rows.Add(new RowOperation.Delete(partition, row.RowKey, row.ETag!));
            if (rows.Count == RowRules.MaxOperations)
                break;
        }
        if (rows.Count > 0)
        {
            await table.TransactAsync(rows, cancellationToken);
            return true;
        }
        var now = time.GetUtcNow();
        for (var day = DecisionStore.Day(now); day <= PurgeAt(now); day = day.AddDays(1))
            await due.CancelAsync(DueKind.Expire, Expiry.SubjectOfEvents(partition), day, cancellationToken);
        return false;
    }

    internal async Task<bool> AreAnyAsync(LocationId location, CancellationToken cancellationToken)
    {
        await foreach (var _ in table.QueryAsync(keys.Events(location), null, null, cancellationToken))
            return true;
        return false;
    }

    /// <summary>A stream is taken up from its beginning: who has the last one has all of them.</summary>
    private Task<bool> AreKnownAsync(LocationId location, OutboxEvent[] events, CancellationToken cancellationToken) => IsKnownAsync(location, events[^1], cancellationToken);

    private async Task<bool> IsKnownAsync(LocationId location, OutboxEvent item, CancellationToken cancellationToken) =>
        await table.GetAsync(keys.Events(location), KnownRow(item), cancellationToken) is not null;

    private async Task AppendBatchAsync(LocationId location, OutboxEvent[] events, CancellationToken cancellationToken)
    {
        var partition = keys.Events(location);
        while (events.Length > 0)
        {
            var now = time.GetUtcNow();
            var head = await table.GetAsync(partition, HeadRow, cancellationToken);

            // A log that begins anew, under the id of a location that was erased, goes on behind the old one: its readers may still be there.
            var place = head?.Long("last") ?? now.ToUnixTimeMilliseconds();
            var purgeAt = head?.Time("purgeAt");
            if (purgeAt is null || purgeAt < PurgeAt(now))
            {
                purgeAt = PurgeAt(now);
                await due.ScheduleAsync(DueKind.Expire, Expiry.SubjectOfEvents(partition), purgeAt.Value, cancellationToken);
            }
            List<RowOperation> operations = [.. events.SelectMany(item => Rows(location, item, ++place, now)).Select(row => new RowOperation.Insert(row))];
            var next = Head(partition, place, head?.Long("purged") ?? 0, purgeAt);
            operations.Add(head is null ? new RowOperation.Insert(next) : new RowOperation.Replace(next, head.ETag!));
            if (await table.TransactAsync(operations, cancellationToken))
                return;
            if (await AreKnownAsync(location, events, cancellationToken))
                return;
            var known = await Task.WhenAll(events.Select(item => IsKnownAsync(location, item, cancellationToken)));
            events = [.. events.Where((_, i) => !known[i])];
        }
    }

    private IEnumerable<Row> Rows(LocationId location, OutboxEvent item, long place, DateTimeOffset now)
    {
        var partition = keys.Events(location);
        var row = OutboxRows.Fill(new Row(partition, PlaceRow(place)), item with { Marker = null });
        row["stream"] = item.Stream.Value;
        row["row"] = item.RowKey;
        row["loggedAt"] = now;
        if (item.Created is { } contact)
        {
            row["contact"] = keys.Contact(location, contact);
            yield return new Row(partition, MakerRow(keys.Contact(location, contact), place)) { ["place"] = place };
        }
        yield return row;
        yield return new Row(partition, KnownRow(item)) { ["place"] = place };
    }

    /// <summary>The rows that lead to an event.</summary>
    private static IEnumerable<string> Beside(Row row)
    {
        yield return Known + row.String("stream") + Separator + row.String("row");
        if (row.String("contact") is { } contact)
            yield return Maker + contact + Separator + row.RowKey[Place.Length..];
    }

    private static Row Head(string partition, long last, long purged, DateTimeOffset? purgeAt) =>
        new(partition, HeadRow) { ["last"] = last, ["purged"] = purged, ["purgeAt"] = purgeAt };

    /// <summary>The midnight at which everything of today is old enough to go.</summary>
    private static DateTimeOffset PurgeAt(DateTimeOffset now) => DecisionStore.Day(now + Kept).AddDays(1);

    private static string PlaceRow(long place) => Place + place.ToString("D16", CultureInfo.InvariantCulture);

    private static string KnownRow(OutboxEvent item) => Known + item.Stream.Value + Separator + item.RowKey;

    private static string MakerRow(string contact, long place) => Maker + contact + Separator + place.ToString("D16", CultureInfo.InvariantCulture);
}
