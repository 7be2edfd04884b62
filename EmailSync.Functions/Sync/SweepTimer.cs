using EmailSync.Core.Sync;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Sync;

/// <summary>Every 15 seconds: starts whatever ought to be going on and is not.</summary>
public sealed class SweepTimer(DueSweep sweep, OrchestrationStarter starter)
{
    [Function(nameof(SweepTimer))]
    public async Task RunAsync(
        [TimerTrigger("*/15 * * * * *", RunOnStartup = true)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var work = await sweep.CollectAsync(cancellationToken);
        foreach (var mailbox in work.Mailboxes)
            await starter.SyncAsync(client, mailbox, cancellationToken);
        foreach (var token in work.Sends)
            await starter.SendAsync(client, token, cancellationToken);
        foreach (var token in work.Batches)
            await starter.RunBatchAsync(client, token, cancellationToken);
        foreach (var token in work.Imports)
            await starter.RunImportAsync(client, token, cancellationToken);
        foreach (var stream in work.Deliveries)
            await starter.DeliverAsync(client, stream, cancellationToken);
        foreach (var subject in work.Erasures)
            await starter.EraseAsync(client, subject, cancellationToken);
        foreach (var ended in work.Disconnects)
            await starter.DisconnectAsync(client, ended, cancellationToken);
        foreach (var message in work.Updates)
            await starter.UpdateAsync(client, message, cancellationToken);
    }
}
