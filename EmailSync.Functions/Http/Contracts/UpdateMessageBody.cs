namespace EmailSync.Functions.Http.Contracts;

/// <param name="UserId">Whose copy is meant.</param>
/// <param name="Read">Absent leaves it as it is.</param>
/// <param name="Trashed">Absent leaves it as it is.</param>
public sealed record UpdateMessageBody(string? UserId, bool? Read, bool? Trashed);
