using System.Text.Json.Serialization;

namespace EmailSync.LocalHost.Durable.Turns;

/// <summary>
/// One step of an execution: what came in and what the orchestrator did about it. A parked turn only keeps what came in while the
/// orchestrator must not run; the next turn hands it over.
/// </summary>
internal sealed record HistoryTurn(DateTimeOffset At, bool Parked, IReadOnlyList<InboundEvent> Inbound, IReadOnlyList<ScheduledAction> Actions)
{
    public static HistoryTurn Park(DateTimeOffset at, IReadOnlyList<InboundEvent> inbound) => new(at, true, inbound, []);
}

internal enum InboundKind
{
    TaskCompleted,
    TaskFailed,
    TimerFired,
    EventRaised,
}

/// <summary><c>Id</c> is the action that it answers; events have a name instead.</summary>
internal sealed record InboundEvent(
    InboundKind Kind, int Id = -1, string? Name = null, string? Payload = null, FailureText? Failure = null);

internal enum ActionKind
{
    Activity,
    Timer,
    SubOrchestration,
    SendEvent,
}

/// <summary><c>InstanceId</c> is the child of a sub-orchestration, or the receiver of an event.</summary>
internal sealed record ScheduledAction(
    int Id, ActionKind Kind, string Name, string? Input = null, string? InstanceId = null, DateTimeOffset? FireAt = null);

/// <summary>All that is kept of an exception: failures cross the real wire as little more than text.</summary>
internal sealed record FailureText(string Type, string Message)
{
    private const int MaxMessage = 8_000;

    public static FailureText From(Exception exception) => Create(exception.GetType().ToString(), exception.Message);

    public static FailureText Create(string type, string message) =>
        new(type, message.Length <= MaxMessage ? message : message[..MaxMessage]);
}

/// <summary>An action that must still happen although the execution that asked for it may be over.</summary>
internal sealed record OutboxItem(Guid Execution, ScheduledAction Action);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(HistoryTurn))]
[JsonSerializable(typeof(List<OutboxItem>))]
internal sealed partial class HistoryJson : JsonSerializerContext;
