namespace EmailSync.Functions.Http.Contracts;

/// <param name="Name">For people; absent for none.</param>
public sealed record KeyBody(string? Name);
