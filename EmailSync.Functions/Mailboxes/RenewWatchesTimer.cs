using EmailSync.Functions.Sync;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Mailboxes;

/// <summary>Every ten minutes: renews the watches that are due (each mailbox's once a day).</summary>
public sealed class RenewWatchesTimer(OrchestrationStarter starter)
{
    [Function(nameof(RenewWatchesTimer))]
    public Task RunAsync(
        [TimerTrigger("0 */10 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        starter.RenewAsync(client, cancellationToken);
}
