namespace EmailSync.Functions.Http.Contracts;

/// <param name="Id">Give it to <c>…/quarantine/{id}/replay</c>.</param>
public sealed record QuarantineView(string Id, DateTimeOffset Since, int Attempts, string? Cause);
