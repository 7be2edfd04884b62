using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

/// <summary>A conversation that is being erased (R27).</summary>
/// <param name="Contact">Whose it was; empty once all that was known of the contact is gone.</param>
/// <param name="Addresses">The contact's addresses as the index has them; empty once they are gone from there.</param>
/// <param name="BeganAt">When the contact was deleted.</param>
/// <param name="EmptiedAt">When nothing was left; null until then. The conversation stays closed for a while longer.</param>
public sealed record Erasure(
    LocationId Location,
    ContactId Contact,
    ConversationKey Conversation,
    IReadOnlyList<string> Addresses,
    DateTimeOffset BeganAt,
    DateTimeOffset? EmptiedAt)
{
    /// <summary>Longer than any work may be under way that began before the contact was deleted.</summary>
    public static readonly TimeSpan ClosedFor = TimeSpan.FromDays(1);
}
