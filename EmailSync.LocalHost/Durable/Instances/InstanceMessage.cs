using EmailSync.LocalHost.Durable.Turns;

namespace EmailSync.LocalHost.Durable.Instances;

/// <summary>What an instance is told. <c>Stored</c> completes when it is durable, or when there is nobody to store it for.</summary>
internal abstract record InstanceMessage
{
    public TaskCompletionSource? Stored { get; init; }

    /// <summary>Look whether something can go on.</summary>
    public sealed record Wake : InstanceMessage;

    /// <summary>An answer to an action of <c>Execution</c>, or an external event, which belongs to none.</summary>
    public sealed record Arrived(InboundEvent Event, Guid? Execution) : InstanceMessage;

    /// <summary>An action that nobody waits for has been carried out.</summary>
    public sealed record Dispatched(Guid Execution, int ActionId) : InstanceMessage;

    public sealed record Suspend : InstanceMessage;

    public sealed record Resume : InstanceMessage;

    public sealed record Terminate(string? Output, bool Recursive) : InstanceMessage;

    /// <summary>Found out of turn: the orchestrator awaits what it must not.</summary>
    public sealed record Misbehaved(string Message) : InstanceMessage;
}
