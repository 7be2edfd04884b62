using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

/// <summary>A deleted user whose traces are still to be erased (R27).</summary>
/// <param name="BeganAt">When the user was deleted.</param>
/// <param name="Cursor">How far the stage is; null at its beginning.</param>
/// <param name="Version">As it was read.</param>
public sealed record UserErasure(LocationId Location, UserId User, DateTimeOffset BeganAt, UserErasureStage Stage, string? Cursor, string Version);
