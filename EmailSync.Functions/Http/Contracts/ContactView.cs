namespace EmailSync.Functions.Http.Contracts;

public sealed record ContactView(string Id, string Name, IReadOnlyList<string> Emails, string? AssignedTo, DateTimeOffset CreatedAt);
