using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace EmailSync.Functions.Sync;

/// <summary>Every hour: deletes what the durable backend keeps of orchestrations that have ended; by itself it keeps it for good.</summary>
public sealed partial class PurgeInstancesTimer(TimeProvider time, ILogger<PurgeInstancesTimer> logger)
{
    [Function(nameof(PurgeInstancesTimer))]
    public async Task RunAsync(
        [TimerTrigger("0 25 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var purged = 0;
        foreach (var ended in PurgePlan.At(time.GetUtcNow()))
            purged += (await client.PurgeAllInstancesAsync(ended, cancellationToken)).PurgedInstanceCount;
        LogPurged(logger, purged);
    }

    [LoggerMessage(5105, LogLevel.Information, "{Purged} orchestration instances that had ended were purged")]
    private static partial void LogPurged(ILogger logger, int purged);
}
