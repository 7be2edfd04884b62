using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Sync;

/// <summary>
/// Finds everything that should be going on now, from rows alone: whatever lost its orchestration (a crash, a deleted task hub, a missed start) is
/// started again within one sweep (invariants 2 and 13).
/// </summary>
public sealed class DueSweep(
    DueStore due,
    DirtyStore dirty,
    SyncTargets targets,
    MailboxStore mailboxes,
    FillIn fillIn,
    AdoptContact adopt,
    Expiry expiry,
    MailboxNews news,
    IOptions<EmailSyncOptions> options,
    TimeProvider time)
{
    private const int MaxExpired = 50;

    public async Task<DueWork> CollectAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var dirtyMailboxes = new HashSet<MailboxId>();
        var sends = new HashSet<string>(StringComparer.Ordinal);
        var batches = new HashSet<string>(StringComparer.Ordinal);
        var imports = new HashSet<string>(StringComparer.Ordinal);
        var erasures = new HashSet<string>(StringComparer.Ordinal);
        var deliveries = new HashSet<EventStream>();
        var disconnects = new HashSet<string>(StringComparer.Ordinal);
        var updates = new HashSet<MessageId>();
        for (var shard = 0; shard < TableKeys.DueShards; shard++)
        {
            await foreach (var item in due.ListDueAsync(DueKind.Wake, shard, now, cancellationToken))
                await RingAsync(item, now, cancellationToken);
            await foreach (var item in due.ListDueAsync(DueKind.Reconcile, shard, now, cancellationToken))
                await ReconcileAsync(item, now, cancellationToken);
            await foreach (var item in due.ListDueAsync(DueKind.FillIn, shard, now, cancellationToken))
                await fillIn.ResumeAsync(item, cancellationToken);
            await foreach (var item in due.ListDueAsync(DueKind.Adopt, shard, now, cancellationToken))
                await adopt.ResumeAsync(item, cancellationToken);
            await foreach (var mailbox in dirty.ListAsync(shard, cancellationToken))
                dirtyMailboxes.Add(mailbox);
            await foreach (var item in due.ListDueAsync(DueKind.Send, shard, now, cancellationToken))
                sends.Add(item.Subject);
            await foreach (var item in due.ListDueAsync(DueKind.Batch, shard, now, cancellationToken))
                batches.Add(item.Subject);
            await foreach (var item in due.ListDueAsync(DueKind.Import, shard, now, cancellationToken))
                imports.Add(item.Subject);
            await foreach (var item in due.ListDueAsync(DueKind.Deliver, shard, now, cancellationToken))
                deliveries.Add(new EventStream(item.Subject));
            await ExpireAsync(shard, now, cancellationToken);
            await foreach (var item in due.ListDueAsync(DueKind.Erase, shard, now, cancellationToken))
                erasures.Add(item.Subject);
            await foreach (var item in due.ListDueAsync(DueKind.Tell, shard, now, cancellationToken))
                await news.ResumeAsync(item, cancellationToken);
            await foreach (var item in due.ListDueAsync(DueKind.Disconnect, shard, now, cancellationToken))
                disconnects.Add(item.Subject);
            await foreach (var item in due.ListDueAsync(DueKind.Update, shard, now, cancellationToken))
            {
                if (MessageId.TryParse(item.Subject, out var message))
                    updates.Add(message);
            }
        }
        return new DueWork([.. dirtyMailboxes], [.. sends], [.. deliveries])
        {
            Batches = [.. batches],
            Imports = [.. imports],
            Erasures = [.. erasures],
            Disconnects = [.. disconnects],
            Updates = [.. updates],
        };
    }

    /// <summary>Nobody waits for it: a sweep does not stay with it for long.</summary>
    private async Task ExpireAsync(int shard, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var left = MaxExpired;
        await foreach (var item in due.ListDueAsync(DueKind.Expire, shard, now, cancellationToken))
        {
            if (left-- == 0)
                return;
            await expiry.CarryOutAsync(item, cancellationToken);
        }
    }

    /// <summary>The dirty row is there before the pointer goes.</summary>
    private async Task RingAsync(DueItem item, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await dirty.MarkWokenAsync(new MailboxId(item.Subject), now, cancellationToken);
        await due.DoneAsync(item, cancellationToken);
    }

    /// <summary>A mailbox that is not connected any more leaves the round; connecting it again puts it back. A pointer before its time is a leftover.</summary>
    private async Task ReconcileAsync(DueItem item, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = new MailboxId(item.Subject);
        if (await targets.FindAsync(id, cancellationToken) is { } target && !(target.Mailbox.ReconcileAt > now))
        {
            var next = now + options.Value.IntervalOf(target.Mailbox.DeliveryAt(now));
            await due.ScheduleAsync(DueKind.Reconcile, item.Subject, next, cancellationToken);
            await mailboxes.UpdateAsync(id, m => m with { ReconcileAt = next }, cancellationToken);
            await dirty.MarkReconcileAsync(id, now, cancellationToken);
        }
        await due.DoneAsync(item, cancellationToken);
    }
}
