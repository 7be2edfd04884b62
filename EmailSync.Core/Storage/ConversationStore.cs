using System.Text.Json;
using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Threads;

namespace EmailSync.Core.Storage;

/// <summary>
/// The conversation partition (location, contact): head, messages, threads and outbox. Every change is one transaction under the head's ETag, so that a
/// message, its place in the event order and its event exist together or not at all.
/// </summary>
public sealed class ConversationStore(ITables tables, TableKeys keys, ContentStore contents, TimeProvider time) : IEventSource
{
    private readonly ITable table = tables[TableNames.Conversations];

    public async Task<SyncedMessage?> GetAsync(LocationId location, MessageId id, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(id.Conversation.Value, MessageRow(id), cancellationToken);

        // The wall between locations: the partition is found through the id alone, so the row has to say whose it is.
        return row is not null && ReadMessage(row) is var message && message.Location == location ? message : null;
    }

    public async Task<StoredMessage?> GetWithContentAsync(LocationId location, MessageId id, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(id.Conversation.Value, MessageRow(id), cancellationToken);
        return row is not null && ReadMessage(row) is var message && message.Location == location
            ? new StoredMessage(message, await contents.ReadAsync(message, row.Binary("content"), cancellationToken))
            : null;
    }

    /// <summary>Messages of a conversation, newest first, after <paramref name="after"/> (exclusive) when given.</summary>
    public async Task<IReadOnlyList<StoredMessage>> ListAsync(
        LocationId location, ContactId contact, string? after, int limit, CancellationToken cancellationToken)
    {
        var pk = keys.ConversationOf(location, contact).Value;
        var messages = new List<StoredMessage>();
        await foreach (var row in table.QueryAsync(pk, after is null ? "m" : "m" + after + "\u0021", "n", cancellationToken))
        {
            var message = ReadMessage(row);
            messages.Add(new StoredMessage(message, await contents.ReadAsync(message, row.Binary("content"), cancellationToken)));
            if (messages.Count == limit)
                break;
        }
        return messages;
    }

    /// <summary>
    /// Reads the message, lets <paramref name="decide"/> say what it shall become, and commits that unless nothing changes. Repeats when somebody else
    /// wrote in the conversation in between, so the decision always stands on what is really there.
    /// </summary>
    /// <param name="decide">From the stored message (null when there is none) to its next state, or null for no change.</param>
    /// <returns>The message as it stands afterwards; null when there was none and none was made.</returns>
    public Task<SyncedMessage?> CommitAsync(
        MessageId id, ContactId contact, bool tellCrm, Func<SyncedMessage?, MessageCommit?> decide, CancellationToken cancellationToken) =>
        CommitAsync(id, contact, tellCrm, decide, isNew: false, cancellationToken);

    /// <summary>As <see cref="CommitAsync(MessageId, ContactId, bool, Func{SyncedMessage?, MessageCommit?}, CancellationToken)"/>.</summary>
    /// <param name="isNew">Nothing has been stored under this id as far as is known: the first try does without reading it, and finds out if it errs.</param>
    /// <param name="fence">Asked right before every try to write; false ends it without a trace, and null is returned (invariant 7).</param>
    public async Task<SyncedMessage?> CommitAsync(
        MessageId id,
        ContactId contact,
        bool tellCrm,
        Func<SyncedMessage?, MessageCommit?> decide,
        bool isNew,
        CancellationToken cancellationToken,
        Func<Task<bool>>? fence = null)
    {
        var pk = id.Conversation.Value;
        for (var isFirst = true; ; isFirst = false)
        {
            var headRow = await table.GetAsync(pk, HeadRow, cancellationToken);
            var row = isNew && isFirst ? null : await table.GetAsync(pk, MessageRow(id), cancellationToken);
            var before = row is null ? null : ReadMessage(row);
            if (decide(before) is not { } commit)
                return before;

            var threadChange = await ThreadChangeAsync(pk, before, commit, isFresh: isNew && isFirst, cancellationToken);
            var sequence = headRow?.Long("sequence") ?? 0;
            List<RowOperation> events = [];
            if (tellCrm && commit.Event is { } type)
            {
                events.AddRange(commit.Created.Select(c => new RowOperation.Insert(
                    Outbox(pk, ++sequence, CrmEventType.ContactCreated, row => row["created"] = c.Value))));
                events.Add(new RowOperation.Insert(Outbox(pk, ++sequence, type, row => row["message"] = id.Value)));
            }
            else
            {
                sequence++;
            }

            var next = new Row(pk, MessageRow(id))
            {
                ["message"] = JsonSerializer.Serialize(MessageDocument.Of(commit.Message), StorageJson.Default.MessageDocument),
                ["content"] = commit.Content is { } content ? content.Inline : row?.Binary("content"),
            };
            List<RowOperation> operations =
            [
                WriteHead(pk, headRow, sequence, commit.Message.Location, contact),
                row is null ? new RowOperation.Insert(next) : new RowOperation.Replace(next, row.ETag!),
                .. threadChange,
                .. events,
            ];
            if (fence is not null && !await fence())
                return null;
            if (await table.TransactAsync(operations, cancellationToken))
                return commit.Message;
        }
    }

    public ConversationKey KeyOf(LocationId location, ContactId contact) => keys.ConversationOf(location, contact);

    /// <summary>A thread of a conversation; null when none of its messages has been committed.</summary>
    public async Task<ThreadRecord?> GetThreadAsync(LocationId location, KnownThread thread, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(keys.ConversationOf(location, thread.Owner).Value, ThreadRow(thread.Thread), cancellationToken);
        return row is null ? null : ReadThread(row);
    }

    /// <summary>R22: from this time on the thread goes on in another location only. The CRM is told the first time.</summary>
    public async Task DetachAsync(LocationId location, KnownThread thread, DateTimeOffset at, bool tellCrm, CancellationToken cancellationToken)
    {
        var pk = keys.ConversationOf(location, thread.Owner).Value;
        while (true)
        {
            var headRow = await table.GetAsync(pk, HeadRow, cancellationToken);
            var row = await table.GetAsync(pk, ThreadRow(thread.Thread), cancellationToken);
            var before = row is null ? ThreadRecord.New : ReadThread(row);
            if (before.DetachedAt <= at)
                return;
            var sequence = (headRow?.Long("sequence") ?? 0) + 1;
            var next = Write(pk, thread.Thread, before with { DetachedAt = at });
            List<RowOperation> operations =
            [
                WriteHead(pk, headRow, sequence, location, thread.Owner),
                row is null ? new RowOperation.Insert(next) : new RowOperation.Replace(next, row.ETag!),
            ];
            if (tellCrm && before.DetachedAt is null)
                operations.Add(new RowOperation.Insert(Outbox(pk, sequence, CrmEventType.ThreadDetached, r => r["thread"] = thread.Thread.Value)));
            if (await table.TransactAsync(operations, cancellationToken))
                return;
        }
    }

    /// <summary>The addresses of a message belong to its thread's people (R20). Their number is bounded: hostile mail has thousands.</summary>
    private async Task<IReadOnlyList<RowOperation>> ThreadChangeAsync(
        string pk, SyncedMessage? before, MessageCommit commit, bool isFresh, CancellationToken cancellationToken)
    {
        var message = commit.Message;
        var addresses = keys.Correspondents(message).ToHashSet(StringComparer.Ordinal);
        if (before is not null && addresses.IsSubsetOf(keys.Correspondents(before)))
            return [];
        if (commit.Seen is { } seen && addresses.IsSubsetOf(seen.Addresses))
            return [];
        var row = isFresh && commit.Seen is null ? null : await table.GetAsync(pk, ThreadRow(message.Thread), cancellationToken);
        var state = row is null ? ThreadRecord.New : ReadThread(row);
        if (row is not null && addresses.IsSubsetOf(state.Addresses))
            return [];
        addresses.UnionWith(state.Addresses);
        var next = Write(pk, message.Thread, state with { Addresses = addresses.Take(MaxThreadAddresses).ToHashSet(StringComparer.Ordinal) });
        return [row is null ? new RowOperation.Insert(next) : new RowOperation.Replace(next, row.ETag!)];
    }

    public IAsyncEnumerable<OutboxEvent> ListOutboxAsync(ConversationKey conversation, CancellationToken cancellationToken) =>
        ListOutboxAsync(EventStream.Of(conversation), cancellationToken);

    public IAsyncEnumerable<OutboxEvent> ListOutboxAsync(EventStream stream, CancellationToken cancellationToken) =>
        OutboxRows.ListAsync(table, stream, cancellationToken);

    public Task RemoveFromOutboxAsync(OutboxEvent delivered, CancellationToken cancellationToken) =>
        OutboxRows.RemoveAsync(table, delivered, cancellationToken);

    public Task SetAsideAsync(OutboxEvent failed, CancellationToken cancellationToken) => OutboxRows.SetAsideAsync(table, failed, cancellationToken);

    public async Task<EventOwner?> OwnerOfAsync(EventStream stream, CancellationToken cancellationToken)
    {
        var head = await table.GetAsync(stream.Partition, HeadRow, cancellationToken);
        return head is null ? null : new EventOwner(new LocationId(head.String("location") ?? ""), new ContactId(head.String("contact") ?? ""), User: null);
    }

    private const string HeadRow = "head";

    /// <summary>13 characters each; a property of a row holds 32,768.</summary>
    private const int MaxThreadAddresses = 2_000;

    private static string MessageRow(MessageId id) => "m" + id.SortKey;

    private static string ThreadRow(ThreadId thread) => "t" + thread.Value;

    private static RowOperation WriteHead(string pk, Row? before, long sequence, LocationId location, ContactId contact)
    {
        var head = new Row(pk, HeadRow) { ["sequence"] = sequence, ["location"] = location.Value, ["contact"] = contact.Value };
        return before is null ? new RowOperation.Insert(head) : new RowOperation.Replace(head, before.ETag!);
    }

    private Row Outbox(string pk, long sequence, CrmEventType type, Action<Row> about)
    {
        var row = OutboxRows.New(pk, sequence, type, time.GetUtcNow());
        about(row);
        return row;
    }

    private static Row Write(string pk, ThreadId thread, ThreadRecord state) => new(pk, ThreadRow(thread))
    {
        ["addresses"] = string.Join(' ', state.Addresses.Order(StringComparer.Ordinal)),
        ["detachedAt"] = state.DetachedAt,
    };

    private static ThreadRecord ReadThread(Row row) => new(
        (row.String("addresses") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal), row.Time("detachedAt"));

    private static SyncedMessage ReadMessage(Row row) =>
        StorageJson.Read(row.String("message") ?? "null", StorageJson.Default.MessageDocument).ToMessage();
}
