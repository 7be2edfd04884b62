using System.Globalization;
using System.Runtime.CompilerServices;
using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Threads;

namespace EmailSync.Core.Storage;

/// <summary>Events as rows of the partition that they are about: those that wait, in the order of their sequence, and those that were set aside.</summary>
internal static class OutboxRows
{
    private const string Waiting = "o";
    private const string AfterWaiting = "p";
    private const string Aside = "x";
    private const string AfterAside = "y";

    /// <summary>
    /// What a stream counts from that has no events yet: the time, in ms. One that is erased and begins again under the same ids (R27) goes on behind itself, so that
    /// the CRM, which remembers webhook ids for days, does not take its events for those that it has had.
    /// </summary>
    public static long Beginning(DateTimeOffset now) => now.ToUnixTimeMilliseconds();

    public static Row New(string partition, long sequence, CrmEventType type, DateTimeOffset at) =>
        new(partition, Waiting + sequence.ToString("D12", CultureInfo.InvariantCulture)) { ["type"] = type.ToString(), ["at"] = at };

    public static async IAsyncEnumerable<OutboxEvent> ListAsync(
        ITable table, EventStream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync(stream.Partition, Waiting, AfterWaiting, cancellationToken))
        {
            if (!row.RowKey.AsSpan(Waiting.Length).ContainsAnyExceptInRange('0', '9') && Read(stream, row.RowKey, row) is { } item)
                yield return item;
        }
    }

    /// <summary>Some event waits to be told, or was set aside.</summary>
    public static async Task<bool> AreAnyAsync(ITable table, string partition, CancellationToken cancellationToken)
    {
        await foreach (var _ in table.QueryAsync(partition, Waiting, AfterWaiting, cancellationToken))
            return true;
        await foreach (var _ in table.QueryAsync(partition, Aside, AfterAside, cancellationToken))
            return true;
        return false;
    }

    public static Task RemoveAsync(ITable table, OutboxEvent delivered, CancellationToken cancellationToken) =>
        table.DeleteAsync(delivered.Stream.Partition, delivered.RowKey, null, cancellationToken);

    /// <summary>One more attempt was to no avail. Of two at once one may be lost: it is for people to see.</summary>
    public static async Task NoteFailureAsync(ITable table, OutboxEvent failed, CancellationToken cancellationToken)
    {
        if (await table.GetAsync(failed.Stream.Partition, failed.RowKey, cancellationToken) is not { } row)
            return;
        var next = Fill(new Row(row.PartitionKey, row.RowKey), failed);
        next["attempts"] = row.Long("attempts") + 1;
        await table.ReplaceAsync(next, row.ETag!, cancellationToken);
    }

    /// <summary>Takes an event out of the queue that could not be delivered for days; it is kept for a replay.</summary>
    public static async Task SetAsideAsync(ITable table, OutboxEvent failed, CancellationToken cancellationToken)
    {
        await table.UpsertAsync(Fill(new Row(failed.Stream.Partition, AsideRow(failed.RowKey)), failed), cancellationToken);
        await RemoveAsync(table, failed, cancellationToken);
    }

    /// <summary>Whether it is still set aside.</summary>
    public static async Task<bool> IsAsideAsync(ITable table, OutboxEvent item, CancellationToken cancellationToken) =>
        await table.GetAsync(item.Stream.Partition, AsideRow(item.RowKey), cancellationToken) is not null;

    /// <summary>Back to its place in the queue. May be repeated.</summary>
    public static async Task PutBackAsync(ITable table, OutboxEvent item, DateTimeOffset now, CancellationToken cancellationToken)
    {
        while (await table.GetAsync(item.Stream.Partition, AsideRow(item.RowKey), cancellationToken) is { } aside)
        {
            if (Read(item.Stream, item.RowKey, aside) is { } stored)
            {
                var back = Fill(new Row(aside.PartitionKey, item.RowKey), stored with { Again = now, Attempts = 0 });
                if (await table.TransactAsync([new RowOperation.Insert(back), new RowOperation.Delete(aside.PartitionKey, aside.RowKey, aside.ETag!)], cancellationToken)
                    || await table.GetAsync(back.PartitionKey, back.RowKey, cancellationToken) is null)
                    continue;
            }

            // It waits as well, because whoever set it aside died between the two.
            await table.DeleteAsync(aside.PartitionKey, aside.RowKey, aside.ETag, cancellationToken);
        }
    }

    public static Task RemoveAsideAsync(ITable table, OutboxEvent item, CancellationToken cancellationToken) =>
        table.DeleteAsync(item.Stream.Partition, AsideRow(item.RowKey), null, cancellationToken);

    /// <summary>Events that wait, and those that were set aside, to be forgotten (R27).</summary>
    public static async IAsyncEnumerable<OutboxEvent> ListAllAsync(
        ITable table, EventStream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in ListAsync(table, stream, cancellationToken))
            yield return item;
        await foreach (var item in ListAsideAsync(table, stream, cancellationToken))
            yield return item;
    }

    /// <summary>In the order of their sequence.</summary>
    public static async IAsyncEnumerable<OutboxEvent> ListAsideAsync(
        ITable table, EventStream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync(stream.Partition, Aside, AfterAside, cancellationToken))
        {
            if (Read(stream, Waiting + row.RowKey[Aside.Length..], row) is { } item)
                yield return item;
        }
    }

    private static string AsideRow(string rowKey) => Aside + rowKey[Waiting.Length..];

    /// <summary>What an event is about, in whichever table its row stands.</summary>
    public static Row Fill(Row row, OutboxEvent item)
    {
        row["message"] = item.Message?.Value;
        row["created"] = item.Created?.Value;
        row["thread"] = item.Thread?.Value;
        row["mailbox"] = item.Mailbox?.Value;
        row["reason"] = item.Reason;
        row["type"] = item.Type.ToString();
        row["at"] = item.At;
        row["again"] = item.Again;
        row["marker"] = item.Marker;
        row["attempts"] = item.Attempts == 0 ? null : item.Attempts;
        return row;
    }

    /// <param name="rowKey">The event's place in its stream.</param>
    /// <returns>Null for an event of a type that is not known here.</returns>
    public static OutboxEvent? Read(EventStream stream, string rowKey, Row row) => !Enum.TryParse<CrmEventType>(row.String("type"), out var type) ? null : new(
        stream,
        rowKey,
        type,
        row.Time("at") ?? default,
        MessageId.TryParse(row.String("message"), out var message) ? message : null,
        row.String("created") is { } created ? new ContactId(created) : null,
        row.String("thread") is { } thread ? new ThreadId(thread) : null,
        row.String("mailbox") is { } mailbox ? new MailboxId(mailbox) : null,
        row.String("reason"))
    {
        Again = row.Time("again"),
        Marker = row.Time("marker"),
        Attempts = (int)row.Long("attempts"),
    };
}
