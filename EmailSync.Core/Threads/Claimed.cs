using EmailSync.Core.Conversations;

namespace EmailSync.Core.Threads;

/// <summary>Whose a Message-ID is: the message and thread of the first claim, and who waited for it to become known.</summary>
public sealed record Claimed(MessageId Message, KnownThread Thread, IReadOnlyList<WaitingMessage> Waiting);
