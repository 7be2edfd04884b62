namespace EmailSync.Benchmarks.Drivers;

/// <summary>What of a message the run compares with what it sent.</summary>
internal sealed record CrmMessage(string Id, string? MessageIdHeader);
