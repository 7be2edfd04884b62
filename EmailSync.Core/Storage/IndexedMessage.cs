using EmailSync.Core.Conversations;

namespace EmailSync.Core.Storage;

/// <summary>What a message of a mailbox became in a location, and by which rule.</summary>
public sealed record IndexedMessage(MessageId Message, Sync.Reason Reason, string Rule);
