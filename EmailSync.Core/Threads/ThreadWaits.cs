using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;

namespace EmailSync.Core.Threads;

/// <summary>
/// R10, in any order: messages skipped as unknown wait under their ancestors and their provider thread; when one of these becomes known they get a
/// durable order to be decided again.
/// </summary>
public sealed class ThreadWaits(ThreadIndex threads, DeferredStore deferred, DirtyStore dirty, TimeProvider time)
{
    /// <summary>
    /// Registers a skipped message wherever its thread might become known. False when that happened meanwhile: decide again. A message that starts its
    /// thread and names no ancestor, as nearly all unwanted mail does, waits for nothing and costs nothing.
    /// </summary>
    /// <param name="self">How it waits under its own id.</param>
    public async Task<bool> RegisterAsync(
        LocationId location, MailboxId mailbox, MessageHeaders headers, SelfWait self, CancellationToken cancellationToken)
    {
        var message = new WaitingMessage(mailbox, headers.Id, headers.ReceivedAt);
        if (self.IsNeeded && headers.Envelope.MessageId is { } own && !await threads.WaitForSelfAsync(
            location, own, MessageFingerprint.Of(headers.Envelope), self.Sender, message, cancellationToken))
            return false;
        foreach (var ancestor in ThreadMatcher.AncestorsToWaitFor(headers.Envelope))
        {
            if (!await threads.WaitForMessageIdAsync(location, ancestor, message, cancellationToken))
                return false;
        }
        return headers.StartsThread
            || await threads.WaitForProviderThreadAsync(location, headers.Thread, message, cancellationToken);
    }

    /// <summary>Orders those who waited for a Message-ID to be decided again; they leave the list only after that.</summary>
    public async Task ReleaseAsync(
        LocationId location, string messageIdHeader, IReadOnlyList<WaitingMessage> waiting, CancellationToken cancellationToken)
    {
        if (waiting.Count == 0)
            return;
        await OrderAsync(waiting, cancellationToken);
        await threads.StopWaitingForMessageIdAsync(location, messageIdHeader, waiting, cancellationToken);
    }

    /// <inheritdoc cref="ReleaseAsync(LocationId, string, IReadOnlyList{WaitingMessage}, CancellationToken)"/>
    public async Task ReleaseAsync(
        LocationId location, MailboxId mailbox, ProviderThreadId thread, IReadOnlyList<WaitingMessage> waiting, CancellationToken cancellationToken)
    {
        if (waiting.Count == 0)
            return;
        await OrderAsync(waiting, cancellationToken);
        await threads.StopWaitingForProviderThreadAsync(location, mailbox, thread, waiting, cancellationToken);
    }

    /// <summary>
    /// Orders messages to be decided again; they may be decided already, and then nothing happens. What one has been ordered for before stays: since when, for a
    /// connection that pauses, and how often the process has died of it, so that nobody revives such a mail by writing into its thread.
    /// </summary>
    public async Task OrderAsync(IReadOnlyList<WaitingMessage> waiting, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var message in waiting)
        {
            var order = new DeferredMessage(message.Message, null, now, now, 0, Reason.ThreadIsSynced, null, Quarantined: false);
            await deferred.GiveAsync(
                message.Mailbox,
                message.Message,
                before => before is null ? order : order with { FirstSeen = before.FirstSeen, AwaitsResume = before.AwaitsResume, Deaths = before.Deaths },
                cancellationToken);
        }
        foreach (var mailbox in waiting.Select(w => w.Mailbox).Distinct())
            await dirty.MarkAsync(mailbox, now, cancellationToken);
    }
}
