namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>A mail folder. Folders have no immutable id; theirs does not change anyway.</summary>
/// <param name="WellKnown">The name that stands for the id; null for folders that somebody made.</param>
internal sealed record GraphFolder(string Id, string DisplayName, string? ParentId, string? WellKnown);
