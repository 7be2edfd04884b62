using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Sending.Batches;

/// <summary>
/// Takes a batch one step further. Each of its mails is a send of its own in the ledger, under a key that its place in the batch gives it: a step that is repeated
/// after a crash comes upon what it did before. What cannot go out now waits by itself, and the batch looks after it at the end.
/// </summary>
public sealed partial class RunBatch(
    TableKeys keys,
    BatchStore batches,
    BatchContents contents,
    TakeUpBatch takeUp,
    CancelSend cancel,
    SendLedger ledger,
    DirectoryStore directory,
    DueStore due,
    TimeProvider time,
    ILogger<RunBatch> logger)
{
    /// <summary>With their rows, what one transaction takes.</summary>
    private const int SettledAtOnce = 30;

    /// <summary>More than this are not left behind: where the way is blocked, the batch waits with them.</summary>
    private const int MaxWaiting = 100;

    public async Task<SendProgress> AdvanceAsync(string token, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await batches.FindAsync(token, cancellationToken) is not var (batch, version))
        {
            // Between the pointer and the row lies one write.
            await due.CancelDueAsync(DueKind.Batch, token, now - SendWork.AcceptanceGrace, cancellationToken);
            return SendProgress.Finished;
        }
        if (batch.FinishedAt is not null)
            return await EndAsync(batch, cancellationToken);
        var location = await directory.GetLocationAsync(batch.Location, cancellationToken);

        // R27: with its location everything of the batch goes.
        if (location is null)
            batch = batch with { IsCancelled = true };
        if (batch.SendAt > now && !batch.IsCancelled)
            return await LeaveForLaterAsync(batch, now, cancellationToken);
        if (batch.IsCancelled && batch.Next < batch.Total)
            return await CloseAsync(batch, version, hasContent: location is not null, now, cancellationToken);
        if (batch.Next == batch.Total || batch.Counts.Waiting >= MaxWaiting)
            return await SettleAsync(batch, version, now, cancellationToken);
        return await takeUp.AdvanceAsync(batch, version, location!.Provider, now, cancellationToken);
    }

    /// <summary>
    /// Finished for now: at its time the pointer that stands under it leads here. Whoever waited for that himself, for a year perhaps, would keep everybody from
    /// beginning who has to call the batch back. A pointer under another time, of a request that was repeated or refused, would lead here at every sweep.
    /// </summary>
    private async Task<SendProgress> LeaveForLaterAsync(Batch batch, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await due.CancelDueAsync(DueKind.Batch, batch.Token, now - SendWork.AcceptanceGrace, cancellationToken);
        return SendProgress.Finished;
    }

    /// <summary>
    /// The last step before a batch was called back may have died before it was noted: what it had entered in the ledger was taken up. The rest is not taken up any more.
    /// </summary>
    private async Task<SendProgress> CloseAsync(Batch batch, string version, bool hasContent, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var items = new List<BatchItem>();
        var places = hasContent ? await contents.ReadNextAsync(batch, BatchPace.LargestStep, cancellationToken) : [];
        foreach (var (offset, place) in places.Index())
        {
            var index = batch.Next + offset;
            var send = await ledger.GetAsync(keys.Send(batch.Location, BatchMails.KeyOf(batch, index)), cancellationToken);
            if (send is null)
                continue;
            await cancel.CancelAsync(send.Token, cancellationToken);
            var (status, failure) = BatchItem.StatusOf(await ledger.GetAsync(send.Token, cancellationToken));
            items.Add(new BatchItem(index, new ContactId(place.Contact), status, send.Token, send.Message, failure));
        }
        var counts = items.Aggregate(batch.Counts, (sum, item) => sum.Move(null, item.Status));
        var after = batch with
        {
            Next = batch.Total,
            Counts = counts with { Cancelled = counts.Cancelled + batch.Total - batch.Next - items.Count },
            ChangedAt = now,
        };
        await batches.CommitAsync(after, version, items, cancellationToken);
        return new SendProgress(now);
    }

    /// <summary>Looks after what waits; when nothing does any more, the batch is at its end.</summary>
    private async Task<SendProgress> SettleAsync(Batch batch, string version, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var settled = new List<(BatchItem Item, string Version)>();
        IReadOnlyList<(BatchItem Item, string Version)> page;
        int? place = null;
        do
        {
            page = await batches.ListWaitingAsync(batch.Token, place, SettledAtOnce, cancellationToken);
            foreach (var (item, waiting) in page)
            {
                place = item.Index;
                var (status, failure) = await LookAfterAsync(batch, item, cancellationToken);
                if (status != BatchItemStatus.Waiting && settled.Count < SettledAtOnce)
                    settled.Add((item with { Status = status, Failure = failure }, waiting));
            }
        }
        while (page.Count > 0 && settled.Count < SettledAtOnce);

        var counts = settled.Aggregate(batch.Counts, (sum, end) => sum.Move(BatchItemStatus.Waiting, end.Item.Status));
        var isAtEnd = counts.Waiting == 0 && batch.Next == batch.Total;
        var after = batch with { Counts = counts, FinishedAt = isAtEnd ? now : null, ChangedAt = settled.Count > 0 ? now : batch.ChangedAt };
        if (after != batch && !await batches.SettleAsync(after, version, settled, cancellationToken))
            return new SendProgress(now);
        if (isAtEnd)
        {
            LogFinished(logger, batch.Token, counts.Sent, counts.Failed, counts.Refused, counts.Cancelled);
            return await EndAsync(after, cancellationToken);
        }
        return new SendProgress(settled.Count > 0 ? now : now + BatchWaits.WhileBlocked(now - batch.ChangedAt));
    }

    private async Task<(BatchItemStatus Status, string? Failure)> LookAfterAsync(Batch batch, BatchItem item, CancellationToken cancellationToken)
    {
        var token = item.Token ?? throw new InvalidDataException("A mail of a batch waits without a send.");
        if (batch.IsCancelled)
            await cancel.CancelAsync(token, cancellationToken);
        return BatchItem.StatusOf(await ledger.GetAsync(token, cancellationToken));
    }

    private async Task<SendProgress> EndAsync(Batch batch, CancellationToken cancellationToken)
    {
        if (await contents.RemoveAllAsync(batch, cancellationToken))
            return new SendProgress(time.GetUtcNow());
        await due.CancelAsync(DueKind.Batch, batch.Token, batch.SendAt, cancellationToken);
        await due.CancelDueAsync(DueKind.Batch, batch.Token, time.GetUtcNow(), cancellationToken);
        return SendProgress.Finished;
    }

    [LoggerMessage(3010, LogLevel.Information, "Batch {Batch}: at its end; {Sent} sent, {Failed} failed, {Refused} refused, {Cancelled} cancelled")]
    private static partial void LogFinished(ILogger logger, string batch, int sent, int failed, int refused, int cancelled);
}
