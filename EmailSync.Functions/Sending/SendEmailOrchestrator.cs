using EmailSync.Core.Sending;
using EmailSync.Functions.Sync;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace EmailSync.Functions.Sending;

/// <summary>Takes a send step by step to its end. The ledger, not this instance, stops a second send.</summary>
public sealed class SendEmailOrchestrator
{
    [Function(nameof(SendEmailOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var token = context.GetInput<string>() ?? throw new InvalidOperationException("A send needs its token.");
        var progress = await context.CallActivityAsync<SendProgress>(nameof(AdvanceSendActivity), token, ActivityRetry.Options);
        if (progress.RetryAt is not { } at)
            return;
        await context.CreateTimer(at.UtcDateTime, CancellationToken.None);
        context.ContinueAsNew(token);
    }
}
