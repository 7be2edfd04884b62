namespace EmailSync.LocalHost.Durable.Turns;

internal enum TurnResult
{
    Waiting,
    Completed,
    Failed,
    ContinuedAsNew,
}

/// <summary><c>Payload</c> is the output of a completed execution or the input of the next one.</summary>
internal sealed record TurnOutcome(TurnResult Result, IReadOnlyList<ScheduledAction> Actions)
{
    public string? Payload { get; init; }

    public FailureText? Failure { get; init; }

    /// <summary>Events that nobody waited for, for the next execution.</summary>
    public IReadOnlyList<InboundEvent> CarriedEvents { get; init; } = [];

    /// <summary>Null where the execution has not set one; the JSON of null where it has cleared it.</summary>
    public string? CustomStatus { get; init; }

    /// <summary>Timers that the orchestrator no longer wants.</summary>
    public IReadOnlyCollection<int> CanceledTimers { get; init; } = [];
}
