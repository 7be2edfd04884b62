namespace EmailSync.Core.Directory;

/// <summary>A person who works in a location.</summary>
public sealed record User(LocationId Location, UserId Id, string Name, string Email, IReadOnlyList<string> Aliases)
{
    /// <summary>Names the stored state; null on one that is not stored.</summary>
    public string? Version { get; init; }
}
