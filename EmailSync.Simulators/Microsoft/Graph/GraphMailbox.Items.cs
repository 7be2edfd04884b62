namespace EmailSync.Simulators.Microsoft.Graph;

/// <content>Items: found, placed, moved, changed, removed. Callers hold the lock.</content>
public sealed partial class GraphMailbox
{
    internal IEnumerable<MessageItem> Items => items.Values;

    /// <summary>By the default or the immutable id; both are taken whatever the client prefers to be given.</summary>
    internal MessageItem Item(string id)
    {
        if (byId.TryGetValue(id, out var item))
            return item;
        throw GraphIds.IsWellFormed(id)
            ? new GraphError(404, "ErrorItemNotFound", "The specified object was not found in the store.")
            : new GraphError(400, "ErrorInvalidIdMalformed", "Id is malformed.");
    }

    internal MessageItem? TryItem(string id) => byId.GetValueOrDefault(id);

    internal MessageItem? ItemByNumber(long number) => items.GetValueOrDefault(number);

    /// <summary>Newest first, as lists come.</summary>
    internal IEnumerable<MessageItem> NewestFirst(string? folderId = null) => items.Values
        .Where(item => folderId is null || item.FolderId == folderId)
        .OrderByDescending(item => item.ReceivedAt)
        .ThenByDescending(item => item.Number);

    /// <summary>Puts an item where it says it lies.</summary>
    internal MessageItem Place(MessageItem item)
    {
        Stamp(item);
        items.Add(item.Number, item);
        byId[item.Id] = item;
        byId[item.ImmutableId] = item;
        IndexHeader(item);
        Record(item, ChangeKind.Created);
        Announce("created", item);
        return item;
    }

    /// <summary>Takes an item out of the mailbox; nothing but the log remembers it.</summary>
    internal void Remove(MessageItem item)
    {
        items.Remove(item.Number);
        byId.Remove(item.Id);
        byId.Remove(item.ImmutableId);
        if (item.MessageIdHeader is { } header && byMessageId.TryGetValue(header, out var same))
            same.Remove(item);
        Record(item, ChangeKind.Removed);
        Announce("deleted", item);
    }

    /// <summary>To another folder: a new default id, the same immutable one.</summary>
    internal MessageItem Move(MessageItem item, GraphFolder target)
    {
        if (item.FolderId == target.Id)
            return item;
        Record(item, ChangeKind.Removed);
        Announce("deleted", item);
        byId.Remove(item.Id);
        item.FolderId = target.Id;
        item.Id = ids.Item(item.Number, ++lastPlace);
        byId[item.Id] = item;
        Stamp(item);
        Record(item, ChangeKind.Created);
        Announce("created", item);
        return item;
    }

    internal MessageItem Copy(MessageItem item, GraphFolder target)
    {
        var (number, id, immutableId) = NextIds();
        var copy = new MessageItem(number, item.Mail)
        {
            Id = id,
            ImmutableId = immutableId,
            FolderId = target.Id,
            ConversationId = item.ConversationId,
            ConversationIndex = item.ConversationIndex,
            CreatedAt = Now(),
            ReceivedAt = item.ReceivedAt,
            SentAt = item.SentAt,
            IsRead = item.IsRead,
            IsDraft = item.IsDraft,
            IsReceived = item.IsReceived,
            Categories = item.Categories,
            Flag = item.Flag,
            ImportanceSet = item.ImportanceSet,
            InferenceClassification = item.InferenceClassification,
        };
        foreach (var (property, value) in item.Properties)
            copy.Properties[property] = value;
        return Place(copy);
    }

    /// <summary>Another content; delta sends the whole item again.</summary>
    internal void Updated(MessageItem item)
    {
        Stamp(item);
        Record(item, ChangeKind.Updated);
        Announce("updated", item);
    }

    /// <summary>Read state and the like; delta sends these properties only.</summary>
    internal void Touched(MessageItem item, IReadOnlyList<string> fields)
    {
        Stamp(item);
        Record(item, ChangeKind.Touched, fields);
        Announce("updated", item);
    }

    internal void SetRead(MessageItem item, bool read)
    {
        if (item.IsRead == read)
            return;
        item.IsRead = read;
        Touched(item, ["isRead"]);
    }

    /// <summary>As a client deletes: to Deleted Items, and from there for good.</summary>
    internal void Delete(MessageItem item)
    {
        var deleted = WellKnown(WellKnownFolders.Deleted);
        if (IsBelow(Folder(item.FolderId), deleted))
            Remove(item);
        else
            Move(item, deleted);
    }

    internal (long Number, string Id, string ImmutableId) NextIds()
    {
        var number = ++lastNumber;
        return (number, ids.Item(number, ++lastPlace), ids.Immutable(number));
    }

    private void IndexHeader(MessageItem item)
    {
        if (item.MessageIdHeader is not { } header)
            return;
        if (!byMessageId.TryGetValue(header, out var same))
            byMessageId.Add(header, same = []);
        if (!same.Contains(item))
            same.Add(item);
    }

    private void Stamp(MessageItem item)
    {
        item.ModifiedAt = Now();
        item.ChangeKey = ids.ChangeKey(++lastChange);
    }

    private void Record(MessageItem item, ChangeKind kind, IReadOnlyList<string>? fields = null) =>
        log.Append(item.FolderId, kind, item.Number, item.Id, item.ImmutableId, fields ?? [], clock.GetUtcNow());

    private void Announce(string changeType, MessageItem item) =>
        announcements.Add(new GraphChange(changeType, item.Id, item.ImmutableId, item.FolderId, item.ETag));
}
