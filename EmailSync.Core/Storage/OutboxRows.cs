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
            if (!row.RowKey.AsSpan(Waiting.Length).ContainsAnyExceptInRange('0', '9') && Enum.TryParse<CrmEventType>(row.String("type"), out var type))
                yield return Read(stream, row, type);
        }
    }

    public static Task RemoveAsync(ITable table, OutboxEvent delivered, CancellationToken cancellationToken) =>
        table.DeleteAsync(delivered.Stream.Partition, delivered.RowKey, null, cancellationToken);

    public static async Task SetAsideAsync(ITable table, OutboxEvent failed, CancellationToken cancellationToken)
    {
        var kept = new Row(failed.Stream.Partition, Aside + failed.RowKey[Waiting.Length..])
        {
            ["message"] = failed.Message?.Value,
            ["created"] = failed.Created?.Value,
            ["thread"] = failed.Thread?.Value,
            ["mailbox"] = failed.Mailbox?.Value,
            ["reason"] = failed.Reason,
            ["type"] = failed.Type.ToString(),
            ["at"] = failed.At,
        };
        await table.UpsertAsync(kept, cancellationToken);
        await RemoveAsync(table, failed, cancellationToken);
    }

    private static OutboxEvent Read(EventStream stream, Row row, CrmEventType type) => new(
        stream,
        row.RowKey,
        type,
        row.Time("at") ?? default,
        MessageId.TryParse(row.String("message"), out var message) ? message : null,
        row.String("created") is { } created ? new ContactId(created) : null,
        row.String("thread") is { } thread ? new ThreadId(thread) : null,
        row.String("mailbox") is { } mailbox ? new MailboxId(mailbox) : null,
        row.String("reason"));
}
