using EmailSync.Core.Crm;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

/// <summary>
/// Leads from a location to the events that were set aside, which stand in their streams' partitions, newest first. An entry is written before its event is set
/// aside, so that none is set aside that nobody finds; one that leads nowhere is passed over.
/// </summary>
public sealed class SetAsideStore(ITables tables, TableKeys keys, DueStore due, TimeProvider time)
{
    /// <summary>At least; at most a day longer.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private const int PurgedAtOnce = 200;
    private const string Entries = "a-";
    private const string AfterEntries = "a.";
    private const string Makers = "c-";

    private readonly ITable table = tables[TableNames.Webhooks];

    public async Task SetAsideAsync(LocationId location, OutboxEvent failed, string? lastError, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var partition = keys.SetAside(location);
        await due.ScheduleAsync(DueKind.Expire, Expiry.SubjectOfSetAside(partition), PurgeAt(now), cancellationToken);
        var key = KeyOf(failed);
        if (failed.Created is { } contact)
            await table.UpsertAsync(new Row(partition, MakerRow(keys.Contact(location, contact), key)) { ["key"] = key }, cancellationToken);
        var entry = OutboxRows.Fill(new Row(partition, key), failed);
        entry["stream"] = failed.Stream.Value;
        entry["row"] = failed.RowKey;
        entry["setAsideAt"] = now;
        entry["lastError"] = lastError;
        entry["contact"] = failed.Created is { } created ? keys.Contact(location, created) : null;
        await table.UpsertAsync(entry, cancellationToken);
        await OutboxRows.SetAsideAsync(Of(failed.Stream), failed, cancellationToken);
    }

    /// <summary>Those that happened in a span, newest first.</summary>
    /// <param name="location">Of which location.</param>
    /// <param name="since">Inclusive.</param>
    /// <param name="until">Inclusive.</param>
    /// <param name="after">The key of the one behind which to go on; null for the first.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<IReadOnlyList<SetAsideEvent>> ListAsync(
        LocationId location, DateTimeOffset since, DateTimeOffset until, string? after, int limit, CancellationToken cancellationToken)
    {
        var found = new List<SetAsideEvent>();
        var from = after is null ? Entries + TableKeys.Newest(until) : after + "!";
        await foreach (var row in table.QueryAsync(keys.SetAside(location), from, Entries + TableKeys.Newest(since.AddTicks(-1)), cancellationToken))
        {
            if (Read(row) is { } entry && await OutboxRows.IsAsideAsync(Of(entry.Event.Stream), entry.Event, cancellationToken))
                found.Add(entry);
            if (found.Count == limit)
                break;
        }
        return found;
    }

    /// <summary>The newest one that is to be told again; null for none.</summary>
    public async Task<SetAsideEvent?> FirstAsync(LocationId location, ReplayOrder order, CancellationToken cancellationToken)
    {
        var (from, to) = (Entries + TableKeys.Newest(order.Until), Entries + TableKeys.Newest(order.Since.AddTicks(-1)));
        await foreach (var row in table.QueryAsync(keys.SetAside(location), from, to, cancellationToken))
        {
            if (Read(row) is { } entry && order.Includes(entry.Event.Type, entry.Event.At)
                && await OutboxRows.IsAsideAsync(Of(entry.Event.Stream), entry.Event, cancellationToken))
                return entry;
        }
        return null;
    }

    /// <summary>
    /// Events of a stream wait in it again, at their places, the oldest one first: whoever delivers the stream meanwhile keeps its order. May be repeated.
    /// </summary>
    public async Task PutBackAsync(LocationId location, EventStream stream, ReplayOrder order, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var back = new List<OutboxEvent>();
        await foreach (var item in OutboxRows.ListAsideAsync(Of(stream), stream, cancellationToken))
        {
            if (order.Includes(item.Type, item.At))
                back.Add(item);
        }
        foreach (var item in back)
        {
            await OutboxRows.PutBackAsync(Of(stream), item, now, cancellationToken);
            await RemoveAsync(keys.SetAside(location), KeyOf(item), item.Created is { } contact ? keys.Contact(location, contact) : null, cancellationToken);
        }
    }

    /// <summary>True for a key as <see cref="SetAsideEvent.Key"/> gives them.</summary>
    public static bool IsKey(string text) => text.Length is > 22 and < 200 && text.StartsWith(Entries, StringComparison.Ordinal)
        && text.AsSpan(Entries.Length, 19).IndexOfAnyExceptInRange('0', '9') < 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    /// <param name="partition">As a pointer of <see cref="Expiry"/> names it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>True when there is more to take away at once.</returns>
    internal async Task<bool> PurgeAsync(string partition, CancellationToken cancellationToken)
    {
        var done = 0;
        var oldest = time.GetUtcNow() - Kept;
        await foreach (var row in table.QueryAsync(partition, Entries, AfterEntries, cancellationToken))
        {
            if (row.Time("setAsideAt") > oldest || Read(row) is not { } entry)
                continue;
            await OutboxRows.RemoveAsideAsync(Of(entry.Event.Stream), entry.Event, cancellationToken);
            await RemoveAsync(partition, row.RowKey, row.String("contact"), cancellationToken);
            if (++done == PurgedAtOnce)
                return true;
        }
        return false;
    }

    /// <summary>R27: what leads to a conversation's events, and events of others that told of the contact.</summary>
    internal async Task ForgetAsync(LocationId location, string contact, EventStream conversation, CancellationToken cancellationToken)
    {
        var partition = keys.SetAside(location);
        await foreach (var item in OutboxRows.ListAllAsync(Of(conversation), conversation, cancellationToken))
            await RemoveAsync(partition, KeyOf(item), item.Created is { } created ? keys.Contact(location, created) : null, cancellationToken);
        await foreach (var maker in table.QueryAsync(partition, Makers + contact + "-", Makers + contact + ".", cancellationToken))
        {
            if (maker.String("key") is { } key && await table.GetAsync(partition, key, cancellationToken) is { } row && Read(row) is { } entry)
            {
                await OutboxRows.RemoveAsideAsync(Of(entry.Event.Stream), entry.Event, cancellationToken);
                await table.DeleteAsync(partition, key, null, cancellationToken);
            }
            await table.DeleteAsync(partition, maker.RowKey, null, cancellationToken);
        }
    }

    /// <summary>R27: the location is deleted; with its last entries what would have purged them.</summary>
    internal async Task ForgetPointersAsync(LocationId location, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        for (var day = DecisionStore.Day(now); day <= PurgeAt(now); day = day.AddDays(1))
            await due.CancelAsync(DueKind.Expire, Expiry.SubjectOfSetAside(keys.SetAside(location)), day, cancellationToken);
    }

    private async Task RemoveAsync(string partition, string key, string? contact, CancellationToken cancellationToken)
    {
        await table.DeleteAsync(partition, key, null, cancellationToken);
        if (contact is not null)
            await table.DeleteAsync(partition, MakerRow(contact, key), null, cancellationToken);
    }

    private ITable Of(EventStream stream) => tables[stream.IsOfConnection ? TableNames.Mailboxes : TableNames.Conversations];

    private static string KeyOf(OutboxEvent item) => $"{Entries}{TableKeys.Newest(item.At)}-{item.Stream}-{item.RowKey}";

    private static string MakerRow(string contact, string key) => $"{Makers}{contact}-{key}";

    private static DateTimeOffset PurgeAt(DateTimeOffset now) => DecisionStore.Day(now + Kept).AddDays(1);

    private static SetAsideEvent? Read(Row row) =>
        OutboxRows.Read(new EventStream(row.String("stream") ?? ""), row.String("row") ?? "", row) is { } item
            ? new SetAsideEvent(row.RowKey, item, row.Time("setAsideAt") ?? default, row.String("lastError"))
            : null;
}
