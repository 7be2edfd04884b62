using EmailSync.Functions.Sync;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace EmailSync.Functions.Keys;

/// <summary>Step after step until every secret has been looked at; where it stands is kept in a row, not here.</summary>
public sealed class RotateKeysOrchestrator
{
    [Function(nameof(RotateKeysOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        if (await context.CallActivityAsync<bool>(nameof(RotateKeysActivity), null, ActivityRetry.Options))
            context.ContinueAsNew();
    }
}
