namespace EmailSync.Simulators.Faults;

/// <param name="Remaining">How often it will still happen; null without end.</param>
/// <param name="Hits">How often it has happened.</param>
public sealed record ActiveFault(int Id, FaultRule Rule, int? Remaining, int Hits);
