using System.Security.Cryptography;
using System.Text;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace EmailSync.LocalHost.Durable.Turns;

/// <summary>What the orchestrator's code sees. It lives for one turn; every call is checked against the history.</summary>
internal sealed class LocalOrchestrationContext(
    ExecutionIdentity identity, TurnPump pump, int maxPayloadBytes, ILoggerFactory loggers, Action onForeignCall)
    : TaskOrchestrationContext
{
    private const int MaxCustomStatusBytes = 16 * 1024;

    private readonly RecordedCalls calls = new(identity.Name);
    private readonly EventMailbox events = new();
    private readonly Dictionary<int, Pending> pending = [];
    private readonly HashSet<int> canceledTimers = [];
    private DateTimeOffset now;
    private bool isReplaying;
    private int guids;

    public override TaskName Name => identity.Name;

    public override string InstanceId => identity.InstanceId;

    public override ParentOrchestrationInstance? Parent => identity.Parent;

    public override DateTime CurrentUtcDateTime => now.UtcDateTime;

    public override bool IsReplaying => isReplaying;

    protected override ILoggerFactory LoggerFactory => loggers;

    internal RecordedCalls Calls => calls;

    internal EventMailbox Events => events;

    internal IReadOnlyCollection<int> CanceledTimers => canceledTimers;

    /// <summary>A mistake of the orchestrator that fails the instance, even where its code caught the exception.</summary>
    internal Exception? Fault { get; private set; }

    internal string? CustomStatus { get; private set; }

    internal (string? Input, bool KeepEvents)? Continuation { get; private set; }

    internal bool IsWaiting => pending.Count > 0 || events.HasWaiters;

    internal void BeginTurn(HistoryTurn turn, bool replay)
    {
        now = turn.At;
        isReplaying = replay;
        if (replay)
            calls.BeginReplay(turn.Actions);
        else
            calls.BeginNew();
    }

    internal void Apply(InboundEvent inbound)
    {
        if (inbound.Kind == InboundKind.EventRaised)
            events.Deliver(inbound);
        else if (pending.Remove(inbound.Id, out var waiting))
            waiting.Complete(inbound);
    }

    internal void Fail(Exception fault) => Fault ??= fault;

    public override T GetInput<T>() => DurableJson.Read<T>(identity.Input)!;

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        var json = DurableJson.Write(input, $"input of activity '{name.Name}'", maxPayloadBytes);
        return CallAsync<TResult>(options?.Retry?.Policy, id => new ScheduledAction(id, ActionKind.Activity, name.Name, json));
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        var json = DurableJson.Write(input, $"input of orchestrator '{orchestratorName.Name}'", maxPayloadBytes);
        var childId = (options as SubOrchestrationOptions)?.InstanceId;
        if (childId is not null)
            InstanceIds.EnsureValid(childId);

        return CallAsync<TResult>(options?.Retry?.Policy, id => new ScheduledAction(
            id, ActionKind.SubOrchestration, orchestratorName.Name, json, childId ?? $"{identity.Execution:N}-{id:x4}"));
    }

    public override async Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var due = fireAt.Kind == DateTimeKind.Local ? fireAt.ToUniversalTime() : DateTime.SpecifyKind(fireAt, DateTimeKind.Utc);
        var waiting = Make(id => new ScheduledAction(id, ActionKind.Timer, "timer", FireAt: new DateTimeOffset(due)));
        await using var registration = cancellationToken.Register(() => CancelTimer(waiting, cancellationToken));
        await waiting.Task;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        EnsureOnTurn();
        return events.WaitAsync<T>(eventName, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        InstanceIds.EnsureValid(instanceId);
        var json = DurableJson.Write(payload, $"event '{eventName}'", maxPayloadBytes);
        var sent = Make(id => new ScheduledAction(id, ActionKind.SendEvent, eventName, json, instanceId));
        pending.Remove(sent.Id);
    }

    public override void SetCustomStatus(object? customStatus)
    {
        EnsureOnTurn();
        CustomStatus = DurableJson.Write(customStatus, "custom status", MaxCustomStatusBytes) ?? "null";
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        EnsureOnTurn();
        Continuation = (DurableJson.Write(newInput, "input of the next execution", maxPayloadBytes), preserveUnprocessedEvents);
    }

    public override Guid NewGuid()
    {
        EnsureOnTurn();
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{identity.InstanceId}|{identity.Execution:N}|{guids++}"));
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

    private async Task<T> CallAsync<T>(RetryPolicy? policy, Func<int, ScheduledAction> describe)
    {
        var first = now;
        for (var attempt = 1; ; attempt++)
        {
            var waiting = Make(describe);
            var answer = await waiting.Task;
            if (answer.Failure is null)
                return DurableJson.Read<T>(answer.Payload)!;

            var failure = new TaskFailureDetails(answer.Failure.Type, answer.Failure.Message, null, null, null);
            if (RetryDelay.AfterFailure(policy, attempt, now - first, failure) is not { } delay)
                throw new TaskFailedException(waiting.Name, waiting.Id, failure);

            await CreateTimer(now.UtcDateTime + delay, CancellationToken.None);
        }
    }

    private Pending Make(Func<int, ScheduledAction> describe)
    {
        EnsureOnTurn();
        var action = describe(calls.NextId);
        try
        {
            calls.Make(action);
        }
        catch (NonDeterministicOrchestrationException mismatch)
        {
            Fail(mismatch);
            throw;
        }

        var waiting = new Pending(action.Id, action.Name);
        pending.Add(action.Id, waiting);
        return waiting;
    }

    private void CancelTimer(Pending timer, CancellationToken cancellationToken)
    {
        if (!pending.Remove(timer.Id))
            return;

        canceledTimers.Add(timer.Id);
        timer.Cancel(cancellationToken);
    }

    private void EnsureOnTurn()
    {
        if (pump.IsCurrent)
            return;

        onForeignCall();
        throw new InvalidOperationException(TurnRunner.ForeignAwait(identity.Name));
    }

    private sealed class Pending(int id, string name)
    {
        private readonly TaskCompletionSource<InboundEvent> source = new();

        public int Id => id;

        public string Name => name;

        public Task<InboundEvent> Task => source.Task;

        public void Complete(InboundEvent inbound) => source.TrySetResult(inbound);

        public void Cancel(CancellationToken cancellationToken) => source.TrySetCanceled(cancellationToken);
    }
}
