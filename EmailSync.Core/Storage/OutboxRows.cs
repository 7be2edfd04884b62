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

    public static Task RemoveAsync(ITable table, OutboxEvent delivered, CancellationToken cancellationToken) =>
        table.DeleteAsync(delivered.Stream.Partition, delivered.RowKey, null, cancellationToken);

    public static async Task SetAsideAsync(ITable table, OutboxEvent failed, CancellationToken cancellationToken)
    {
        await table.UpsertAsync(Fill(new Row(failed.Stream.Partition, Aside + failed.RowKey[Waiting.Length..]), failed), cancellationToken);
        await RemoveAsync(table, failed, cancellationToken);
    }

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
        row.String("reason"));
}
