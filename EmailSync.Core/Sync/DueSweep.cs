using System.Runtime.ExceptionServices;
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
    /// <summary>Nobody waits for what expires: a sweep does not stay with it for long.</summary>
    private const int MaxExpired = 50;

    /// <summary>Of one shard and kind; the rest is for the next sweep.</summary>
    private const int MaxCarriedOut = 2_000;

    private const int AtOnce = 16;

    /// <summary>As <see cref="FindAsync"/>, for who takes no half of it.</summary>
    public async Task<DueWork> CollectAsync(CancellationToken cancellationToken)
    {
        var (work, failure) = await FindAsync(cancellationToken);
        failure?.Throw();
        return work;
    }

    /// <summary>What is due. An item that fails is left for the next sweep and keeps nobody from the others; the first such failure is given.</summary>
    public async Task<(DueWork Work, ExceptionDispatchInfo? Failure)> FindAsync(CancellationToken cancellationToken)
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
        ExceptionDispatchInfo? failure = null;
        for (var shard = 0; shard < TableKeys.DueShards; shard++)
        {
            await CarryOutAsync(DueKind.Wake, shard, item => RingAsync(item, now, cancellationToken));
            await CarryOutAsync(DueKind.Reconcile, shard, item => ReconcileAsync(item, now, cancellationToken));
            await CarryOutAsync(DueKind.FillIn, shard, item => fillIn.ResumeAsync(item, cancellationToken));
            await CarryOutAsync(DueKind.Adopt, shard, item => adopt.ResumeAsync(item, cancellationToken));
            await foreach (var mailbox in dirty.ListAsync(shard, cancellationToken))
                dirtyMailboxes.Add(mailbox);
            await CollectAsync(DueKind.Send, shard, item => sends.Add(item.Subject));
            await CollectAsync(DueKind.Batch, shard, item => batches.Add(item.Subject));
            await CollectAsync(DueKind.Import, shard, item => imports.Add(item.Subject));
            await CollectAsync(DueKind.Deliver, shard, item => deliveries.Add(new EventStream(item.Subject)));
            await CarryOutAsync(DueKind.Expire, shard, item => expiry.CarryOutAsync(item, cancellationToken), MaxExpired);
            await CollectAsync(DueKind.Erase, shard, item => erasures.Add(item.Subject));
            await CarryOutAsync(DueKind.Tell, shard, item => news.ResumeAsync(item, cancellationToken));
            await CollectAsync(DueKind.Disconnect, shard, item => disconnects.Add(item.Subject));
            await CollectAsync(DueKind.Update, shard, item => MessageId.TryParse(item.Subject, out var message) && updates.Add(message));
        }
        var work = new DueWork([.. dirtyMailboxes], [.. sends], [.. deliveries])
        {
            Batches = [.. batches],
            Imports = [.. imports],
            Erasures = [.. erasures],
            Disconnects = [.. disconnects],
            Updates = [.. updates],
        };
        return (work, failure);

        async Task CollectAsync(DueKind kind, int shard, Func<DueItem, bool> add)
        {
            await foreach (var item in due.ListDueAsync(kind, shard, now, cancellationToken))
                add(item);
        }

        // A few at a time: after an outage everything is due at once.
        async Task CarryOutAsync(DueKind kind, int shard, Func<DueItem, Task> work, int limit = MaxCarriedOut)
        {
            var items = await due.ListDueAsync(kind, shard, now, cancellationToken).Take(limit).ToListAsync(cancellationToken);
            foreach (var chunk in items.Chunk(AtOnce))
                await Task.WhenAll(chunk.Select(item => TryAsync(item, work)));
        }

        async Task TryAsync(DueItem item, Func<DueItem, Task> work)
        {
            try
            {
                await work(item);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failure ??= ExceptionDispatchInfo.Capture(e);
            }
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
