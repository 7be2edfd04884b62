using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Threads;

/// <summary>A synced thread that a message may belong to, as an index knows it.</summary>
/// <param name="Owner">The contact whose conversation holds it (R19).</param>
/// <param name="KnownSince">Provider time of the earliest message by which the thread became known.</param>
public sealed record KnownThread(ThreadId Thread, ContactId Owner, DateTimeOffset KnownSince)
{
    /// <summary>The conversation that holds it; null in rows written before it was noted: then the one named after the owner.</summary>
    public ConversationKey? Conversation { get; init; }

    /// <summary>The message of it that is meant; null where the index knows it by the provider's thread only.</summary>
    public MessageId? Message { get; init; }
}
