namespace EmailSync.Functions.Http.Contracts;

/// <param name="Overlap">For how many seconds the former secret is still accepted; absent for a day.</param>
public sealed record RotateKeyBody(int? Overlap);
