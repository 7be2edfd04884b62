using System.Runtime.ExceptionServices;
using EmailSync.Core.Sync;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Sync;

/// <summary>Every 15 seconds: starts whatever ought to be going on and is not. What fails keeps nothing else from being started, and fails the sweep at its end.</summary>
public sealed class SweepTimer(DueSweep sweep, OrchestrationStarter starter)
{
    private const int AtOnce = 16;

    [Function(nameof(SweepTimer))]
    public async Task RunAsync(
        [TimerTrigger("*/15 * * * * *", RunOnStartup = true)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var (work, failure) = await sweep.FindAsync(cancellationToken);

        // Who waits for a person goes before what the next look would find anyhow.
        await StartAsync(work.Sends, token => starter.SendAsync(client, token, cancellationToken));
        await StartAsync(work.Deliveries, stream => starter.DeliverAsync(client, stream, cancellationToken));
        await StartAsync(work.Updates, message => starter.UpdateAsync(client, message, cancellationToken));
        await StartAsync(work.Mailboxes, mailbox => starter.SyncAsync(client, mailbox, cancellationToken));
        await StartAsync(work.Batches, token => starter.RunBatchAsync(client, token, cancellationToken));
        await StartAsync(work.Imports, token => starter.RunImportAsync(client, token, cancellationToken));
        await StartAsync(work.Erasures, subject => starter.EraseAsync(client, subject, cancellationToken));
        await StartAsync(work.Disconnects, ended => starter.DisconnectAsync(client, ended, cancellationToken));
        failure?.Throw();

        async Task StartAsync<T>(IReadOnlyList<T> due, Func<T, Task> start)
        {
            foreach (var chunk in due.Chunk(AtOnce))
                await Task.WhenAll(chunk.Select(item => TryAsync(item, start)));
        }

        async Task TryAsync<T>(T item, Func<T, Task> start)
        {
            try
            {
                await start(item);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failure ??= ExceptionDispatchInfo.Capture(e);
            }
        }
    }
}
