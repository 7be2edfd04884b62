using EmailSync.Functions.Sync;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace EmailSync.Functions.Directory;

/// <summary>Erases what a deleted user leaves behind, a step at a time (R27). Where it has to wait, a sweep starts it again from its row.</summary>
public sealed class EraseUserOrchestrator
{
    [Function(nameof(EraseUserOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var subject = context.GetInput<string>() ?? throw new InvalidOperationException("An erasure needs its subject.");
        if (await context.CallActivityAsync<bool>(nameof(EraseUserActivity), subject, ActivityRetry.Options))
            context.ContinueAsNew(subject);
    }
}
