using DurableTask.Core.Exceptions;
using EmailSync.LocalHost.Durable.Hub;
using EmailSync.LocalHost.Durable.Instances;
using EmailSync.LocalHost.Durable.Turns;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace EmailSync.LocalHost.Durable;

/// <summary>What the functions are given to start and steer instances. What it reports done is stored.</summary>
internal sealed class LocalDurableTaskClient(DurableEngine engine, DurableEngineOptions options) : DurableTaskClient(options.HubName)
{
    private const int MaxEventName = 256;
    private const int MaxAttempts = 5;

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        if (!engine.Knows(orchestratorName.Name))
            throw new ArgumentException($"The orchestrator '{orchestratorName.Name}' does not exist.", nameof(orchestratorName));

        var id = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        InstanceIds.EnsureValid(id);
        var json = DurableJson.Write(input, $"input of orchestrator '{orchestratorName.Name}'", MaxPayloadBytes);
        var execution = Guid.NewGuid();
        return OnHubAsync(
            session => StartAsync(session, new InstanceHead(id, orchestratorName.Name, execution, session.Now, Parent: null)
            {
                Input = json,
                StartAt = options?.StartAt,
            }),
            cancellation);
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        if (string.IsNullOrEmpty(eventName) || eventName.Length > MaxEventName)
            throw new ArgumentException($"An event name has 1 to {MaxEventName} characters.", nameof(eventName));

        var json = DurableJson.Write(eventPayload, $"event '{eventName}'", MaxPayloadBytes);
        var raised = new InboundEvent(InboundKind.EventRaised, Name: eventName, Payload: json);
        return TellAsync(instanceId, stored => new InstanceMessage.Arrived(raised, Execution: null) { Stored = stored }, cancellation);
    }

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        var output = DurableJson.Write(options?.Output, "output", MaxPayloadBytes);
        return TellAsync(
            instanceId, stored => new InstanceMessage.Terminate(output, options?.Recursive == true) { Stored = stored }, cancellation);
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        TellAsync(instanceId, stored => new InstanceMessage.Suspend { Stored = stored }, cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        TellAsync(instanceId, stored => new InstanceMessage.Resume { Stored = stored }, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, instance => instance.Started, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, instance => instance.Finished, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        InstanceIds.EnsureValid(instanceId);
        return OnHubAsync(
            async session => (await session.ReadAsync(instanceId, getInputsAndOutputs))?.ToMetadata(getInputsAndOutputs), cancellation);
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        new InstancePages(engine, filter ?? new OrchestrationQuery());

    public override Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default) =>
        PurgeAsync(instance => instance.Id == instanceId, options?.Recursive == true, cancellation);

    public override Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        // The Azure Storage backend would purge running instances too.
        if (filter.Statuses?.ToHashSet() is not { Count: > 0 } statuses)
            throw new NotSupportedException("Purging many instances must name the statuses of those that are purged.");

        return PurgeAsync(
            instance => !(instance.CreatedAt < filter.CreatedFrom)
                && !(instance.CreatedAt > filter.CreatedTo)
                && statuses.Contains(instance.Status),
            options?.Recursive == true,
            cancellation);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private int MaxPayloadBytes => options.MaxPayloadBytes;

    private static async Task<string> StartAsync(HubSession session, InstanceHead head)
    {
        var id = head.Id;
        if (await session.TryCreateAsync(head) is not null)
            return id;

        // Memory says that it runs. It only does if its row is still there: the hub may have been deleted a moment ago.
        var running = session.FindLive(id);
        if (running is not null)
            await running.Created;

        var stored = await session.ReadAsync(id, withPayloads: false);
        if (stored is null && running is not null && session.FindLive(id) == running)
        {
            session.End();
            throw new HubLostException();
        }

        // An earlier try of this very start may have been stored although its answer was lost.
        if (stored?.Execution == head.Execution)
            return id;

        throw new OrchestrationAlreadyExistsException(
            $"An orchestration with the instance id '{id}' is already {(stored?.Status ?? OrchestrationRuntimeStatus.Running).ToString().ToLowerInvariant()}.");
    }

    private async Task TellAsync(string instanceId, Func<TaskCompletionSource, InstanceMessage> message, CancellationToken cancellation)
    {
        InstanceIds.EnsureValid(instanceId);
        await OnHubAsync(
            async session =>
            {
                var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                session.Post(instanceId, message(stored));
                await stored.Task;
                return true;
            },
            cancellation);
    }

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, Func<DurableInstance, Task> milestone, bool withPayloads, CancellationToken cancellation)
    {
        InstanceIds.EnsureValid(instanceId);
        var session = await engine.SessionAsync(cancellation);
        try
        {
            if (session.FindLive(instanceId) is { } instance)
            {
                await milestone(instance).WaitAsync(cancellation);
                return instance.Head.ToMetadata(withPayloads);
            }
        }
        catch (HubLostException lost)
        {
            throw new InvalidOperationException($"The instance '{instanceId}' was dropped: its task hub was deleted, or the engine stopped.", lost);
        }

        return await GetInstancesAsync(instanceId, withPayloads, cancellation)
            ?? throw new InvalidOperationException($"There is no instance '{instanceId}'.");
    }

    private Task<PurgeResult> PurgeAsync(Func<InstanceHead, bool> chosen, bool recursive, CancellationToken cancellation) => OnHubAsync(
        async session =>
        {
            var all = session.AllFinished;
            var purge = all.Where(instance => chosen(instance.Head)).ToList();
            for (var at = 0; recursive && at < purge.Count; at++)
            {
                var parent = purge[at].Head.Id;
                purge.AddRange(all.Where(instance => instance.Head.Parent?.InstanceId == parent && !purge.Contains(instance)));
            }

            var count = 0;
            foreach (var instance in purge)
            {
                cancellation.ThrowIfCancellationRequested();
                count += await session.PurgeAsync(instance) ? 1 : 0;
            }

            return new PurgeResult(count);
        },
        cancellation);

    private async Task<T> OnHubAsync<T>(Func<HubSession, Task<T>> use, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var session = await engine.SessionAsync(cancellation);
            try
            {
                return await use(session).WaitAsync(cancellation);
            }
            catch (HubLostException) when (attempt < MaxAttempts)
            {
                // Once more on the hub that is being opened anew.
            }
            catch (HubLostException lost)
            {
                throw new InvalidOperationException("The task hub keeps being deleted.", lost);
            }
        }
    }
}
