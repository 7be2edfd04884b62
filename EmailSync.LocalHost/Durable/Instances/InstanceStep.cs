using System.Text.Json;
using Azure.Data.Tables;
using EmailSync.LocalHost.Durable.Hub;
using EmailSync.LocalHost.Durable.Turns;
using Microsoft.DurableTask.Client;

namespace EmailSync.LocalHost.Durable.Instances;

/// <summary>
/// What a batch of messages makes of an instance: the state after it, what to store for that, and what to do once it is stored. Planning
/// runs the orchestrator but changes nothing, so a step that could not be stored has not happened.
/// </summary>
internal sealed record InstanceStep(InstanceState Next, HubCommit Commit)
{
    public bool RanTurn { get; private init; }

    public bool ContinuedAsNew { get; private init; }

    public IReadOnlyList<(Guid Execution, ScheduledAction Action)> Dispatch { get; private init; } = [];

    public IReadOnlyList<string> TerminateChildren { get; private init; } = [];

    /// <summary>Null where the messages change nothing.</summary>
    public static InstanceStep? Plan(
        InstanceState state, IReadOnlyList<InstanceMessage> batch, DateTimeOffset clock, TurnRunner runner, Action onForeign)
    {
        var now = state.History.Count > 0 && state.History[^1].At > clock ? state.History[^1].At : clock;
        var outbox = state.Outbox.Where(item => !batch.Any(message => Settles(message, item))).ToList();
        var settled = outbox.Count < state.Outbox.Count;
        if (state.Head.IsFinished)
            return settled ? Keep(state, state.Head with { UpdatedAt = now }, outbox) : null;

        if (batch.OfType<InstanceMessage.Terminate>().FirstOrDefault() is { } terminate)
            return Terminated(state, outbox, terminate, now);

        if (batch.OfType<InstanceMessage.Misbehaved>().FirstOrDefault() is { } misbehaved)
        {
            var failure = FailureText.Create(typeof(InvalidOperationException).ToString(), misbehaved.Message);
            return Close(state, outbox, now, OrchestrationRuntimeStatus.Failed, null, failure, []);
        }

        var inbound = Accept(state, batch);
        var status = StatusAfter(state, batch);
        if (status != OrchestrationRuntimeStatus.Suspended && (state.HasRun || !(state.Head.StartAt > now)))
        {
            return inbound.Count > 0 || state.HasParked || !state.HasRun
                ? Turn(state, outbox, inbound, now, runner, onForeign)
                : settled || status != state.Head.Status ? Park(state, outbox, [], status, now) : null;
        }

        return settled || inbound.Count > 0 || status != state.Head.Status ? Park(state, outbox, inbound, status, now) : null;
    }

    public static InstanceStep Fail(InstanceState state, DateTimeOffset now, FailureText failure) =>
        Close(state, [.. state.Outbox], now, OrchestrationRuntimeStatus.Failed, null, failure, []);

    private static bool Settles(InstanceMessage message, OutboxItem item) => message switch
    {
        InstanceMessage.Arrived arrived => arrived.Execution == item.Execution && arrived.Event.Id == item.Action.Id,
        InstanceMessage.Dispatched done => done.Execution == item.Execution && done.ActionId == item.Action.Id,
        _ => false,
    };

    private static List<InboundEvent> Accept(InstanceState state, IReadOnlyList<InstanceMessage> batch)
    {
        var answered = new HashSet<int>();
        return [.. batch.OfType<InstanceMessage.Arrived>()
            .Where(arrived => arrived.Execution is not { } execution
                || (state.Awaits(execution, arrived.Event.Id) && answered.Add(arrived.Event.Id)))
            .Select(arrived => arrived.Event)];
    }

    private static OrchestrationRuntimeStatus StatusAfter(InstanceState state, IReadOnlyList<InstanceMessage> batch)
    {
        var awake = state.HasRun ? OrchestrationRuntimeStatus.Running : OrchestrationRuntimeStatus.Pending;
        return batch.Aggregate(state.Head.Status, (status, message) => message switch
        {
            InstanceMessage.Suspend => OrchestrationRuntimeStatus.Suspended,
            InstanceMessage.Resume when status == OrchestrationRuntimeStatus.Suspended => awake,
            _ => status,
        });
    }

    private static InstanceStep Turn(
        InstanceState state, List<OutboxItem> outbox, List<InboundEvent> inbound, DateTimeOffset now, TurnRunner runner, Action onForeign)
    {
        var turn = new HistoryTurn(now, false, inbound, []);
        var outcome = runner.Run(state.Identity, state.History, turn, onForeign);
        state = state with { Head = state.Head with { CustomStatus = outcome.CustomStatus ?? state.Head.CustomStatus } };
        var step = outcome.Result switch
        {
            TurnResult.Waiting => Wait(state, outbox, turn with { Actions = outcome.Actions }, outcome),
            TurnResult.ContinuedAsNew => NextExecution(state, outbox, now, outcome, inbound),
            TurnResult.Completed => Close(
                state, outbox, now, OrchestrationRuntimeStatus.Completed, outcome.Payload, null, outcome.Actions, inbound),
            _ => Close(state, outbox, now, OrchestrationRuntimeStatus.Failed, null, outcome.Failure, outcome.Actions, inbound),
        };
        return step with { RanTurn = true };
    }

    private static InstanceStep Wait(InstanceState state, List<OutboxItem> outbox, HistoryTurn turn, TurnOutcome outcome)
    {
        var execution = state.Head.Execution;
        var open = state.Open.ToDictionary();
        foreach (var inbound in turn.Inbound)
            open.Remove(inbound.Id);

        foreach (var action in turn.Actions.Where(action => action.Kind != ActionKind.SendEvent))
            open.Add(action.Id, action);

        foreach (var timer in outcome.CanceledTimers)
            open.Remove(timer);

        outbox.AddRange(turn.Actions.Where(action => action.Kind == ActionKind.SendEvent).Select(action => new OutboxItem(execution, action)));
        var rows = HistoryRows(state.Head, state.Head.HistoryRows, turn);
        var head = state.Head with
        {
            Status = OrchestrationRuntimeStatus.Running,
            UpdatedAt = turn.At,
            HistoryRows = state.Head.HistoryRows + rows.Count,
        };
        return Store(state, new InstanceState(head, [.. state.History, turn], open, outbox), rows, []) with
        {
            Dispatch = [.. turn.Actions
                .Where(action => action.Kind == ActionKind.SendEvent || open.ContainsKey(action.Id))
                .Select(action => (execution, action))],
        };
    }

    private static InstanceStep Park(
        InstanceState state, List<OutboxItem> outbox, List<InboundEvent> inbound, OrchestrationRuntimeStatus status, DateTimeOffset now)
    {
        var head = state.Head with { Status = status, UpdatedAt = now };
        if (inbound.Count == 0)
            return Keep(state, head, outbox);

        var turn = HistoryTurn.Park(now, inbound);
        var rows = HistoryRows(head, head.HistoryRows, turn);
        var open = state.Open.Where(action => !inbound.Any(arrived => arrived.Id == action.Key)).ToDictionary();
        var next = new InstanceState(head with { HistoryRows = head.HistoryRows + rows.Count }, [.. state.History, turn], open, outbox);
        return Store(state, next, rows, []);
    }

    private static InstanceStep NextExecution(
        InstanceState state, List<OutboxItem> outbox, DateTimeOffset now, TurnOutcome outcome, List<InboundEvent> inbound)
    {
        var dispatch = LeaveBehind(state, outbox, outcome.Actions, inbound);
        var head = state.Head with
        {
            Execution = Guid.NewGuid(),
            Status = OrchestrationRuntimeStatus.Running,
            UpdatedAt = now,
            Input = outcome.Payload,
            InputRows = 0,
            HistoryRows = 0,
        };
        var rows = InputRows(head);
        head = head with { InputRows = rows.Count };
        var history = new List<HistoryTurn>();
        if (outcome.CarriedEvents.Count > 0)
        {
            history.Add(HistoryTurn.Park(now, outcome.CarriedEvents));
            var historyRows = HistoryRows(head, 0, history[0]);
            head = head with { HistoryRows = historyRows.Count };
            rows.AddRange(historyRows);
        }

        var next = new InstanceState(head, history, new Dictionary<int, ScheduledAction>(), outbox);
        var before = Enumerable.Range(0, state.Head.InputRows).Select(row => RowKeys.Input(state.Head.Execution, row));
        return Store(state, next, rows, [.. state.Head.HistoryKeys(), .. before]) with { ContinuedAsNew = true, Dispatch = dispatch };
    }

    private static InstanceStep Terminated(
        InstanceState state, List<OutboxItem> outbox, InstanceMessage.Terminate terminate, DateTimeOffset now)
    {
        var children = state.Open.Values.Where(action => action.Kind == ActionKind.SubOrchestration).Select(action => action.InstanceId!);
        return Close(state, outbox, now, OrchestrationRuntimeStatus.Terminated, terminate.Output, null, []) with
        {
            TerminateChildren = terminate.Recursive ? [.. children] : [],
        };
    }

    private static InstanceStep Close(
        InstanceState state,
        List<OutboxItem> outbox,
        DateTimeOffset now,
        OrchestrationRuntimeStatus status,
        string? output,
        FailureText? failure,
        IReadOnlyList<ScheduledAction> actions,
        IReadOnlyList<InboundEvent>? inbound = null)
    {
        var dispatch = LeaveBehind(state, outbox, actions, inbound ?? []);
        var rows = InstanceHead.IsInline(output)
            ? []
            : TextRows.Split(state.Head.Id, row => RowKeys.Output(state.Head.Execution, row), output!);
        var head = state.Head with
        {
            Status = status,
            UpdatedAt = now,
            Output = output,
            OutputRows = rows.Count,
            Failure = failure,
            HistoryRows = 0,
        };
        var next = new InstanceState(head, [], new Dictionary<int, ScheduledAction>(), outbox);
        return Store(state, next, rows, state.Head.HistoryKeys()) with { Dispatch = dispatch };
    }

    // The history goes, so what it still promised moves to the outbox. Activities already run; the rest is new.
    private static List<(Guid Execution, ScheduledAction Action)> LeaveBehind(
        InstanceState state, List<OutboxItem> outbox, IReadOnlyList<ScheduledAction> actions, IReadOnlyList<InboundEvent> inbound)
    {
        var execution = state.Head.Execution;
        var promised = actions.Where(action => action.Kind != ActionKind.Timer).ToList();
        outbox.AddRange(state.Open.Values
            .Where(action => action.Kind == ActionKind.Activity && !inbound.Any(arrived => arrived.Id == action.Id))
            .Concat(promised)
            .Select(action => new OutboxItem(execution, action)));
        return promised.ConvertAll(action => (execution, action));
    }

    private static InstanceStep Keep(InstanceState state, InstanceHead head, List<OutboxItem> outbox) =>
        Store(state, state with { Head = head, Outbox = outbox }, [], []);

    private static InstanceStep Store(InstanceState state, InstanceState next, List<TableEntity> rows, IEnumerable<string> obsolete)
    {
        var head = next.Head with { Version = state.Head.Version + 1 };
        var outboxRows = new List<TableEntity>();
        var replaced = !next.Outbox.SequenceEqual(state.Outbox);
        if (replaced)
        {
            if (next.Outbox.Count > 0)
            {
                var text = JsonSerializer.Serialize([.. next.Outbox], HistoryJson.Default.ListOutboxItem);
                outboxRows = TextRows.Split(head.Id, row => RowKeys.Outbox(head.Version, row), text);
            }

            head = head with { Outbox = (head.Version, outboxRows.Count) };
        }

        var commit = new HubCommit(head.ToRow(state.Head), state.ETag);
        commit.Rows.AddRange([.. rows, .. outboxRows]);
        commit.Obsolete.AddRange([.. obsolete, .. replaced ? state.Head.OutboxKeys() : []]);
        return new InstanceStep(next with { Head = head }, commit);
    }

    private static List<TableEntity> HistoryRows(InstanceHead head, int first, HistoryTurn turn) => TextRows.Split(
        head.Id,
        row => RowKeys.History(head.Execution, first + row),
        JsonSerializer.Serialize(turn, HistoryJson.Default.HistoryTurn));

    public static List<TableEntity> InputRows(InstanceHead head) => InstanceHead.IsInline(head.Input)
        ? []
        : TextRows.Split(head.Id, row => RowKeys.Input(head.Execution, row), head.Input!);
}
