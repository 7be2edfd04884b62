using EmailSync.Functions.Sync;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace EmailSync.Functions.Crm;

/// <summary>Delivers what waits in a stream of events; one instance per stream keeps the order.</summary>
public sealed class DeliverToCrmOrchestrator
{
    [Function(nameof(DeliverToCrmOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var stream = context.GetInput<string>() ?? throw new InvalidOperationException("A delivery needs a stream.");
        await context.CallActivityAsync(nameof(DeliverOutboxActivity), stream, ActivityRetry.Options);
    }
}
