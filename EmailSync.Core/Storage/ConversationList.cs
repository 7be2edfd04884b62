using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

/// <summary>
/// The conversations of a location, that with the newest message first: a row for each, named after that message (docs/decisions/0043-the-list-is-a-claim.md). The row is
/// written before the message is, and the row of the message before it goes after: what is committed is always listed. A row that its conversation's head does not
/// bear out is of a commit under way, or was left by a crash; readers pass it over, and take it away when it is old.
/// </summary>
public sealed class ConversationList(ITables tables, TableKeys keys, TimeProvider time)
{
    private const int RemovedAtOnce = 100;

    /// <summary>Far longer than a transaction may take.</summary>
    private static readonly TimeSpan underWay = TimeSpan.FromMinutes(10);

    private readonly ITable table = tables[TableNames.ConversationList];
    private readonly ITable conversations = tables[TableNames.Conversations];

    /// <summary>A cursor is the place of a conversation in the list; nothing that comes into it later moves those behind.</summary>
    public static bool IsCursor(string text) => MessageId.TryParse(text, out _);

    /// <summary>Before a message is committed that is newer than all others of its conversation.</summary>
    internal Task AnnounceAsync(LocationId location, MessageId newest, CancellationToken cancellationToken) =>
        table.UpsertAsync(new Row(keys.ConversationList(location), RowKey(newest)) { ["at"] = time.GetUtcNow() }, cancellationToken);

    /// <summary>After that; or where nothing came of it.</summary>
    internal Task RemoveAsync(LocationId location, MessageId message, CancellationToken cancellationToken) =>
        table.DeleteAsync(keys.ConversationList(location), RowKey(message), null, cancellationToken);

    /// <summary>The newest messages of conversations, in the order of the list.</summary>
    /// <param name="location">Of which location.</param>
    /// <param name="after">The last one of an earlier page, or null.</param>
    /// <param name="limit">At most so many; fewer do not mean the end.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Conversations that bear their row out, and where the next page begins; null behind the last one.</returns>
    public async Task<(IReadOnlyList<ListedConversation> Items, string? Cursor)> PageAsync(
        LocationId location, string? after, int limit, CancellationToken cancellationToken)
    {
        var rows = new List<Row>();
        var isMore = false;
        var from = after is null ? null : RowKeyOfCursor(after) + "!";
        await foreach (var row in table.QueryAsync(keys.ConversationList(location), from, null, cancellationToken))
        {
            if (isMore = rows.Count == limit)
                break;
            rows.Add(row);
        }
        var found = await Task.WhenAll(rows.Select(row => ReadAsync(location, row, isFirstPage: after is null, cancellationToken)));
        var items = found.OfType<ListedConversation>().DistinctBy(c => c.Newest.Conversation).OrderBy(c => c.Newest.SortKey, StringComparer.Ordinal);
        return ([.. items], isMore ? Message(rows[^1]).Value : null);
    }

    /// <summary>R27: a part of a location's list. True when there is more.</summary>
    internal async Task<bool> EraseAsync(LocationId location, CancellationToken cancellationToken)
    {
        var rows = new List<RowOperation>();
        await foreach (var row in table.QueryAsync(keys.ConversationList(location), null, null, cancellationToken))
        {
            rows.Add(new RowOperation.Delete(row.PartitionKey, row.RowKey, row.ETag!));
            if (rows.Count == RemovedAtOnce)
                break;
        }
        return rows.Count > 0 && (!await table.TransactAsync(rows, cancellationToken) || rows.Count == RemovedAtOnce);
    }

    internal async Task<bool> IsAnyAsync(LocationId location, CancellationToken cancellationToken) =>
        await table.QueryAsync(keys.ConversationList(location), null, null, cancellationToken).AnyAsync(cancellationToken);

    /// <summary>
    /// A conversation that gets a message while the list is read moves to its front: who reads from there has it in its old place and sees the new message; who goes on behind
    /// a cursor has had it, or begins anew.
    /// </summary>
    private async Task<ListedConversation?> ReadAsync(LocationId location, Row row, bool isFirstPage, CancellationToken cancellationToken)
    {
        var message = Message(row);
        var head = await conversations.GetAsync(message.Conversation.Value, ConversationStore.HeadRow, cancellationToken);
        var newest = head is null || ConversationStore.IsErased(head) ? null : head.String(ConversationStore.NewestMessage);
        if (newest != message.SortKey && row.Time("at") + underWay < time.GetUtcNow())
            await table.DeleteAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken);
        var hasMoved = isFirstPage && newest is not null && string.CompareOrdinal(newest, message.SortKey) < 0;
        return newest == message.SortKey || hasMoved
            ? new ListedConversation(
                ConversationStore.MessageOf(message.Conversation, newest!), new ContactId(head!.String("contact") ?? ""), (int)head.Long(ConversationStore.MessageCount))
            : null;
    }

    /// <summary>Time first, then whose it is: the parts of a message id the other way round.</summary>
    private static string RowKey(MessageId message) => message.SortKey + message.Conversation;

    private static string RowKeyOfCursor(string cursor) =>
        MessageId.TryParse(cursor, out var message) ? RowKey(message) : throw new ArgumentException("No place in the list of conversations.");

    private static MessageId Message(Row row) =>
        MessageId.TryParse(row.RowKey[^ConversationKey.Length..] + row.RowKey[..^ConversationKey.Length], out var id)
            ? id
            : throw new InvalidDataException("A row of the list of conversations names no message.");
}
