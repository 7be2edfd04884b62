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
    private readonly ConversationList list = new(tables, keys, time);

    public async Task<SyncedMessage?> GetAsync(LocationId location, MessageId id, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(id.Conversation.Value, MessageRow(id), cancellationToken);

        // The wall between locations: the partition is found through the id alone, so the row has to say whose it is.
        return row is not null && ReadMessage(row) is var message && message.Location == location ? message : null;
    }

    /// <summary>
    /// A message for somebody to see: null as soon as its conversation is being erased, although rows of it may still be there (R27), and under the contact
    /// whose conversation it is now.
    /// </summary>
    public async Task<StoredMessage?> GetWithContentAsync(LocationId location, MessageId id, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(id.Conversation.Value, MessageRow(id), cancellationToken);
        return row is not null && ReadMessage(row) is var message && message.Location == location
            && await ContactOfAsync(id.Conversation, cancellationToken) is { } contact
            ? new StoredMessage(message with { Contact = contact }, await contents.ReadAsync(message, row.Binary("content"), cancellationToken))
            : null;
    }

    /// <summary>As <see cref="GetWithContentAsync"/>, without the content.</summary>
    public async Task<SyncedMessage?> GetVisibleAsync(LocationId location, MessageId id, CancellationToken cancellationToken) =>
        await GetAsync(location, id, cancellationToken) is { } message && await ContactOfAsync(id.Conversation, cancellationToken) is { } contact
            ? message with { Contact = contact }
            : null;

    /// <summary>The newest message of a conversation that was just listed; null when it is not there any more.</summary>
    public async Task<StoredMessage?> ReadAsync(ListedConversation listed, CancellationToken cancellationToken)
    {
        if (await table.GetAsync(listed.Newest.Conversation.Value, MessageRow(listed.Newest), cancellationToken) is not { } row)
            return null;
        var message = ReadMessage(row) with { Contact = listed.Contact };
        return new StoredMessage(message, await contents.ReadAsync(message, row.Binary("content"), cancellationToken));
    }

    /// <summary>Messages of a conversation, newest first, after <paramref name="after"/> (exclusive) when given.</summary>
    public async Task<IReadOnlyList<StoredMessage>> ListAsync(
        ConversationKey conversation, string? after, int limit, CancellationToken cancellationToken)
    {
        if (await ContactOfAsync(conversation, cancellationToken) is not { } contact)
            return [];
        var messages = new List<StoredMessage>();
        await foreach (var row in table.QueryAsync(conversation.Value, after is null ? "m" : "m" + after + "\u0021", "n", cancellationToken))
        {
            var message = ReadMessage(row) with { Contact = contact };
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
    /// <param name="marker">When the marker is due that was set for its events (<see cref="CrmOutbox"/>); null where the CRM is not told.</param>
    /// <param name="decide">From the stored message (null when there is none) to its next state, or null for no change.</param>
    /// <returns>The message as it stands afterwards; null when there was none and none was made.</returns>
    /// <exception cref="ConversationErasedException">The conversation is being erased, or was: nothing comes into it any more (R27).</exception>
    public Task<SyncedMessage?> CommitAsync(
        MessageId id, ContactId contact, DateTimeOffset? marker, Func<SyncedMessage?, MessageCommit?> decide, CancellationToken cancellationToken) =>
        CommitAsync(id, contact, marker, decide, isNew: false, cancellationToken);

    /// <summary>As <see cref="CommitAsync(MessageId, ContactId, DateTimeOffset?, Func{SyncedMessage?, MessageCommit?}, CancellationToken)"/>.</summary>
    /// <param name="isNew">Nothing has been stored under this id as far as is known: the first try does without reading it, and finds out if it errs.</param>
    /// <param name="fence">Asked right before every try to write; false ends it without a trace, and null is returned (invariant 7).</param>
    public async Task<SyncedMessage?> CommitAsync(
        MessageId id,
        ContactId contact,
        DateTimeOffset? marker,
        Func<SyncedMessage?, MessageCommit?> decide,
        bool isNew,
        CancellationToken cancellationToken,
        Func<Task<bool>>? fence = null)
    {
        var pk = id.Conversation.Value;
        LocationId? announced = null;
        for (var isFirst = true; ; isFirst = false)
        {
            var headRow = await table.GetAsync(pk, HeadRow, cancellationToken);
            if (IsErased(headRow))
            {
                // Whoever erases may have passed by before it was listed.
                if (announced is { } location)
                    await list.RemoveAsync(location, id, cancellationToken);
                throw new ConversationErasedException(id.Conversation);
            }
            var row = isNew && isFirst ? null : await table.GetAsync(pk, MessageRow(id), cancellationToken);
            var before = row is null ? null : ReadMessage(row);
            if (decide(before) is not { } commit)
                return before;

            var threadChange = await ThreadChangeAsync(pk, before, commit, isFresh: isNew && isFirst, cancellationToken);
            var sequence = SequenceOf(headRow);
            List<RowOperation> events = [];
            if (marker is { } due && commit.Event is { } type)
            {
                events.AddRange(commit.Created.Select(c => new RowOperation.Insert(
                    Outbox(pk, ++sequence, CrmEventType.ContactCreated, due, row => row["created"] = c.Value))));
                events.Add(new RowOperation.Insert(Outbox(pk, ++sequence, type, due, row => row["message"] = id.Value)));
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
            var newest = headRow?.String(NewestMessage);
            var isNewest = row is null && (newest is null || string.CompareOrdinal(id.SortKey, newest) < 0);
            List<RowOperation> operations =
            [
                WriteHead(pk, headRow, sequence, commit.Message.Location, contact, isNewest ? id : null, row is null ? 1 : 0),
                row is null ? new RowOperation.Insert(next) : new RowOperation.Replace(next, row.ETag!),
                .. threadChange,
                .. events,
            ];
            if (fence is not null && !await fence())
                return null;
            if (isNewest)
            {
                announced = commit.Message.Location;
                await list.AnnounceAsync(commit.Message.Location, id, cancellationToken);
            }
            if (!await table.TransactAsync(operations, cancellationToken))
                continue;

            // Newest messages only become newer: what was listed before can never be true again. Any other row may be of another worker with the same message.
            if (isNewest && newest is not null)
                await list.RemoveAsync(commit.Message.Location, MessageOf(id.Conversation, newest), cancellationToken);
            else if (!isNewest && announced is not null && string.CompareOrdinal(newest, id.SortKey) < 0)
                await list.RemoveAsync(commit.Message.Location, id, cancellationToken);
            return commit.Message;
        }
    }

    public ConversationKey KeyOf(LocationId location, KnownThread thread) => thread.Conversation ?? keys.ConversationOf(location, thread.Owner);

    /// <summary>R27: the conversation is being erased, or was not long ago.</summary>
    public async Task<bool> IsErasedAsync(ConversationKey conversation, CancellationToken cancellationToken) =>
        IsErased(await table.GetAsync(conversation.Value, HeadRow, cancellationToken));

    /// <summary>
    /// A thread as it stands, with the contact whose conversation it is now; null when its conversation is being erased (R27). Of one whose first message
    /// has not been committed yet, nothing is known beside.
    /// </summary>
    public async Task<(KnownThread Thread, ThreadRecord State)?> FindThreadAsync(
        LocationId location, KnownThread thread, CancellationToken cancellationToken)
    {
        var pk = KeyOf(location, thread).Value;
        var rows = await Task.WhenAll(
            table.GetAsync(pk, HeadRow, cancellationToken), table.GetAsync(pk, ThreadRow(thread.Thread), cancellationToken));
        if (IsErased(rows[0]))
            return null;
        var now = rows[0]?.String("contact") is { } contact && contact != thread.Owner.Value ? thread with { Owner = new ContactId(contact) } : thread;
        return (now, rows[1] is { } row ? ReadThread(row) : ThreadRecord.New);
    }

    /// <summary>R22: from this time on the thread goes on in another location only. The CRM is told the first time.</summary>
    /// <param name="marker">As in <see cref="CommitAsync(MessageId, ContactId, DateTimeOffset?, Func{SyncedMessage?, MessageCommit?}, CancellationToken)"/>.</param>
    public async Task DetachAsync(LocationId location, KnownThread thread, DateTimeOffset at, DateTimeOffset? marker, CancellationToken cancellationToken)
    {
        var pk = KeyOf(location, thread).Value;
        while (true)
        {
            var headRow = await table.GetAsync(pk, HeadRow, cancellationToken);
            if (IsErased(headRow))
                return;
            var row = await table.GetAsync(pk, ThreadRow(thread.Thread), cancellationToken);
            var before = row is null ? ThreadRecord.New : ReadThread(row);
            if (before.DetachedAt <= at)
                return;
            var sequence = SequenceOf(headRow) + 1;
            var next = Write(pk, thread.Thread, before with { DetachedAt = at });
            List<RowOperation> operations =
            [
                WriteHead(pk, headRow, sequence, location, thread.Owner),
                row is null ? new RowOperation.Insert(next) : new RowOperation.Replace(next, row.ETag!),
            ];
            if (marker is { } due && before.DetachedAt is null)
                operations.Add(new RowOperation.Insert(Outbox(pk, sequence, CrmEventType.ThreadDetached, due, r => r["thread"] = thread.Thread.Value)));
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

    public Task NoteFailureAsync(OutboxEvent failed, CancellationToken cancellationToken) => OutboxRows.NoteFailureAsync(table, failed, cancellationToken);

    private async Task<ContactId?> ContactOfAsync(ConversationKey conversation, CancellationToken cancellationToken) =>
        (await OwnerOfAsync(EventStream.Of(conversation), cancellationToken))?.Contact;

    public async Task<EventOwner?> OwnerOfAsync(EventStream stream, CancellationToken cancellationToken)
    {
        var head = await table.GetAsync(stream.Partition, HeadRow, cancellationToken);
        return head is null || IsErased(head)
            ? null
            : new EventOwner(new LocationId(head.String("location") ?? ""), new ContactId(head.String("contact") ?? ""), User: null);
    }

    /// <summary>
    /// Whoever writes into the conversation writes into the contact's from now on: all that leads here names the conversation, and whose it is stands on its
    /// head alone.
    /// </summary>
    public async Task TakeOverAsync(ConversationKey conversation, LocationId location, ContactId contact, CancellationToken cancellationToken)
    {
        while (true)
        {
            var head = await table.GetAsync(conversation.Value, HeadRow, cancellationToken);
            if (IsErased(head) || head?.String("contact") == contact.Value)
                return;
            var next = new Row(conversation.Value, HeadRow)
            {
                ["sequence"] = SequenceOf(head),
                ["location"] = location.Value,
                ["contact"] = contact.Value,
                [NewestMessage] = head?.String(NewestMessage),
                [MessageCount] = head?[MessageCount],
            };
            if ((head is null ? await table.InsertAsync(next, cancellationToken) : await table.ReplaceAsync(next, head.ETag!, cancellationToken)) is not null)
                return;
        }
    }

    /// <summary>Closes a conversation in which there is nothing, for good. False when there is something.</summary>
    public async Task<bool> CloseEmptyAsync(ConversationKey conversation, CancellationToken cancellationToken) =>
        IsErased(await table.GetAsync(conversation.Value, HeadRow, cancellationToken))
        || await table.InsertAsync(new Row(conversation.Value, HeadRow) { [ErasedAt] = time.GetUtcNow() }, cancellationToken) is not null;

    internal const string HeadRow = "head";

    /// <summary>On the head of a conversation that is erased (R27): when that began. Nothing else stands on it then.</summary>
    internal const string ErasedAt = "erasedAt";

    /// <summary>On the head: the newest message, as <see cref="MessageId.SortKey"/>; the conversation is listed under it.</summary>
    internal const string NewestMessage = "newest";

    /// <summary>On the head: how many messages there are.</summary>
    internal const string MessageCount = "messages";

    /// <summary>13 characters each; a property of a row holds 32,768.</summary>
    private const int MaxThreadAddresses = 2_000;

    internal static bool IsErased(Row? head) => head?.Time(ErasedAt) is not null;

    private static string MessageRow(MessageId id) => "m" + id.SortKey;

    internal static MessageId MessageOf(ConversationKey conversation, string sortKey) =>
        MessageId.TryParse(conversation.Value + sortKey, out var id) ? id : throw new InvalidDataException("The head of a conversation names no message.");

    private static string ThreadRow(ThreadId thread) => "t" + thread.Value;

    private static RowOperation WriteHead(
        string pk, Row? before, long sequence, LocationId location, ContactId contact, MessageId? newest = null, int added = 0)
    {
        // Whose it is stays as it stands: who writes may still know it under the contact that it was taken over from.
        var head = new Row(pk, HeadRow)
        {
            ["sequence"] = sequence,
            ["location"] = location.Value,
            ["contact"] = before?.String("contact") ?? contact.Value,
            [NewestMessage] = newest?.SortKey ?? before?.String(NewestMessage),
            [MessageCount] = (before?.Long(MessageCount) ?? 0) + added,
        };
        return before is null ? new RowOperation.Insert(head) : new RowOperation.Replace(head, before.ETag!);
    }

    private long SequenceOf(Row? head) => head?.Long("sequence") ?? OutboxRows.Beginning(time.GetUtcNow());

    private Row Outbox(string pk, long sequence, CrmEventType type, DateTimeOffset? marker, Action<Row> about)
    {
        var row = OutboxRows.New(pk, sequence, type, time.GetUtcNow());
        row["marker"] = marker;
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

    internal static SyncedMessage ReadMessage(Row row) =>
        StorageJson.Read(row.String("message") ?? "null", StorageJson.Default.MessageDocument).ToMessage();
}
