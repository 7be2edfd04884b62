namespace EmailSync.Core.Conversations;

/// <summary>Keyed hash of (location, contact): the partition of a conversation.</summary>
public readonly record struct ConversationKey(string Value)
{
    public const int Length = 24;

    public override string ToString() => Value;
}
