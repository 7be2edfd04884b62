using EmailSync.Core.Mailboxes;
using EmailSync.Functions.Sync;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace EmailSync.Functions.Mailboxes;

/// <summary>Winds up a connection that has ended, step by step; its row, not this instance, says that there is something to do.</summary>
public sealed class DisconnectMailboxOrchestrator
{
    [Function(nameof(DisconnectMailboxOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var ended = context.GetInput<string>() ?? throw new InvalidOperationException("Winding up needs a connection that has ended.");
        var progress = await context.CallActivityAsync<DisconnectProgress>(nameof(AdvanceDisconnectActivity), ended, ActivityRetry.Options);
        if (progress.RetryAt is not { } at)
            return;
        await context.CreateTimer(at.UtcDateTime, CancellationToken.None);
        context.ContinueAsNew(ended);
    }
}
