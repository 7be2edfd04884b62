namespace EmailSync.Benchmarks.Drivers;

/// <summary>A line of the decision log. <paramref name="At"/> is taken just after the message has been stored.</summary>
internal sealed record CrmDecision(DateTimeOffset At, string? MessageIdHeader, string Outcome, string Reason, string? MessageId);
