using Azure;
using EmailSync.LocalHost.Durable.Hub;
using EmailSync.LocalHost.Durable.Turns;
using Microsoft.DurableTask;

namespace EmailSync.LocalHost.Durable.Instances;

/// <summary>
/// The stored state of an instance as it is known in memory. A step makes a new one. <c>Open</c> are the actions of this execution that
/// have no answer yet; <c>Outbox</c> are those that must happen although nobody waits for them.
/// </summary>
internal sealed record InstanceState(
    InstanceHead Head,
    IReadOnlyList<HistoryTurn> History,
    IReadOnlyDictionary<int, ScheduledAction> Open,
    IReadOnlyList<OutboxItem> Outbox)
{
    public ETag ETag { get; init; }

    public bool HasRun => History.Any(turn => !turn.Parked);

    public bool HasParked => History.Count > 0 && History[^1].Parked;

    public ExecutionIdentity Identity => new(
        Head.Name,
        Head.Id,
        Head.Execution,
        Head.Input,
        Head.Parent is { } parent ? new ParentOrchestrationInstance(parent.Name, parent.InstanceId) : null);

    public bool Awaits(Guid execution, int actionId) => execution == Head.Execution && !Head.IsFinished && Open.ContainsKey(actionId);

    public static InstanceState Restore(InstanceHead head, IReadOnlyList<HistoryTurn> history, IReadOnlyList<OutboxItem> outbox)
    {
        var open = new Dictionary<int, ScheduledAction>();
        foreach (var turn in history)
        {
            foreach (var inbound in turn.Inbound)
                open.Remove(inbound.Id);

            foreach (var action in turn.Actions.Where(action => action.Kind != ActionKind.SendEvent))
                open.Add(action.Id, action);
        }

        return new InstanceState(head, history, head.IsFinished ? new Dictionary<int, ScheduledAction>() : open, outbox);
    }
}
