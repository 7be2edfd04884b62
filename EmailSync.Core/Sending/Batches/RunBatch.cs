using System.Collections.Concurrent;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
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
    AcceptSend accept,
    SendEmail sending,
    CancelSend cancel,
    SendLedger ledger,
    DirectoryStore directory,
    DueStore due,
    TimeProvider time,
    ILogger<RunBatch> logger)
{
    private const int Parallel = 4;

    /// <summary>With their rows, what one transaction takes.</summary>
    private const int SettledAtOnce = 30;

    /// <summary>More than this are not left behind: where the way is blocked, the batch waits with them.</summary>
    private const int MaxWaiting = 100;

    private static readonly TimeSpan whileWaiting = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan whileLimited = TimeSpan.FromMinutes(15);

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
            return new SendProgress(batch.SendAt);
        if (batch.IsCancelled && batch.Next < batch.Total)
            return await CloseAsync(batch, version, hasContent: location is not null, now, cancellationToken);
        if (batch.Next == batch.Total || batch.Counts.Waiting >= MaxWaiting)
            return await SettleAsync(batch, version, now, cancellationToken);
        return await TakeUpAsync(batch, version, location!.Provider, now, cancellationToken);
    }

    private async Task<SendProgress> TakeUpAsync(Batch batch, string version, LocationProvider? provider, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await contents.ReadSharedAsync(batch, cancellationToken) is not var (shared, attachments))
            throw new InvalidDataException("A batch has lost its content.");
        var pace = BatchPace.Of(batch.Via, provider);
        var mails = await contents.ReadNextAsync(batch, pace.Step, cancellationToken);
        var taken = new ConcurrentBag<BatchItem>();
        var putOff = new ConcurrentBag<DateTimeOffset>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken };
        await System.Threading.Tasks.Parallel.ForEachAsync(mails.Index(), options, async (mail, stop) =>
        {
            // R34: behind one that has to wait, all wait.
            if (!putOff.IsEmpty)
                return;
            var index = batch.Next + mail.Index;
            var (item, until) = await SendAsync(batch, shared, attachments, index, mail.Item, stop);
            if (item is not null)
                taken.Add(item);
            else
                putOff.Add(until);
        });

        // What was accepted behind one that waits is met again, under its key, when its turn comes.
        var items = taken.OrderBy(item => item.Index).TakeWhile((item, place) => item.Index == batch.Next + place).ToList();
        await NoteAsync(batch, version, items, cancellationToken);

        // Before the day is over the limit may have been raised, or the batch been called back.
        if (!putOff.IsEmpty)
            return new SendProgress(Earlier(putOff.Max(), now + whileLimited));

        // Where nothing goes, the rest waits as well.
        var isBlocked = items.Count > 0 && items.TrueForAll(item => item.Status == BatchItemStatus.Waiting);
        return new SendProgress(now + (isBlocked && pace.Wait < whileWaiting ? whileWaiting : pace.Wait));
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
    }

    /// <summary>
    /// The last step before a batch was called back may have died before it was noted: what it had entered in the ledger was taken up. The rest is not taken up any more.
    /// </summary>
    private async Task<SendProgress> CloseAsync(Batch batch, string version, bool hasContent, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var items = new List<BatchItem>();
        var mails = hasContent ? await contents.ReadNextAsync(batch, BatchPace.LargestStep, cancellationToken) : [];
        foreach (var (offset, mail) in mails.Index())
        {
            var index = batch.Next + offset;
            var send = await ledger.GetAsync(keys.Send(batch.Location, BatchMails.KeyOf(batch, index)), cancellationToken);
            if (send is null)
                continue;
            await cancel.CancelAsync(send.Token, cancellationToken);
            var (status, failure) = await StatusAsync(send.Token, cancellationToken);
            items.Add(new BatchItem(index, new ContactId(mail.Contact), status, send.Token, send.Message, failure));
        }
        var counts = items.Aggregate(batch.Counts, (sum, item) => sum.Move(null, item.Status));
        var after = batch with { Next = batch.Total, Counts = counts with { Cancelled = counts.Cancelled + batch.Total - batch.Next - items.Count } };
        await batches.CommitAsync(after, version, items, cancellationToken);
        return new SendProgress(now);
    }

    /// <returns>What became of the mail; or nothing but a time, where it cannot be accepted before then.</returns>
    private async Task<(BatchItem? Item, DateTimeOffset Until)> SendAsync(
        Batch batch, BatchShared shared, IReadOnlyList<OutgoingAttachment> attachments, int index, BatchMail mail, CancellationToken cancellationToken)
    {
        var contact = new ContactId(mail.Contact);
        switch (await accept.AcceptAsync(BatchMails.Request(batch, shared, attachments, index, mail), cancellationToken))
        {
            case SendAcceptance.Accepted accepted:
                if (!accepted.Finished)
                    await sending.AdvanceAsync(accepted.Token, cancellationToken);
                var (status, failure) = await StatusAsync(accepted.Token, cancellationToken);
                return (new BatchItem(index, contact, status, accepted.Token, accepted.Message, failure), default);
            case SendAcceptance.Refused { RetryAt: { } until }:
                return (null, until);
            case SendAcceptance.Refused refused:
                return (new BatchItem(index, contact, BatchItemStatus.Refused, null, null, refused.Code), default);
            default:
                throw new InvalidOperationException("A send is accepted or refused.");
        }
    }

    /// <summary>Looks after what waits; when nothing does any more, the batch is at its end.</summary>
    private async Task<SendProgress> SettleAsync(Batch batch, string version, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var settled = new List<(BatchItem, string)>();
        int? place = null;
        for (IReadOnlyList<(BatchItem Item, string Version)> page = [(null!, "")]; page.Count > 0 && settled.Count < SettledAtOnce;)
        {
            page = await batches.ListWaitingAsync(batch.Token, place, SettledAtOnce, cancellationToken);
            foreach (var (item, waiting) in page)
            {
                place = item.Index;
                if (batch.IsCancelled)
                    await cancel.CancelAsync(item.Token!, cancellationToken);
                var (status, failure) = await StatusAsync(item.Token!, cancellationToken);
                if (status != BatchItemStatus.Waiting && settled.Count < SettledAtOnce)
                    settled.Add((item with { Status = status, Failure = failure }, waiting));
            }
        }

        var counts = settled.Aggregate(batch.Counts, (sum, item) => sum.Move(BatchItemStatus.Waiting, item.Item1.Status));
        var isAtEnd = counts.Waiting == 0 && batch.Next == batch.Total;
        var after = batch with { Counts = counts, FinishedAt = isAtEnd ? now : null };
        if (after != batch && !await batches.SettleAsync(after, version, settled, cancellationToken))
            return new SendProgress(now);
        if (isAtEnd)
        {
            LogFinished(logger, batch.Token, counts.Sent, counts.Failed, counts.Refused, counts.Cancelled);
            return await EndAsync(after, cancellationToken);
        }
        return new SendProgress(settled.Count > 0 ? now : now + whileWaiting);
    }

    private async Task<(BatchItemStatus Status, string? Failure)> StatusAsync(string token, CancellationToken cancellationToken) =>
        await ledger.GetAsync(token, cancellationToken) switch
        {
            { State: SendState.Sent } => (BatchItemStatus.Sent, null),
            { State: SendState.Failed, Failure: CancelSend.Failure } => (BatchItemStatus.Cancelled, null),
            { State: SendState.Failed, Failure: var failure } => (BatchItemStatus.Failed, failure ?? ErasedSends.Failure),
            null => (BatchItemStatus.Failed, ErasedSends.Failure),
            _ => (BatchItemStatus.Waiting, null),
        };

    private async Task<SendProgress> EndAsync(Batch batch, CancellationToken cancellationToken)
    {
        await contents.RemoveAllAsync(batch, cancellationToken);
        await due.CancelAsync(DueKind.Batch, batch.Token, batch.SendAt, cancellationToken);
        await due.CancelDueAsync(DueKind.Batch, batch.Token, time.GetUtcNow(), cancellationToken);
        return SendProgress.Finished;
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    [LoggerMessage(3010, LogLevel.Information, "Batch {Batch}: at its end; {Sent} sent, {Failed} failed, {Refused} refused, {Cancelled} cancelled")]
    private static partial void LogFinished(ILogger logger, string batch, int sent, int failed, int refused, int cancelled);
}
