using EmailSync.Core.Directory;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Sending.Batches;

/// <summary>Stops a batch: nothing more is taken up, and what waits is called back. What is out is out.</summary>
public sealed class CancelBatch(BatchStore batches, DueStore due, TimeProvider time)
{
    /// <returns>The batch as it stands then; null when the location has no such batch.</returns>
    public async Task<Batch?> CancelAsync(LocationId location, string token, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await batches.FindAsync(token, cancellationToken) is not var (batch, version) || batch.Location != location)
                return null;
            if (batch.FinishedAt is not null || batch.IsCancelled)
                return batch;
            var cancelled = batch with { IsCancelled = true };
            await due.ScheduleAsync(DueKind.Batch, token, time.GetUtcNow(), cancellationToken);
            if (await batches.CommitAsync(cancelled, version, [], cancellationToken))
                return cancelled;
        }
    }
}
