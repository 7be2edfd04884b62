namespace EmailSync.Functions.Http.Contracts;

public sealed record UserView(string Id, string Name, string Email, IReadOnlyList<string> Aliases);
