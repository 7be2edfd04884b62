using EmailSync.Functions.Sync;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace EmailSync.Functions.Mailboxes;

/// <summary>Fans out over the mailboxes whose watch is due for renewal, a bounded number at a time.</summary>
public sealed class RenewWatchesOrchestrator
{
    private const int AtOnce = 10;

    [Function(nameof(RenewWatchesOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var due = await context.CallActivityAsync<IReadOnlyList<RenewWatchInput>>(nameof(ListDueWatchesActivity), null, ActivityRetry.Options);
        foreach (var chunk in due.Chunk(AtOnce))
            await Task.WhenAll(chunk.Select(w => context.CallActivityAsync(nameof(RenewWatchActivity), w, ActivityRetry.Options)));
        if (due.Count == ListDueWatchesActivity.AtMost)
            context.ContinueAsNew();
    }
}
