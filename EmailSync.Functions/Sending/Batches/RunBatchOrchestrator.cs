using EmailSync.Core.Sending;
using EmailSync.Functions.Sync;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace EmailSync.Functions.Sending.Batches;

/// <summary>Takes a batch step by step to its end, at its pace. The ledger, not this instance, stops a second send.</summary>
public sealed class RunBatchOrchestrator
{
    /// <summary>The history of so many steps is read again at each of them.</summary>
    private const int StepsPerHistory = 20;

    [Function(nameof(RunBatchOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var token = context.GetInput<string>() ?? throw new InvalidOperationException("A batch needs its token.");
        for (var step = 0; step < StepsPerHistory; step++)
        {
            var progress = await context.CallActivityAsync<SendProgress>(nameof(AdvanceBatchActivity), token, ActivityRetry.Options);
            if (progress.RetryAt is not { } at)
                return;
            if (at.UtcDateTime > context.CurrentUtcDateTime)
                await context.CreateTimer(at.UtcDateTime, CancellationToken.None);
        }
        context.ContinueAsNew(token);
    }
}
