namespace EmailSync.Simulators.Faults;

/// <summary>A fault as it is ordered.</summary>
/// <param name="Status">HTTP status of status, effectThenError and lateEffect; 503, 504 and 504 unless told.</param>
/// <param name="Reason">Google's reason word; the usual one of the status unless told.</param>
/// <param name="RetryAfter">Seconds in a Retry-After header; none unless told.</param>
/// <param name="Times">How often it happens; once, or without end where a probability is given.</param>
/// <param name="Probability">Chance per matching call, 0 to 1, the same sequence for the same seed.</param>
public sealed record FaultRule(
    FaultKind Fault,
    FaultMatch? Match = null,
    int? Status = null,
    string? Reason = null,
    int? RetryAfter = null,
    int? DelayMs = null,
    int? Times = null,
    double? Probability = null,
    int? Seed = null);
