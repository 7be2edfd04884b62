namespace EmailSync.Functions.Http.Contracts;

public sealed record UserBody(string? Name, string? Email, IReadOnlyList<string>? Aliases);
