namespace EmailSync.Simulators;

/// <param name="Mailbox">The mailbox or webhook that it happened to; null where none is known.</param>
/// <param name="Detail">A message id, a status or the like; never a subject or a body.</param>
public sealed record SimulatorEvent(DateTimeOffset At, SimulatorEventKind Kind, string? Mailbox, string Detail)
{
    public SimulatedService Service { get; init; }
}
