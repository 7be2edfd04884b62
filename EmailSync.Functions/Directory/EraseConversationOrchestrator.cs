using EmailSync.Functions.Sync;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace EmailSync.Functions.Directory;

/// <summary>Erases what a deleted contact leaves behind, a step at a time (R27). A sweep starts it again from its row.</summary>
public sealed class EraseConversationOrchestrator
{
    [Function(nameof(EraseConversationOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var subject = context.GetInput<string>() ?? throw new InvalidOperationException("An erasure needs its subject.");
        if (await context.CallActivityAsync<bool>(nameof(EraseConversationActivity), subject, ActivityRetry.Options))
            context.ContinueAsNew(subject);
    }
}
