namespace EmailSync.Functions.Http.Contracts;

public sealed record HealthView(string Status);
