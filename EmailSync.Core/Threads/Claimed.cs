using EmailSync.Core.Conversations;

namespace EmailSync.Core.Threads;

/// <summary>Whose a Message-ID is: the message and thread of the first claim, and who waited for it to become known.</summary>
/// <param name="IsFirst">This claim was the first: of the message nothing has been stored yet.</param>
public sealed record Claimed(MessageId Message, KnownThread Thread, IReadOnlyList<WaitingMessage> Waiting, bool IsFirst);
