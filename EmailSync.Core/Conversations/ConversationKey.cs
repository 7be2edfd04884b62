namespace EmailSync.Core.Conversations;

/// <summary>
/// The partition of a conversation: a keyed hash of location and contact. Which one a contact has is written in its row, since after an erasure it gets
/// another (R27).
/// </summary>
public readonly record struct ConversationKey(string Value)
{
    public const int Length = 24;

    public override string ToString() => Value;
}
