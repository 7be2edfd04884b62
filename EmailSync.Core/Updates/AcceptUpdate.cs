using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Updates;

/// <summary>Takes in what the CRM wants of a user's copy (R25): once the wish stands in the message it is carried out or given up with a cause, whoever dies.</summary>
public sealed class AcceptUpdate(
    DirectoryStore directory, MailboxStore mailboxes, ConversationStore conversations, CrmOutbox outbox, UpdateWork work, TimeProvider time)
{
    public async Task<UpdateAcceptance> AcceptAsync(
        LocationId location, MessageId id, UserId user, bool? read, bool? trashed, CancellationToken cancellationToken)
    {
        if (await conversations.GetVisibleAsync(location, id, cancellationToken) is not { } message)
            return new UpdateAcceptance.UnknownMessage();
        if (message.Copies.All(c => c.User != user))
            return new UpdateAcceptance.Refused("no_mailbox_copy", "The user has no copy of this message in a mailbox.");
        var connection = await mailboxes.GetConnectionAsync(location, user, cancellationToken);
        if (connection is null || message.Copies.FirstOrDefault(c => c.User == user && c.Mailbox == connection.Mailbox) is not { } copy)
            return new UpdateAcceptance.Refused(UpdateRefusals.NotConnected, "The mailbox that has the user's copy is not connected.");
        if (UpdateRefusals.Of(connection, await mailboxes.GetAsync(connection.Mailbox, cancellationToken)) is { } code)
            return new UpdateAcceptance.Refused(code, "The mailbox takes no changes now; its status says why.");
        if (copy.Deleted)
            return new UpdateAcceptance.Refused(UpdateRefusals.Deleted, "The message was deleted for good in the user's mailbox.");
        if (CopyState.Wishing(copy, read, trashed, time.GetUtcNow(), connection.Generation) == copy)
            return new UpdateAcceptance.Accepted(copy.Wish is not null);

        var isToBeTold = await directory.GetLocationAsync(location, cancellationToken) is not null;
        await work.ExpectAsync(id, cancellationToken);
        DateTimeOffset? marker = isToBeTold ? await outbox.AnnounceAsync(id.Conversation, cancellationToken) : null;
        var after = await WishAsync(message, copy, connection.Generation, read, trashed, marker, cancellationToken);
        return after is null
            ? new UpdateAcceptance.UnknownMessage()
            : new UpdateAcceptance.Accepted(after.Copies.Any(c => c.User == copy.User && c.Mailbox == copy.Mailbox && c.Wish is not null));
    }

    /// <summary>Null when the conversation has been erased meanwhile (R27).</summary>
    private async Task<SyncedMessage?> WishAsync(
        SyncedMessage message, MailboxCopy copy, string generation, bool? read, bool? trashed, DateTimeOffset? marker, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        try
        {
            return await conversations.CommitAsync(
                message.Id,
                message.Contact,
                marker,
                before =>
                {
                    if (before?.Copies.FirstOrDefault(c => c.User == copy.User && c.Mailbox == copy.Mailbox) is not { } known)
                        return null;
                    var wishing = CopyState.Wishing(known, read, trashed, now, generation);
                    return wishing == known
                        ? null
                        : new MessageCommit(before.With(known, wishing), CopyState.Shows(known, wishing) ? CrmEventType.MessageUpdated : null);
                },
                cancellationToken);
        }
        catch (ConversationErasedException)
        {
            return null;
        }
    }
}
