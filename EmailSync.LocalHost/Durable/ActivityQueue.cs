using System.Threading.Channels;
using EmailSync.LocalHost.Durable.Instances;
using EmailSync.LocalHost.Durable.Turns;
using Microsoft.Extensions.Logging;

namespace EmailSync.LocalHost.Durable;

internal sealed record ActivityWork(HubSession Session, string InstanceId, Guid Execution, ScheduledAction Action);

/// <summary>Runs activities, first come first served, a limited number at a time.</summary>
internal sealed class ActivityQueue(
    IDurableFunctions functions, DurableEngineOptions options, DurableEngineCounters counters, ILogger logger) : IDisposable
{
    private readonly Channel<ActivityWork> queue = Channel.CreateUnbounded<ActivityWork>();
    private readonly CancellationTokenSource canceled = new();
    private Task[] workers = [];
    private volatile bool stopping;
    private int running;

    public int Running => Volatile.Read(ref running);

    public void Start() =>
        workers = [.. Enumerable.Range(0, options.MaxConcurrentActivities).Select(_ => Task.Run(WorkAsync))];

    public void Add(ActivityWork work) => queue.Writer.TryWrite(work);

    /// <summary>Starts no more; what runs goes on.</summary>
    public void StopTaking()
    {
        stopping = true;
        queue.Writer.TryComplete();
    }

    public void Cancel() => canceled.Cancel();

    /// <summary>Waits until nothing runs; false where the time was not enough.</summary>
    public async Task<bool> WaitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(workers).WaitAsync(limit, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        StopTaking();
        canceled.Cancel();
        canceled.Dispose();
    }

    private async Task WorkAsync()
    {
        await foreach (var work in queue.Reader.ReadAllAsync())
        {
            if (stopping || work.Session.IsOver)
                continue;

            Interlocked.Increment(ref running);
            try
            {
                if (await RunAsync(work) is { } answer)
                    work.Session.Post(work.InstanceId, new InstanceMessage.Arrived(answer, work.Execution));
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        }
    }

    /// <summary>Null where the activity was interrupted by the stop: it runs again at the next start.</summary>
    private async Task<InboundEvent?> RunAsync(ActivityWork work)
    {
        var action = work.Action;
        counters.CountActivity();
        try
        {
            if (!functions.HasActivity(action.Name))
                throw new InvalidOperationException($"The activity '{action.Name}' does not exist.");

            var result = await functions.RunActivityAsync(action.Name, work.InstanceId, action.Input, canceled.Token);
            DurableJson.EnsureFits(result, $"result of activity '{action.Name}'", options.MaxPayloadBytes);
            return new InboundEvent(InboundKind.TaskCompleted, action.Id, Payload: result);
        }
        catch (OperationCanceledException) when (canceled.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception)
        {
            // Whatever an activity throws is its answer: the orchestrator decides what it means.
            logger.ActivityFailed(exception, action.Name, work.InstanceId);
            return new InboundEvent(InboundKind.TaskFailed, action.Id, Failure: FailureText.From(exception));
        }
    }
}
