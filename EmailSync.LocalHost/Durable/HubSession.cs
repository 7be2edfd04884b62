using System.Collections.Concurrent;
using Azure;
using EmailSync.LocalHost.Durable.Hub;
using EmailSync.LocalHost.Durable.Instances;
using EmailSync.LocalHost.Durable.Turns;
using Microsoft.Extensions.Logging;

namespace EmailSync.LocalHost.Durable;

/// <summary>
/// The hub as it stands in the table, from when it was loaded until it is lost or closed. After that nothing of it writes or has any
/// effect: whoever still works for it finds out at the next write.
/// </summary>
internal sealed class HubSession(
    HubTable table, HubLease lease, DurableEngineOptions options, TurnRunner runner, TimeProvider time, DurableEngineCounters counters,
    ILogger logger, ActivityQueue activities) : IDisposable
{
    private readonly ConcurrentDictionary<string, DurableInstance> live = new();
    private readonly ConcurrentDictionary<string, FinishedInstance> finished = new();
    private readonly SemaphoreSlim turns = new(options.MaxConcurrentTurns);
    private readonly CancellationTokenSource over = new();
    private readonly CancellationTokenSource killed = new();
    private readonly WriteGate gate = new();

    public DueQueue Due { get; } = new(time);

    public TurnRunner Runner => runner;

    public ILogger Logger => logger;

    public DurableEngineCounters Counters => counters;

    public DateTimeOffset Now => time.GetUtcNow();

    public int Live => live.Count;

    public bool IsOver => over.IsCancellationRequested;

    /// <summary>Whether no turn is being run or stored.</summary>
    public bool IsIdle => live.Values.All(instance => instance.IsIdle);

    public CancellationToken Over => over.Token;

    public DurableInstance? FindLive(string id) => live.GetValueOrDefault(id);

    public FinishedInstance? FindFinished(string id) => finished.GetValueOrDefault(id);

    public ICollection<FinishedInstance> AllFinished => finished.Values;

    public void Load(HubContents contents)
    {
        foreach (var (head, etag) in contents.Finished)
            Keep(new FinishedInstance(head, etag));

        foreach (var state in contents.Live)
            live[state.Head.Id] = new DurableInstance(this, state);

        foreach (var instance in live.Values)
            instance.GoOn();
    }

    /// <summary>Starts an instance; null where one of that id is unfinished.</summary>
    public async Task<DurableInstance?> TryCreateAsync(InstanceHead head)
    {
        var rows = InstanceStep.InputRows(head);
        head = head with { InputRows = rows.Count };
        var instance = new DurableInstance(this, InstanceState.Restore(head, [], []));
        if (live.GetOrAdd(head.Id, instance) != instance)
            return null;

        var commit = new HubCommit(head.ToRow(stored: null), Expected: null);
        commit.Rows.AddRange(rows);
        finished.TryRemove(head.Id, out var before);
        commit.Obsolete.AddRange(before?.Head.RowsBesideHistory() ?? []);
        try
        {
            await instance.StoreNewAsync(commit);
        }
        catch
        {
            live.TryRemove(KeyValuePair.Create(head.Id, instance));
            instance.Abandon(new HubLostException());
            if (before is not null)
                finished.TryAdd(head.Id, before);

            throw;
        }

        counters.CountStarted();
        instance.Begin();
        return instance;
    }

    public void Post(string id, InstanceMessage message)
    {
        if (live.TryGetValue(id, out var instance))
            instance.Post(message);
        else
            message.Stored?.TrySetResult();
    }

    /// <summary>Lets happen what a stored turn asked for.</summary>
    public void Dispatch(DurableInstance instance, Guid execution, ScheduledAction action)
    {
        switch (action.Kind)
        {
            case ActionKind.Activity:
                activities.Add(new ActivityWork(this, instance.Id, execution, action));
                break;
            case ActionKind.Timer:
                var fired = new InboundEvent(InboundKind.TimerFired, action.Id);
                Due.Add(action.FireAt!.Value, () => instance.Post(new InstanceMessage.Arrived(fired, execution)));
                break;
            default:
                _ = Task.Run(() => SubDispatch.RunAsync(this, instance, execution, action));
                break;
        }
    }

    /// <summary>Tells the parent how its sub-orchestration ended.</summary>
    public void Answer(InstanceHead head)
    {
        counters.CountFinished();
        if (head.Failure is { } failure)
            logger.OrchestratorFailed(head.Name, head.Id, failure.Type, failure.Message);

        if (head.Parent is { } parent)
            Post(parent.InstanceId, new InstanceMessage.Arrived(SubDispatch.AnswerOf(head, parent.ActionId), parent.Execution));
    }

    public void Retire(DurableInstance instance)
    {
        Keep(new FinishedInstance(instance.Head, instance.ETag));
        live.TryRemove(KeyValuePair.Create(instance.Id, instance));
    }

    /// <summary>Deletes a finished instance; false where it was started again meanwhile.</summary>
    public async Task<bool> PurgeAsync(FinishedInstance instance)
    {
        if (!finished.TryRemove(KeyValuePair.Create(instance.Head.Id, instance)))
            return false;

        await UseAsync(cancellationToken => table.PurgeAsync(instance.Head, instance.ETag, cancellationToken));
        return true;
    }

    public Task<ETag> CommitAsync(HubCommit commit) => UseAsync(async cancellationToken =>
    {
        try
        {
            return await table.CommitAsync(commit, cancellationToken);
        }
        catch (RequestFailedException conflict) when (conflict.Status == 412 && commit.Expected is not null)
        {
            // The answer to an earlier try may have been lost on the way: then the head already says what this step says.
            var row = await table.FindAsync(commit.Head.PartitionKey, commit.Head.RowKey, cancellationToken);
            if (row is null || !Equals(row["Version"], commit.Head["Version"]) || !Equals(row["UpdatedAt"], commit.Head["UpdatedAt"]))
                throw;

            return row.ETag;
        }
    });

    public async Task InTurnAsync(Func<Task> turn)
    {
        try
        {
            await turns.WaitAsync(over.Token);
            try
            {
                await turn();
            }
            finally
            {
                turns.Release();
            }
        }
        catch (OperationCanceledException) when (IsOver)
        {
            throw new HubLostException();
        }
    }

    /// <summary>Asks the table, trying again while it does not answer. Once the session is over nothing is asked any more.</summary>
    public async Task<T> UseAsync<T>(Func<CancellationToken, Task<T>> operation)
    {
        using var entered = gate.Enter() ?? throw new HubLostException();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // What is under way when the hub is lost is waited for: interrupted, it could still reach the next one.
                return await operation(killed.Token);
            }
            catch (Exception) when (IsOver)
            {
                throw new HubLostException();
            }
            catch (RequestFailedException changed) when (changed.Status is 404 or 412)
            {
                End();
                throw new HubLostException(changed);
            }
            catch (Exception exception) when (StorageFaults.IsTransient(exception))
            {
                logger.StorageRetry(exception, attempt);
                await DelayAsync(attempt);
            }
        }
    }

    public Task RenewLeaseAsync() => UseAsync(async cancellationToken =>
    {
        await lease.RenewAsync(cancellationToken);
        return true;
    });

    public Task<InstanceHead?> ReadAsync(string id, bool withPayloads) =>
        UseAsync(cancellationToken => table.ReadAsync(id, withPayloads, cancellationToken));

    public Task<List<InstanceHead>> ListAsync(
        string? after, string? prefix, Func<InstanceHead, bool> matches, int count, CancellationToken cancellationToken) =>
        table.ListAsync(after, prefix, matches, count, cancellationToken);

    /// <summary>As <see cref="End"/>, and cuts off what is under way.</summary>
    public void Kill()
    {
        killed.Cancel();
        End();
    }

    /// <summary>Nothing new is written; what waits is told. Repeating it does nothing.</summary>
    public void End()
    {
        gate.Close();
        over.Cancel();
        Due.Dispose();
        foreach (var instance in live.Values)
            instance.Abandon(new HubLostException());

        lease.Forget();
    }

    /// <summary>Completes when the last write that was under way has ended.</summary>
    public Task DrainedAsync() => gate.DrainedAsync();

    public Task ReleaseLeaseAsync(CancellationToken cancellationToken) => lease.ReleaseAsync(cancellationToken);

    public void Dispose()
    {
        End();
        over.Dispose();
        killed.Dispose();
        turns.Dispose();
    }

    private void Keep(FinishedInstance instance)
    {
        finished[instance.Head.Id] = instance;
        Due.Add(instance.Head.UpdatedAt + options.FinishedRetention, () => _ = Task.Run(() => ExpireAsync(instance)));
    }

    private async Task ExpireAsync(FinishedInstance instance)
    {
        // A parent that has not stored the answer yet reads it here after a crash.
        if (instance.Head.Parent is { } parent && FindLive(parent.InstanceId)?.Awaits(parent.Execution, parent.ActionId) == true)
        {
            Due.Add(Now + options.FinishedRetention + TimeSpan.FromSeconds(1), () => _ = Task.Run(() => ExpireAsync(instance)));
            return;
        }

        try
        {
            await PurgeAsync(instance);
        }
        catch (HubLostException)
        {
            // Gone already, with the hub.
        }
    }

    private async Task DelayAsync(int attempt)
    {
        try
        {
            // Real time: storage does not follow the engine's clock.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(5_000, 100 << Math.Min(attempt, 6))), over.Token);
        }
        catch (OperationCanceledException)
        {
            throw new HubLostException();
        }
    }
}

/// <summary>A finished instance that can still be read.</summary>
internal sealed record FinishedInstance(InstanceHead Head, ETag ETag);
