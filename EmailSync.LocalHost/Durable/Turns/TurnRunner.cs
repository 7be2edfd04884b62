using Microsoft.Extensions.Logging;

namespace EmailSync.LocalHost.Durable.Turns;

/// <summary>
/// Runs one turn: the orchestrator's code is started anew, fed its history turn by turn and then what is new. Everything happens on the
/// caller's thread; nothing is waited for.
/// </summary>
internal sealed class TurnRunner(IDurableFunctions functions, int maxPayloadBytes, ILoggerFactory loggers)
{
    public static string ForeignAwait(string orchestrator) =>
        $"Orchestrator '{orchestrator}' awaited or used something other than its context's tasks. Put I/O and delays into activities and " +
        "timers, and do not use Task.Run, Task.Delay or ConfigureAwait(false).";

    public bool Knows(string orchestrator) => functions.HasOrchestrator(orchestrator);

    /// <param name="onForeign">Called when such an await comes to light only after the turn.</param>
    public TurnOutcome Run(ExecutionIdentity identity, IReadOnlyList<HistoryTurn> history, HistoryTurn newest, Action onForeign)
    {
        var foreign = 0;
        void Foreign()
        {
            if (Interlocked.Exchange(ref foreign, 1) == 0)
                onForeign();
        }

        var pump = new TurnPump(Foreign);
        var context = new LocalOrchestrationContext(identity, pump, maxPayloadBytes, loggers, Foreign);
        Task<object?>? code = null;
        pump.Run(() => code = Replay(context, pump, history, newest));

        var fault = context.Fault ?? (foreign == 1 ? new InvalidOperationException(ForeignAwait(identity.Name)) : null);
        return fault is null ? Conclude(context, identity, code!) : Failed(context, fault);
    }

    private Task<object?> Replay(
        LocalOrchestrationContext context, TurnPump pump, IReadOnlyList<HistoryTurn> history, HistoryTurn newest)
    {
        Task<object?>? code = null;
        var parked = new List<InboundEvent>();
        foreach (var turn in history.Append(newest))
        {
            parked.AddRange(turn.Inbound);
            if (turn.Parked)
                continue;

            var replay = !ReferenceEquals(turn, newest);
            context.BeginTurn(turn, replay);
            code ??= Start(context);
            pump.Drain();
            foreach (var inbound in parked)
            {
                context.Apply(inbound);
                pump.Drain();
            }

            parked.Clear();
            if (replay)
                EndReplay(context, code);
        }

        return code ?? throw new InvalidOperationException("A parked turn cannot be run.");
    }

    private Task<object?> Start(LocalOrchestrationContext context)
    {
        try
        {
            return functions.RunOrchestratorAsync(context.Name, context);
        }
        catch (Exception exception)
        {
            // A non-async orchestrator throws directly; that is its result like any other.
            return Task.FromException<object?>(exception);
        }
    }

    private static void EndReplay(LocalOrchestrationContext context, Task<object?> code)
    {
        try
        {
            context.Calls.EndReplay();
        }
        catch (NonDeterministicOrchestrationException mismatch)
        {
            context.Fail(mismatch);
        }

        if (code.IsCompleted)
        {
            context.Fail(new NonDeterministicOrchestrationException(
                $"Orchestrator '{context.Name.Name}' is not deterministic: it ended at step {context.Calls.NextId}, where its history goes on."));
        }
    }

    private TurnOutcome Conclude(LocalOrchestrationContext context, ExecutionIdentity identity, Task<object?> code)
    {
        if (!code.IsCompleted)
        {
            return context.IsWaiting
                ? Outcome(context, TurnResult.Waiting)
                : Failed(context, new InvalidOperationException(ForeignAwait(identity.Name)));
        }

        if (!code.IsCompletedSuccessfully)
            return Failed(context, code.Exception?.InnerException ?? new TaskCanceledException(code));

        if (context.Continuation is { } next)
        {
            return Outcome(context, TurnResult.ContinuedAsNew) with
            {
                Payload = next.Input,
                CarriedEvents = next.KeepEvents ? context.Events.Unconsumed : [],
            };
        }

        try
        {
            var output = DurableJson.Write(code.Result, $"output of orchestrator '{identity.Name}'", maxPayloadBytes);
            return Outcome(context, TurnResult.Completed) with { Payload = output };
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException or System.Text.Json.JsonException)
        {
            return Failed(context, exception);
        }
    }

    private static TurnOutcome Failed(LocalOrchestrationContext context, Exception exception) =>
        Outcome(context, TurnResult.Failed) with { Failure = FailureText.From(exception) };

    private static TurnOutcome Outcome(LocalOrchestrationContext context, TurnResult result) =>
        new(result, [.. context.Calls.Made]) { CustomStatus = context.CustomStatus, CanceledTimers = context.CanceledTimers };
}
