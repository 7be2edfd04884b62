using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Providers;
using EmailSync.Core.Reports;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync.Rules;
using EmailSync.Core.Threads;

namespace EmailSync.Core.Sync;

/// <summary>
/// Stores a message that syncs. Every step may be repeated, and each leads to the next: claim and link name the message, the blobs are written under
/// its id, the conversation transaction makes it visible, and the index row, written last, says that all of it is there.
/// </summary>
public sealed class MessageStorer(
    TableKeys keys,
    ThreadIndex threads,
    ThreadWaits waits,
    MessageIndex index,
    MailboxStore mailboxes,
    DirectoryStore directory,
    ConversationStore conversations,
    ContentStore contents,
    MessageParts parts,
    CrmOutbox outbox,
    ReportedMail reported,
    LoggingAddresses logging,
    TimeProvider time)
{
    /// <param name="match">The thread that the message was found to belong to, as the decision saw it; it may start one of its own all the same (R20).</param>
    /// <param name="made">Contacts that were made for it (R14).</param>
    /// <returns>Null when the connection has ended meanwhile: nothing visible was written (invariant 7).</returns>
    /// <exception cref="ConversationErasedException">The contact has been deleted meanwhile (R27).</exception>
    public async Task<IndexedMessage?> StoreAsync(
        SyncTarget target,
        ConnectedLocation connected,
        MessageHeaders headers,
        KeptMail kept,
        SyncDecision decision,
        ThreadMatch? match,
        IReadOnlyList<ContactId> made,
        CancellationToken cancellationToken)
    {
        var connection = connected.Connection;
        var owner = decision.Owner ?? throw new ArgumentException("A message that syncs has an owner.", nameof(decision));
        var conversation = await ConversationAsync(connection.Location, owner, decision.Thread, cancellationToken);
        var (id, thread, isNew) = await ClaimAsync(connected, headers, owner, conversation, decision.Thread, match, cancellationToken);

        // In this provider thread the CRM has a part since this message, whatever it knows of the chain elsewhere.
        var link = thread with { KnownSince = headers.ReceivedAt };
        var waiting = decision.Thread is null
            ? await threads.LinkNewAsync(connection.Location, target.Mailbox.Id, headers.Thread, link, cancellationToken)
            : await threads.LinkAsync(connection.Location, target.Mailbox.Id, headers.Thread, link, cancellationToken);
        await waits.ReleaseAsync(connection.Location, target.Mailbox.Id, headers.Thread, waiting, cancellationToken);

        var prepared = await contents.PrepareAsync(connection.Location, id, kept.Content, cancellationToken);
        await parts.SaveAsync(connection.Location, id, kept.Mime, kept.Content.Attachments, kept.KeepsMime, cancellationToken);

        var copy = Copy(target, connected, headers);
        var marker = await outbox.AnnounceAsync(id.Conversation, cancellationToken);
        var committed = await conversations.CommitAsync(
            id,
            thread.Owner,
            marker,
            before => before is null
                ? new MessageCommit(Build(id, thread, connected, headers, kept) with { Copies = [copy] }, CrmEventType.MessageSynced, prepared)
                {
                    Created = made,
                    Seen = decision.Thread is null ? null : match?.State,
                }
                : AddCopy(before, copy, headers, kept),
            isNew,
            cancellationToken,
            fence: () => mailboxes.IsCurrentAsync(connection, cancellationToken));
        if (committed is null)
        {
            // R27: where the whole location is gone, nobody will come by again for what led to the message.
            if (await directory.GetLocationAsync(connection.Location, cancellationToken) is null)
                await ForgetAsync(target, connected, headers, id.Conversation, cancellationToken);
            return null;
        }

        if (headers.Placement.HasFlag(Placement.Sent) && headers.Envelope.MessageId is { } sentAs)
            await reported.SettleAsync(connected, sentAs, () => mailboxes.IsCurrentAsync(connection, cancellationToken), cancellationToken);

        var indexed = new IndexedMessage(
            id, decision.Reason, decision.Rule, time.GetUtcNow(), headers.ReceivedAt, headers.Envelope.MessageId)
        {
            Addresses = DecisionAddresses.Of(keys, connection.Location, headers.Envelope),
        };
        await index.SaveAsync(connection, headers.Id, indexed, cancellationToken);
        return indexed;
    }

    /// <summary>R27: takes back what an attempt wrote before it found the conversation closed. May be repeated.</summary>
    public async Task TakeBackAsync(
        SyncTarget target, ConnectedLocation connected, MessageHeaders headers, ConversationKey conversation, CancellationToken cancellationToken)
    {
        // A contact that is missing may have had another conversation; then nothing has been written.
        if (await conversations.IsErasedAsync(conversation, cancellationToken))
            await ForgetAsync(target, connected, headers, conversation, cancellationToken);
    }

    private async Task ForgetAsync(
        SyncTarget target, ConnectedLocation connected, MessageHeaders headers, ConversationKey conversation, CancellationToken cancellationToken)
    {
        var location = connected.Connection.Location;
        var id = MessageId.Create(conversation, headers.ReceivedAt, Unique(connected, headers));
        if (headers.Envelope.MessageId is { } messageId)
        {
            // The claim says under which id it was stored, for as long as it stands.
            var claimed = await threads.FindSameAsync(location, messageId, MessageFingerprint.Of(headers.Envelope), cancellationToken);
            if (claimed?.Message is { } known && known.Conversation == conversation)
                await contents.DeleteAsync(location, known, cancellationToken);
            await threads.ForgetMessageIdAsync(location, messageId, conversation, cancellationToken);
        }
        await threads.ForgetProviderThreadAsync(location, target.Mailbox.Id, headers.Thread, conversation, cancellationToken);
        await contents.DeleteAsync(location, id, cancellationToken);
    }

    private string Unique(ConnectedLocation connected, MessageHeaders headers)
    {
        var (location, mailbox) = (connected.Connection.Location, connected.Connection.Mailbox);
        return headers.Envelope.MessageId is null
            ? keys.Unique(location, mailbox.Value, headers.Id.Value)
            : keys.Unique(location, MessageFingerprint.Of(headers.Envelope));
    }

    private async Task<ConversationKey> ConversationAsync(
        LocationId location, ContactId owner, KnownThread? thread, CancellationToken cancellationToken)
    {
        if (thread is not null)
            return conversations.KeyOf(location, thread);
        return await directory.GetContactAsync(location, owner, cancellationToken) is { } contact
            ? contact.Conversation
            : throw new ConversationErasedException(keys.ConversationOf(location, owner));
    }

    /// <summary>
    /// Which message this is (R26). With a Message-ID the first claim decides, so that copies in several mailboxes meet in one message; without one a
    /// mail is its own, whatever it resembles.
    /// </summary>
    private async Task<(MessageId Id, KnownThread Thread, bool IsNew)> ClaimAsync(
        ConnectedLocation connected, MessageHeaders headers, ContactId owner, ConversationKey conversation, KnownThread? known, ThreadMatch? match, CancellationToken cancellationToken)
    {
        var location = connected.Connection.Location;
        var envelope = headers.Envelope;
        var fingerprint = MessageFingerprint.Of(envelope);
        var unique = Unique(connected, headers);

        // A mail without a Message-ID has no claim to keep what one attempt has found: it stands at the provider's time.
        var at = envelope.MessageId is null
            ? headers.ReceivedAt
            : MessagePlace.Of(headers.ReceivedAt, match?.Thread?.Message?.At, match?.Missing ?? ThreadMatcher.Ancestors(envelope).Count);
        var id = MessageId.Create(conversation, at, unique);
        var thread = new KnownThread(known?.Thread ?? new ThreadId(unique), owner, headers.ReceivedAt) { Conversation = conversation };
        if (envelope.MessageId is not { } messageId)
            return (id, thread, false);

        var claimed = await threads.ClaimAsync(location, messageId, fingerprint, id, thread, cancellationToken);
        await waits.ReleaseAsync(location, messageId, claimed.Waiting, cancellationToken);
        return (claimed.Message, claimed.Thread, claimed.IsFirst);
    }

    private SyncedMessage Build(
        MessageId id, KnownThread thread, ConnectedLocation connected, MessageHeaders headers, KeptMail kept)
    {
        var envelope = headers.Envelope;
        var outbound = headers.Placement.HasFlag(Placement.Sent);
        return new SyncedMessage
        {
            Id = id,
            Location = connected.Connection.Location,
            Contact = thread.Owner,
            Thread = thread.Thread,
            Direction = outbound ? Direction.Outbound : Direction.Inbound,
            Origin = MessageOrigin.Mailbox,
            Status = outbound ? MessageStatus.Sent : MessageStatus.Received,
            From = envelope.From is [var from, ..] ? from : null,
            To = logging.Without(envelope.To),
            Cc = logging.Without(envelope.Cc),
            Bcc = logging.Without(envelope.Bcc),
            Subject = envelope.Subject,
            SentAt = headers.ReceivedAt,
            Automatic = envelope.IsAutomatic,
            Attachments = kept.Content.Attachments,
            MessageIdHeader = envelope.MessageId,
            References = envelope.References.Count > 0 ? envelope.References : envelope.InReplyTo is [var parent] ? [parent] : [],
            RawKept = kept.KeepsMime,
        };
    }

    /// <summary>R26: the sender's own copy knows more than the others, whichever of them came first: that it is outbound, and who got it blind.</summary>
    private MessageCommit? AddCopy(SyncedMessage before, MailboxCopy copy, MessageHeaders headers, KeptMail kept)
    {
        if (before.Copies.Any(c => c.Mailbox == copy.Mailbox && c.User == copy.User))
            return null;
        var after = KeptParts.Joined(before, kept) with { Copies = [.. before.Copies, copy] };
        if (headers.Placement.HasFlag(Placement.Sent) && before.Status == MessageStatus.Received)
        {
            after = after with
            {
                Direction = Direction.Outbound,
                Status = MessageStatus.Sent,
                Bcc = logging.Without(headers.Envelope.Bcc),
            };
        }
        return new MessageCommit(after, CrmEventType.MessageUpdated);
    }

    private MailboxCopy Copy(SyncTarget target, ConnectedLocation connected, MessageHeaders headers) => new(
        connected.Connection.User,
        target.Mailbox.Id,
        target.Mailbox.Provider,
        headers.Id,
        headers.Thread,
        Read: !headers.Placement.HasFlag(Placement.Unread),
        Trashed: headers.Placement.HasFlag(Placement.Trash),
        Deleted: false)
    {
        // The page that brought it may come a second time, and be older than what has just been read.
        BelievesFrom = time.GetUtcNow(),
    };
}
