namespace EmailSync.Core.Access;

/// <summary>What became of the wish for a new secret.</summary>
public abstract record KeyRotated
{
    private KeyRotated()
    {
    }

    public sealed record Done(LocationKey Key, LocationKeyText Text) : KeyRotated;

    public sealed record Unknown : KeyRotated;

    /// <summary>A revoked key stays so.</summary>
    public sealed record Revoked : KeyRotated;
}
