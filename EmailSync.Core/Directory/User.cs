namespace EmailSync.Core.Directory;

/// <summary>A person who works in a location.</summary>
public sealed record User(LocationId Location, UserId Id, string Name, string Email, IReadOnlyList<string> Aliases);
