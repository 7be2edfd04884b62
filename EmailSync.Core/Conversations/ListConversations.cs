using EmailSync.Core.Directory;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Conversations;

/// <summary>Conversations of a location for somebody to see, that with the newest message first.</summary>
public sealed class ListConversations(ConversationList list, ConversationStore conversations, DirectoryStore directory)
{
    private const int AtOnce = 32;

    /// <summary>One request looks at no more, however few of them are wanted.</summary>
    private const int MaxLookedAt = 600;

    /// <param name="location">Of which location.</param>
    /// <param name="cursor">Where an earlier page ended, or null.</param>
    /// <param name="limit">At most so many; there may be fewer, and more on the next page.</param>
    /// <param name="assignedTo">Contacts of this user only, or null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<(IReadOnlyList<ShownConversation> Items, string? Cursor)> PageAsync(
        LocationId location, string? cursor, int limit, UserId? assignedTo, CancellationToken cancellationToken)
    {
        var shown = new List<ShownConversation>();
        for (var lookedAt = 0; lookedAt < MaxLookedAt; lookedAt += limit)
        {
            var (items, next) = await list.PageAsync(location, cursor, limit - shown.Count, cancellationToken);
            foreach (var some in items.Chunk(AtOnce))
                shown.AddRange((await Task.WhenAll(some.Select(item => ReadAsync(location, item, assignedTo, cancellationToken)))).OfType<ShownConversation>());
            cursor = next;
            if (next is null || shown.Count == limit)
                break;
        }
        return (shown, cursor);
    }

    private async Task<ShownConversation?> ReadAsync(LocationId location, ListedConversation item, UserId? assignedTo, CancellationToken cancellationToken)
    {
        var reading = conversations.ReadAsync(item, cancellationToken);
        var contact = await directory.GetContactAsync(location, item.Contact, cancellationToken);
        return await reading is { } newest && contact is not null && (assignedTo is null || contact.AssignedTo == assignedTo)
            ? new ShownConversation(contact, newest, item.Messages)
            : null;
    }
}
