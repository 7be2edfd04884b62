using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Sync;

/// <summary>Judges the instance in whose favour a start was refused.</summary>
public static class StartRefusals
{
    // Azure Storage sometimes loses the beginning of an instance: https://github.com/Azure/azure-functions-durable-extension/issues/2060
    /// <summary>Longer than a busy queue makes an instance wait. Who only waited loses nothing by being started anew.</summary>
    public static readonly TimeSpan LongestPending = TimeSpan.FromMinutes(30);

    /// <summary>Longer than any orchestration waits, but for mail for later.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromHours(25);

    public static RefusedStart Judge(OrchestrationMetadata? instance, DateTimeOffset now) => instance?.RuntimeStatus switch
    {
        OrchestrationRuntimeStatus.Pending => IdleFor(instance, now) > LongestPending ? RefusedStart.Stuck : RefusedStart.Runs,
        OrchestrationRuntimeStatus.Running when MayWaitForLong(instance) => RefusedStart.Runs,
        OrchestrationRuntimeStatus.Running => IdleFor(instance, now) > LongestSilence ? RefusedStart.Silent : RefusedStart.Runs,
        _ => RefusedStart.NothingRuns,
    };

    // A mail for later waits for its time in one timer, up to a year, and a sweep may come a moment before that fires.
    private static bool MayWaitForLong(OrchestrationMetadata instance) => instance.Name == nameof(Sending.SendEmailOrchestrator);

    private static TimeSpan IdleFor(OrchestrationMetadata instance, DateTimeOffset now) =>
        now - (instance.LastUpdatedAt > instance.CreatedAt ? instance.LastUpdatedAt : instance.CreatedAt);
}
