using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Sync;

/// <summary>Messages of a mailbox that were put off: which of them are due, and what a page leaves for later.</summary>
public sealed class PutOffMail(DeferredStore deferred, TimeProvider time)
{
    /// <summary>They are new, and some of them answer others of them.</summary>
    private const int MaxWaitedPerPage = 100;

    /// <summary>What the log of the last hour adds to a page may be any number: more than a page is put off, and comes in its turn and in its order.</summary>
    public async Task PutOffAsync(MailboxId id, IEnumerable<MessageRef> surplus, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var (message, place) in surplus.Select((m, place) => (m, place)))
        {
            var key = new ProviderMessageId(message.Id);
            ProviderThreadId? thread = message.Thread is { } t ? new ProviderThreadId(t) : null;
            if (await deferred.GetAsync(id, key, cancellationToken) is null)
            {
                await deferred.SaveAsync(
                    id, new DeferredMessage(key, thread, now, now.AddMilliseconds(place), 0, Reason.ProviderThrottled, null, Quarantined: false) { IsUpdate = message.IsUpdate }, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Messages that were put off and are due. New ones that waited for the end of a look come first and in one lane, oldest first: one may answer another.
    /// </summary>
    public async Task<(IReadOnlyList<IReadOnlyList<MessageRef>> Lanes, bool AreOld)> DueAsync(MailboxId id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = new List<DeferredMessage>();
        await foreach (var message in deferred.ListAsync(id, cancellationToken))
        {
            if (!message.Quarantined && message.DueAt <= now)
                due.Add(message);
        }
        var waited = due.Where(m => m.AwaitedSince is not null).OrderBy(m => m.AwaitedSince).Take(MaxWaitedPerPage).Select(Reference).ToList();
        if (waited.Count > 0)
            return ([waited], AreOld: false);
        return (Lanes.Of([.. due.OrderBy(m => m.DueAt).Take(FeedPlan.MaxOldPerPage).Select(m => Reference(m) with { IsOld = true })]), AreOld: true);
    }

    public async Task<bool> IsAnyDueAsync(MailboxId id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await foreach (var message in deferred.ListAsync(id, cancellationToken))
        {
            if (!message.Quarantined && message.DueAt <= now)
                return true;
        }
        return false;
    }

    private static MessageRef Reference(DeferredMessage message) =>
        new(message.Message.Value, message.Thread?.Value) { News = StateNews.Open, IsUpdate = message.IsUpdate };
}
