using System.Collections.Concurrent;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Sending.Batches;

/// <summary>Takes up the next mails of a batch: each is accepted, and sent where its way is free. A step that is repeated comes upon what it did before.</summary>
public sealed class TakeUpBatch(
    BatchStore batches, BatchContents contents, AcceptSend accept, SendEmail sending, CancelSend cancel, SendLedger ledger, DueStore due, TimeProvider time)
{
    public async Task<SendProgress> AdvanceAsync(Batch batch, string version, LocationProvider? provider, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await contents.ReadSharedAsync(batch, cancellationToken) is not var (shared, attachments))
            throw new InvalidDataException("A batch has lost its content.");
        var pace = BatchPace.Of(batch.Via, provider);
        var places = await contents.ReadNextAsync(batch, pace.Step, cancellationToken);
        var taken = new ConcurrentBag<BatchItem>();
        var putOff = new ConcurrentBag<DateTimeOffset>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = pace.AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(places.Index(), options, async (place, stop) =>
        {
            // R34: behind one that has to wait, all wait. And the step ends before anybody gives it up.
            if (!putOff.IsEmpty || time.GetUtcNow() - now > BatchWaits.LongestStep)
                return;
            var index = batch.Next + place.Index;
            var (item, until) = await SendAsync(batch, shared, attachments, index, place.Item, stop);
            if (item is not null)
                taken.Add(item);
            else
                putOff.Add(until);
        });

        // What was accepted behind one that waits is met again, under its key, when its turn comes.
        var items = taken.OrderBy(item => item.Index).TakeWhile((item, place) => item.Index == batch.Next + place).ToList();
        if (items.Count > 0)
            await NoteAsync(batch, version, items, cancellationToken);
        if (!putOff.IsEmpty)
            return new SendProgress(Earlier(putOff.Max(), now + BatchWaits.WhileLimited));

        // Where nothing goes, the rest waits as well.
        var isBlocked = items.Count > 0 && items.TrueForAll(item => item.Status == BatchItemStatus.Waiting);
        return new SendProgress(now + (isBlocked ? Later(pace.Wait, BatchWaits.WhileBlocked(TimeSpan.Zero)) : pace.Wait));
    }

    /// <returns>What became of the mail; or nothing but a time, where it cannot be accepted before then.</returns>
    private async Task<(BatchItem? Item, DateTimeOffset Until)> SendAsync(
        Batch batch, BatchShared shared, IReadOnlyList<OutgoingAttachment> attachments, int index, BatchPlace place, CancellationToken cancellationToken)
    {
        var contact = new ContactId(place.Contact);

        // R27: also where a contact of the same id has been made since: what this one was to be told is gone.
        if (await contents.ReadMailAsync(place, cancellationToken) is not { } mail)
            return (new BatchItem(index, contact, BatchItemStatus.Refused, null, null, ErasedSends.Failure), default);
        switch (await accept.AcceptAsync(BatchMails.Request(batch, shared, attachments, index, mail), cancellationToken))
        {
            case SendAcceptance.Accepted accepted:
                if (!accepted.Finished)
                    await sending.AdvanceAsync(accepted.Token, cancellationToken);
                var (status, failure) = BatchItem.StatusOf(await ledger.GetAsync(accepted.Token, cancellationToken));
                return (new BatchItem(index, contact, status, accepted.Token, accepted.Message, failure), default);
            case SendAcceptance.Refused { RetryAt: { } until }:
                return (null, until);
            case SendAcceptance.Refused refused:
                return (new BatchItem(index, contact, BatchItemStatus.Refused, null, null, refused.Code), default);
            default:
                throw new InvalidOperationException("A send is accepted or refused.");
        }
    }

    /// <summary>Who calls the batch back meanwhile changes its row, and what has been taken up has been all the same.</summary>
    private async Task NoteAsync(Batch batch, string version, List<BatchItem> items, CancellationToken cancellationToken)
    {
        for (var before = batch; before.Next == batch.Next;)
        {
            var after = before with
            {
                Next = batch.Next + items.Count,
                Counts = items.Aggregate(before.Counts, (counts, item) => counts.Move(null, item.Status)),
                ChangedAt = time.GetUtcNow(),
            };
            if (await batches.CommitAsync(after, version, items, cancellationToken))
            {
                await contents.RemoveTakenAsync(batch, after, cancellationToken);
                return;
            }
            if (await batches.FindAsync(batch.Token, cancellationToken) is not var (current, next))
                return;
            (before, version) = (current, next);
        }
        await NoteLateAsync(batch.Token, items, cancellationToken);
    }

    /// <summary>
    /// Somebody else was here: another who took up the same mails, and then they are noted; or one who closed the batch when it was called back, before the ledger
    /// had all of ours, and counted the others as called back. Theirs is another end.
    /// </summary>
    private async Task NoteLateAsync(string token, List<BatchItem> items, CancellationToken cancellationToken)
    {
        while (await batches.FindAsync(token, cancellationToken) is var (batch, version) && batch.IsCancelled)
        {
            var noted = (await batches.ListAsync(token, items[0].Index, items.Count, cancellationToken)).Select(item => item.Index).ToHashSet();
            var missing = new List<BatchItem>();
            foreach (var item in items.Where(item => !noted.Contains(item.Index)))
                missing.Add(await CallBackAsync(item, cancellationToken));
            if (missing.Count == 0)
                return;

            // One that still waits is looked after: the batch may have come to its end.
            await due.ScheduleAsync(DueKind.Batch, token, time.GetUtcNow(), cancellationToken);
            var after = batch with
            {
                Counts = missing.Aggregate(batch.Counts, (counts, item) => counts.Move(BatchItemStatus.Cancelled, item.Status)),
                FinishedAt = missing.Exists(item => item.Status == BatchItemStatus.Waiting) ? null : batch.FinishedAt,
            };
            if (await batches.CommitAsync(after, version, missing, cancellationToken))
                return;
        }
    }

    private async Task<BatchItem> CallBackAsync(BatchItem item, CancellationToken cancellationToken)
    {
        if (item is not { Status: BatchItemStatus.Waiting, Token: { } token })
            return item;
        await cancel.CancelAsync(token, cancellationToken);
        var (status, failure) = BatchItem.StatusOf(await ledger.GetAsync(token, cancellationToken));
        return item with { Status = status, Failure = failure };
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
