namespace EmailSync.Functions.Http.Contracts;

/// <param name="Scopes">read, send, mailbox.</param>
/// <param name="ExpiresIn">Seconds; absent for 900.</param>
public sealed record TokenBody(IReadOnlyList<string?>? Scopes, int? ExpiresIn);
