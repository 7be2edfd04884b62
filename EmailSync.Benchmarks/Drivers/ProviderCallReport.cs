namespace EmailSync.Benchmarks.Drivers;

/// <summary>What a simulator says was called.</summary>
internal sealed record ProviderCallReport(IReadOnlyList<ProviderCall> Calls, IReadOnlyList<object> UnknownRequests);

/// <param name="Path">The path template, with the format where there is one.</param>
internal sealed record ProviderCall(string? Mailbox, string Method, string Path, long Count, long Units);
