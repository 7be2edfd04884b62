using Azure;
using EmailSync.LocalHost.Durable.Hub;
using EmailSync.LocalHost.Durable.Turns;

namespace EmailSync.LocalHost.Durable.Instances;

/// <summary>
/// A live instance. It takes its messages one batch at a time: runs the orchestrator on them, stores what came in together with what the
/// orchestrator did, and only then lets anything happen. What was not stored before a crash happens again.
/// </summary>
internal sealed class DurableInstance(HubSession session, InstanceState state)
{
    private const int MaxBatchLength = 1024 * 1024;
    private const int MaxBatchCount = 500;

    private readonly Lock gate = new();
    private readonly Queue<InstanceMessage> inbox = new();
    private readonly TaskCompletionSource created = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool running;
    private bool abandoned;

    public string Id => state.Head.Id;

    public InstanceHead Head => state.Head;

    public ETag ETag => state.ETag;

    /// <summary>Completes when the instance is stored for the first time.</summary>
    public Task Created => created.Task;

    public Task Started => started.Task;

    public Task Finished => finished.Task;

    /// <summary>Whether no message waits or is being worked on.</summary>
    public bool IsIdle
    {
        get
        {
            lock (gate)
            {
                return !running;
            }
        }
    }

    public bool Awaits(Guid execution, int actionId) => state.Awaits(execution, actionId);

    public IEnumerable<ScheduledAction> OpenChildren => state.Open.Values.Where(action => action.Kind == ActionKind.SubOrchestration);

    public async Task StoreNewAsync(HubCommit commit)
    {
        state = state with { ETag = await session.CommitAsync(commit) };
        created.TrySetResult();
    }

    /// <summary>Takes up what the stored state says is still to do.</summary>
    public void GoOn()
    {
        created.TrySetResult();
        if (state.HasRun)
            started.TrySetResult();

        foreach (var item in state.Outbox)
            session.Dispatch(this, item.Execution, item.Action);

        foreach (var action in state.Open.Values)
            session.Dispatch(this, state.Head.Execution, action);

        Begin();
    }

    /// <summary>Lets the first turn happen, at once or when it is due.</summary>
    public void Begin()
    {
        if (state.Head.StartAt is { } startAt && !state.HasRun)
            session.Due.Add(startAt, () => Post(new InstanceMessage.Wake()));
        else
            Post(new InstanceMessage.Wake());
    }

    public void Post(InstanceMessage message)
    {
        lock (gate)
        {
            if (abandoned)
            {
                message.Stored?.TrySetException(new HubLostException());
                return;
            }

            inbox.Enqueue(message);
            if (running)
                return;

            running = true;
        }

        _ = Task.Run(RunAsync);
    }

    /// <summary>The hub is gone, or the engine stops: nothing of this instance happens any more.</summary>
    public void Abandon(Exception reason)
    {
        lock (gate)
        {
            abandoned = true;
            while (inbox.TryDequeue(out var message))
                message.Stored?.TrySetException(reason);
        }

        foreach (var waiting in new[] { created, started, finished })
        {
            if (waiting.TrySetException(reason))
                _ = waiting.Task.Exception;
        }
    }

    private async Task RunAsync()
    {
        while (TakeBatch() is { Count: > 0 } batch)
        {
            try
            {
                await session.InTurnAsync(() => ProcessAsync(batch));
                batch.ForEach(message => message.Stored?.TrySetResult());
            }
            catch (HubLostException lost)
            {
                batch.ForEach(message => message.Stored?.TrySetException(lost));
                return;
            }
        }
    }

    private async Task ProcessAsync(List<InstanceMessage> batch)
    {
        try
        {
            await StepAsync(InstanceStep.Plan(state, batch, session.Now, session.Runner, Misbehaved));
        }
        catch (RequestFailedException refused)
        {
            // Storage does not take this step however often it is tried; without it the instance can only fail.
            session.Logger.StepRefused(refused, Id);
            await StepAsync(InstanceStep.Fail(state, session.Now, FailureText.From(refused)));
        }
    }

    private async Task StepAsync(InstanceStep? step)
    {
        if (step is null)
            return;

        if (step.RanTurn)
            session.Counters.CountTurn();

        var wasFinished = state.Head.IsFinished;
        var etag = await session.CommitAsync(step.Commit);
        state = step.Next with { ETag = etag };
        if (state.HasRun || state.Head.IsFinished)
            started.TrySetResult();

        foreach (var (execution, action) in step.Dispatch)
            session.Dispatch(this, execution, action);

        if (step.ContinuedAsNew)
            Post(new InstanceMessage.Wake());

        if (!state.Head.IsFinished)
            return;

        if (!wasFinished)
        {
            session.Answer(state.Head);
            foreach (var child in step.TerminateChildren)
                session.Post(child, new InstanceMessage.Terminate(null, Recursive: true));
        }

        if (state.Outbox.Count == 0)
            session.Retire(this);

        finished.TrySetResult();
    }

    private void Misbehaved() => Post(new InstanceMessage.Misbehaved(TurnRunner.ForeignAwait(state.Head.Name)));

    private List<InstanceMessage>? TakeBatch()
    {
        lock (gate)
        {
            var batch = new List<InstanceMessage>();
            var length = 0;
            while (batch.Count < MaxBatchCount && length < MaxBatchLength && inbox.TryDequeue(out var message))
            {
                batch.Add(message);
                length += (message as InstanceMessage.Arrived)?.Event.Payload?.Length ?? 0;
            }

            running = batch.Count > 0;
            return batch;
        }
    }
}
