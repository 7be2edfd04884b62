using EmailSync.Core.Sync;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace EmailSync.Functions.Sync;

/// <summary>
/// One page of one mailbox's changes: fetch, sync in lanes, commit, and again from the start while there is more. One instance per mailbox; history is
/// cut after every page.
/// </summary>
public sealed class SyncMailboxOrchestrator
{
    [Function(nameof(SyncMailboxOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var input = context.GetInput<SyncMailboxInput>() ?? throw new InvalidOperationException("A sync needs a mailbox.");
        var page = await context.CallActivityAsync<SyncPage>(nameof(FetchChangesActivity), input, ActivityRetry.Options);
        if (page.State == SyncPageState.Stop)
            return;

        var lanes = page.Lanes ?? [];
        var synced = await Task.WhenAll(lanes.Select(lane =>
            context.CallActivityAsync<bool>(
                nameof(SyncMessagesActivity), new SyncMessagesInput(input.MailboxId, lane, page.ReadAt), ActivityRetry.Options)));
        if (synced.Contains(false))
            return;

        var commit = new CommitPageInput(input.MailboxId, page with { Lanes = null }, lanes.Count > 0);
        if (await context.CallActivityAsync<SyncNext>(nameof(CommitPageActivity), commit, ActivityRetry.Options) == SyncNext.Again)
            context.ContinueAsNew(new SyncMailboxInput(input.MailboxId, page.Following));
    }
}
