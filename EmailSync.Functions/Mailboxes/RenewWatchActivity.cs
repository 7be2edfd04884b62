using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Mailboxes;

public sealed class RenewWatchActivity(WatchMailbox watch, DueStore due)
{
    [Function(nameof(RenewWatchActivity))]
    public async Task RunAsync([ActivityTrigger] RenewWatchInput input, CancellationToken cancellationToken)
    {
        // Schedules the next renewal before this one's row goes.
        await watch.RenewIfDueAsync(new MailboxId(input.MailboxId), cancellationToken);
        await due.DoneAsync(new DueItem(DueKind.Renew, input.MailboxId, input.DueKey), cancellationToken);
    }
}
