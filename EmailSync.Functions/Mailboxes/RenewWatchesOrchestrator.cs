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
        var renewed = 0;
        foreach (var chunk in due.Chunk(AtOnce))
            renewed += (await Task.WhenAll(chunk.Select(w => RenewAsync(context, w)))).Count(done => done);

        // Those that failed are still due and come first: where nothing else is left to do, the next timer tries again.
        if (due.Count == ListDueWatchesActivity.AtMost && renewed > 0)
            context.ContinueAsNew();
    }

    /// <summary>One mailbox that fails, again and again perhaps, must not keep the others waiting until their watches end.</summary>
    private static async Task<bool> RenewAsync(TaskOrchestrationContext context, RenewWatchInput watch)
    {
        try
        {
            await context.CallActivityAsync(nameof(RenewWatchActivity), watch, ActivityRetry.Options);
            return true;
        }
        catch (TaskFailedException)
        {
            return false;
        }
    }
}
