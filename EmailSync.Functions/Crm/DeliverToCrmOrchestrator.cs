using EmailSync.Functions.Sync;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace EmailSync.Functions.Crm;

/// <summary>Delivers what waits in a conversation's outbox; one instance per conversation keeps the order.</summary>
public sealed class DeliverToCrmOrchestrator
{
    [Function(nameof(DeliverToCrmOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var conversation = context.GetInput<string>() ?? throw new InvalidOperationException("A delivery needs a conversation.");
        await context.CallActivityAsync(nameof(DeliverOutboxActivity), conversation, ActivityRetry.Options);
    }
}
