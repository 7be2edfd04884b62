using EmailSync.Functions.Sync;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace EmailSync.Functions.Crm;

/// <summary>
/// Delivers what waits in a stream of events, or takes the next steps of the work on a webhook; one instance per stream keeps the order. Versions before the
/// steps had an activity that answered nothing, which reads as "no more".
/// </summary>
public sealed class DeliverToCrmOrchestrator
{
    private const int StepsPerRun = 20;

    [Function(nameof(DeliverToCrmOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var stream = context.GetInput<string>() ?? throw new InvalidOperationException("A delivery needs a stream.");
        for (var step = 0; step < StepsPerRun; step++)
        {
            if (!await context.CallActivityAsync<bool>(nameof(DeliverOutboxActivity), stream, ActivityRetry.Options))
                return;
        }
        context.ContinueAsNew(stream);
    }
}
