namespace EmailSync.Functions.Http.Contracts;

public sealed record ImportLineBody(string? Id, string? Name, IReadOnlyList<string>? Emails, string? AssignedTo, DateTimeOffset? CreatedAt);
