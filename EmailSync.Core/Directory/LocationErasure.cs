namespace EmailSync.Core.Directory;

/// <summary>A location that is being erased (R27), and how far that has come.</summary>
/// <param name="BeganAt">When it was deleted.</param>
/// <param name="Cursor">How far the stage has come; null at its beginning.</param>
/// <param name="NotBefore">When to go on; null for at once.</param>
/// <param name="IsSecond">What is done twice is done for the second time.</param>
/// <param name="Version">Of the row that says so.</param>
public sealed record LocationErasure(
    LocationId Location,
    DateTimeOffset BeganAt,
    LocationErasureStage Stage,
    string? Cursor,
    DateTimeOffset? NotBefore,
    bool IsSecond,
    string Version);
