using System.Text.Json;
using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

/// <summary>
/// What is being erased (R27). A row stands in the partition of the contact, so that taking the contact out and owing the rest is one transaction; its
/// subject, by which due work names it, is both of its keys.
/// </summary>
public sealed class ErasureStore(ITables tables, TableKeys keys, ConversationList list)
{
    private const string RowStart = "erasure-";
    internal const string FirstRow = RowStart;
    internal const string AfterRows = "erasure.";

    private readonly ITable table = tables[TableNames.Directory];
    private readonly ITable conversations = tables[TableNames.Conversations];

    public string SubjectOf(LocationId location, ContactId contact, ConversationKey conversation) => keys.Contact(location, contact) + conversation;

    public async Task<Erasure?> FindAsync(string subject, CancellationToken cancellationToken)
    {
        var (pk, rk) = Place(subject);
        return await table.GetAsync(pk, rk, cancellationToken) is { } row ? Read(row) : null;
    }

    internal static Erasure Read(Row row) => new(
        new LocationId(row.String("location") ?? ""),
        new ContactId(row.String("contact") ?? ""),
        new ConversationKey(row.RowKey[RowStart.Length..]),
        StorageJson.Read(row.String("addresses") ?? "[]", StorageJson.Default.ListString),
        row.Time("beganAt") ?? default,
        row.Time("emptiedAt"));

    internal static string SubjectOf(Row row) => row.PartitionKey + row.RowKey[RowStart.Length..];

    internal static string RowOf(Erasure erasure) => RowStart + erasure.Conversation;

    internal static string PartitionOf(string subject) => Place(subject).PartitionKey;

    /// <summary>Only its own steps write it, and each of them leads to the same.</summary>
    public Task SaveAsync(string subject, Erasure erasure, CancellationToken cancellationToken) =>
        table.UpsertAsync(Write(Place(subject).PartitionKey, erasure), cancellationToken);

    public Task RemoveAsync(string subject, CancellationToken cancellationToken)
    {
        var (pk, rk) = Place(subject);
        return table.DeleteAsync(pk, rk, null, cancellationToken);
    }

    /// <summary>The fence: every transaction of the conversation reads its head, and none goes through from here on.</summary>
    public async Task CloseAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        var pk = erasure.Conversation.Value;
        while (true)
        {
            var head = await conversations.GetAsync(pk, ConversationStore.HeadRow, cancellationToken);
            if (ConversationStore.IsErased(head))
                return;
            var closed = new Row(pk, ConversationStore.HeadRow) { [ConversationStore.ErasedAt] = erasure.BeganAt };
            if ((head is null
                ? await conversations.InsertAsync(closed, cancellationToken)
                : await conversations.ReplaceAsync(closed, head.ETag!, cancellationToken)) is not null)
                return;
        }
    }

    /// <summary>Messages that are still there, newest first.</summary>
    public async Task<IReadOnlyList<SyncedMessage>> ListMessagesAsync(ConversationKey conversation, int limit, CancellationToken cancellationToken)
    {
        var messages = new List<SyncedMessage>();
        await foreach (var row in conversations.QueryAsync(conversation.Value, "m", "n", cancellationToken))
        {
            messages.Add(ConversationStore.ReadMessage(row));
            if (messages.Count == limit)
                break;
        }
        return messages;
    }

    /// <summary>The list first: the message leads to its place there.</summary>
    public async Task RemoveMessageAsync(LocationId location, MessageId id, CancellationToken cancellationToken)
    {
        await list.RemoveAsync(location, id, cancellationToken);
        await conversations.DeleteAsync(id.Conversation.Value, "m" + id.SortKey, null, cancellationToken);
    }

    /// <summary>Of a message that was never committed: it may have been listed before that.</summary>
    public Task UnlistAsync(LocationId location, MessageId id, CancellationToken cancellationToken) => list.RemoveAsync(location, id, cancellationToken);

    /// <summary>Threads, and events that the CRM has not heard or that were set aside; everything but the closed head. True when more is left.</summary>
    public async Task<bool> RemoveRestAsync(ConversationKey conversation, int limit, CancellationToken cancellationToken)
    {
        var rows = new List<RowOperation>();
        await foreach (var row in conversations.QueryAsync(conversation.Value, null, null, cancellationToken))
        {
            if (row.RowKey == ConversationStore.HeadRow)
                continue;
            rows.Add(new RowOperation.Delete(row.PartitionKey, row.RowKey, row.ETag!));
            if (rows.Count == limit)
                break;
        }
        if (rows.Count > 0)
            await conversations.TransactAsync(rows, cancellationToken);
        return rows.Count > 0;
    }

    /// <summary>Nothing that began before can come any more: the name of the conversation is free again.</summary>
    public Task OpenAsync(ConversationKey conversation, CancellationToken cancellationToken) =>
        conversations.DeleteAsync(conversation.Value, ConversationStore.HeadRow, null, cancellationToken);

    internal static Row Write(string partitionKey, Erasure erasure) => new(partitionKey, RowStart + erasure.Conversation)
    {
        ["location"] = erasure.Location.Value,
        ["contact"] = erasure.Contact.Value is { Length: > 0 } contact ? contact : null,
        ["addresses"] = erasure.Addresses.Count == 0 ? null : JsonSerializer.Serialize([.. erasure.Addresses], StorageJson.Default.ListString),
        ["beganAt"] = erasure.BeganAt,
        ["emptiedAt"] = erasure.EmptiedAt,
    };

    private static (string PartitionKey, string RowKey) Place(string subject) =>
        (subject[..^ConversationKey.Length], RowStart + subject[^ConversationKey.Length..]);
}
