using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Mail;
using EmailSync.Core.Providers;
using EmailSync.Core.Reports;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Core.Threads;

namespace EmailSync.Core.Sending;

/// <summary>
/// Recognises our own sends when they come back, in whichever mailbox of the location (invariant 6), and records them. The send itself and the sync
/// that meets the copy in Sent both end here; whoever comes second changes nothing.
/// </summary>
public sealed class OwnSends(
    TableKeys keys,
    SendLedger ledger,
    ThreadIndex threads,
    ThreadWaits waits,
    MessageIndex index,
    ConversationStore conversations,
    CrmOutbox outbox,
    ReportedMail reported,
    TimeProvider time)
{
    /// <summary>The send that this mail is, of whichever location, or null. A token counts only beside the identity of the send.</summary>
    public async Task<SendEntry?> RecogniseAsync(MessageHeaders headers, CancellationToken cancellationToken)
    {
        if (headers.Envelope.SendToken is not { Length: KeyHasher.Length } token || (headers.Placement & (Placement.Draft | Placement.Outbox)) != 0)
            return null;
        var entry = await ledger.GetAsync(token, cancellationToken);

        // R27: what is left of a send to a deleted contact recognises nothing; its copies are mail like any other.
        return entry is { IsErased: false } && entry.Failure != ErasedSends.Failure && SendIdentity.IsOf(entry.Identity, token, headers.Envelope) ? entry : null;
    }

    /// <summary>
    /// Adds a mailbox's copy to the sent message, and, where it is the sender's own copy in Sent, notes in the ledger that the mail went out.
    /// </summary>
    /// <param name="fence">Asked right before the copy is written: does the connection still stand, or was it its own send that is brought to its end?</param>
    /// <returns>Null when the fence said no: nothing visible was written (invariant 7).</returns>
    /// <exception cref="ConversationErasedException">The contact has been deleted meanwhile (R27); nothing that was written here is left.</exception>
    public async Task<IndexedMessage?> RecordCopyAsync(
        SendEntry entry, SyncTarget target, ConnectedLocation connected, MessageHeaders headers, Func<Task<bool>> fence, CancellationToken cancellationToken)
    {
        try
        {
            return await TryRecordCopyAsync(entry, target, connected, headers, fence, cancellationToken);
        }
        catch (ConversationErasedException e)
        {
            if (headers.Envelope.MessageId is { } messageId)
                await threads.ForgetMessageIdAsync(entry.Location, messageId, e.Conversation, cancellationToken);
            await threads.ForgetProviderThreadAsync(entry.Location, target.Mailbox.Id, headers.Thread, e.Conversation, cancellationToken);
            throw;
        }
    }

    private async Task<IndexedMessage?> TryRecordCopyAsync(
        SendEntry entry, SyncTarget target, ConnectedLocation connected, MessageHeaders headers, Func<Task<bool>> fence, CancellationToken cancellationToken)
    {
        var location = entry.Location;
        var envelope = headers.Envelope;
        var isSendersCopy = target.Mailbox.Id == entry.Mailbox && headers.Placement.HasFlag(Placement.Sent);
        if (isSendersCopy)
        {
            entry = await ledger.UpdateAsync(
                entry.Token,
                e => e.State == SendState.SentUnrecorded ? e : e with { State = SendState.SentUnrecorded, Sent = new SentMessage(headers.Id, headers.Thread) },
                cancellationToken);
        }

        var thread = new KnownThread(entry.Thread, entry.Contact, entry.AcceptedAt < headers.ReceivedAt ? entry.AcceptedAt : headers.ReceivedAt)
        {
            Conversation = entry.Message.Conversation,
        };
        if (envelope.MessageId is { } messageId)
        {
            var claimed = await threads.ClaimAsync(location, messageId, MessageFingerprint.Of(envelope), entry.Message, thread, isNoted: true, cancellationToken);
            await waits.ReleaseAsync(location, messageId, claimed.Waiting, cancellationToken);
        }
        await LinkAsync(entry, target.Mailbox.Id, headers.Thread, thread, cancellationToken);

        var copy = new MailboxCopy(
            connected.Connection.User,
            target.Mailbox.Id,
            target.Mailbox.Provider,
            headers.Id,
            headers.Thread,
            Read: !headers.Placement.HasFlag(Placement.Unread),
            Trashed: headers.Placement.HasFlag(Placement.Trash),
            Deleted: false)
        {
            BelievesFrom = time.GetUtcNow(),
        };
        var marker = await outbox.AnnounceAsync(entry.Message.Conversation, cancellationToken);
        var stands = await conversations.CommitAsync(
            entry.Message,
            entry.Contact,
            marker,
            before => WithCopy(before, copy, headers, isSendersCopy),
            isNew: false,
            cancellationToken,
            fence);
        if (stands is null)
            return null;

        if (isSendersCopy && envelope.MessageId is { } recorded)
            await reported.SettleAsync(connected, recorded, fence, cancellationToken);

        var indexed = new IndexedMessage(entry.Message, Reason.OwnSend, "R10", time.GetUtcNow(), headers.ReceivedAt, envelope.MessageId)
        {
            Addresses = DecisionAddresses.Of(keys, location, envelope),
        };
        await index.SaveAsync(connected.Connection, headers.Id, indexed, cancellationToken);
        if (await conversations.IsErasedAsync(entry.Message.Conversation, cancellationToken))
        {
            await index.RemoveAsync(connected.Connection, headers.Id, cancellationToken);
            throw new ConversationErasedException(entry.Message.Conversation);
        }
        if (isSendersCopy)
            await ledger.UpdateAsync(entry.Token, e => e with { State = SendState.Sent, UnknownSince = null }, cancellationToken);
        return indexed;
    }

    /// <summary>As soon as the provider says where the mail went, answers to it find their thread, before anything else of it is known.</summary>
    public async Task LinkAsync(
        SendEntry entry, Mailboxes.MailboxId mailbox, ProviderThreadId providerThread, KnownThread thread, CancellationToken cancellationToken)
    {
        var waiting = await threads.LinkAsync(entry.Location, mailbox, providerThread, thread, cancellationToken);
        await waits.ReleaseAsync(entry.Location, mailbox, providerThread, waiting, cancellationToken);
    }

    private static MessageCommit? WithCopy(SyncedMessage? before, MailboxCopy copy, MessageHeaders headers, bool isSendersCopy)
    {
        if (before is null)
            throw new InvalidOperationException("A send is recorded before its message was committed.");
        var known = before.Copies.Any(c => c.Mailbox == copy.Mailbox && c.User == copy.User);
        var after = known ? before : before with { Copies = [.. before.Copies, copy] };
        if (isSendersCopy && (before.Status is not (MessageStatus.Sent or MessageStatus.Bounced) || before is { Status: MessageStatus.Bounced, MessageIdHeader: null }))
        {
            // R37: a report may be faster than the copy.
            var hasBounced = before.Status == MessageStatus.Bounced;
            after = after with
            {
                Status = hasBounced ? MessageStatus.Bounced : MessageStatus.Sent,
                Failure = hasBounced ? before.Failure : null,
                SentAt = headers.ReceivedAt,
                MessageIdHeader = headers.Envelope.MessageId,
            };
        }
        return after == before ? null : new MessageCommit(after, before.Status == after.Status ? CrmEventType.MessageUpdated : CrmEventType.MessageSynced);
    }
}
