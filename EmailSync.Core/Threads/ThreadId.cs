namespace EmailSync.Core.Threads;

/// <summary>Our id of a chain of messages inside a conversation.</summary>
public readonly record struct ThreadId(string Value)
{
    public override string ToString() => Value;
}
