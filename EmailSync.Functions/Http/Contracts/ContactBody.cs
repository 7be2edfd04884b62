namespace EmailSync.Functions.Http.Contracts;

public sealed record ContactBody(string? Name, IReadOnlyList<string>? Emails, string? AssignedTo, DateTimeOffset? CreatedAt, string? Adopts = null);
