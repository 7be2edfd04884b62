namespace EmailSync.Benchmarks.Load;

/// <summary>A mail that was handed to the provider.</summary>
/// <param name="At">Just before it was handed over: what the handing over takes counts as latency too.</param>
internal sealed record DeliveredMail(LoadMail Mail, DateTimeOffset At);
