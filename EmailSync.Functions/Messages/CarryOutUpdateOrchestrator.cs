using EmailSync.Functions.Sync;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace EmailSync.Functions.Messages;

/// <summary>Carries out what the CRM wants of a message's copies; what has to be tried again later is found by a sweep.</summary>
public sealed class CarryOutUpdateOrchestrator
{
    [Function(nameof(CarryOutUpdateOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var message = context.GetInput<string>() ?? throw new InvalidOperationException("An update needs a message.");
        await context.CallActivityAsync(nameof(CarryOutUpdateActivity), message, ActivityRetry.Options);
    }
}
