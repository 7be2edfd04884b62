using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace EmailSync.Tests.Sync;

/// <summary>
/// A backend with one instance in a state that the local engine never leaves behind. As that of Azure Storage it terminates what never began without effect on
/// the instance, and purges by id whatever the status.
/// </summary>
internal sealed class StubbornClient() : DurableTaskClient("test")
{
    private readonly HashSet<string> failing = [];
    private OrchestrationMetadata? instance;

    public List<string> Calls { get; } = [];

    public void Has(string id, OrchestrationRuntimeStatus status, DateTimeOffset updated) =>
        instance = new OrchestrationMetadata("Anything", id) { RuntimeStatus = status, CreatedAt = updated, LastUpdatedAt = updated };

    public void Fails(string step) => failing.Add(step);

    public void Recovers() => failing.Clear();

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        if (instance is not null)
        {
            Calls.Add("start refused");
            throw new InvalidOperationException("It exists already.");
        }

        Calls.Add("start");
        return Task.FromResult(options!.InstanceId!);
    }

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) => StepAsync("terminate");

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        await StepAsync("purge");
        instance = null;
        return new PurgeResult(1);
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Task.FromResult(instance?.InstanceId == instanceId ? instance : null);

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => throw new NotSupportedException();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task StepAsync(string step)
    {
        Calls.Add(step);
        await Task.Yield();
        if (failing.Contains(step))
            throw new InvalidOperationException($"No {step} today.");
    }
}
