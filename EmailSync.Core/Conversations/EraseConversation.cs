using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Conversations;

/// <summary>
/// R27: deletes a contact and erases its conversation, in bounded steps that may each be repeated. First the contact is gone and its conversation closed;
/// then what leads to a message goes before the message, so that an interrupted step finds it again. Mail of the contact is unknown from then on.
/// </summary>
public sealed class EraseConversation(
    DirectoryStore directory,
    ContactRemoval removal,
    ErasureStore erasures,
    MailboxStore mailboxes,
    FillInStore fillIns,
    AutomaticSenders automatic,
    SuppressionStore suppressions,
    EventLogStore events,
    WebhookRemains webhooks,
    ContentStore contents,
    BatchContents batches,
    ErasedMessages messages,
    ErasedSends sends,
    DueStore due,
    TimeProvider time)
{
    private const int StepSize = 50;

    /// <summary>Should the call that deletes the contact die before it has started the rest.</summary>
    private static readonly TimeSpan grace = TimeSpan.FromMinutes(1);

    /// <returns>The subject of the erasure, to be gone on with; null when there is no such contact.</returns>
    public async Task<string?> BeginAsync(LocationId location, ContactId id, CancellationToken cancellationToken) =>
        (await BeginAsync(location, id, Precondition.None, cancellationToken)).Subject;

    /// <returns>As <see cref="BeginAsync(LocationId, ContactId, CancellationToken)"/>; and whether the contact is there and the condition does not hold for it.</returns>
    public async Task<(string? Subject, bool IsRefused)> BeginAsync(
        LocationId location, ContactId id, Precondition precondition, CancellationToken cancellationToken)
    {
        // One whose conversation is just being taken over is as good as gone.
        while (await directory.GetContactAsync(location, id, cancellationToken) is { AdoptedBy: null } contact)
        {
            if (!precondition.Holds(contact.Version))
                return (null, true);
            var now = time.GetUtcNow();
            var subject = erasures.SubjectOf(location, id, contact.Conversation);
            await due.ScheduleAsync(DueKind.Erase, subject, now + grace, cancellationToken);
            if (await removal.RemoveContactAsync(location, id, contact.Conversation, now, precondition, cancellationToken) is not { } erasure)
                continue;
            await erasures.CloseAsync(erasure, cancellationToken);
            return (subject, false);
        }
        return (null, false);
    }

    /// <returns>True when there is more to do at once.</returns>
    public async Task<bool> StepAsync(string subject, CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        if (await erasures.FindAsync(subject, cancellationToken) is not { } erasure)
        {
            // The contact still stands: the call died right before it was taken out.
            await due.CancelDueAsync(DueKind.Erase, subject, began, cancellationToken);
            return false;
        }
        if (erasure.EmptiedAt is { } emptied)
            return await EndAsync(subject, erasure, emptied + Erasure.ClosedFor, began, cancellationToken);

        if (await EmptyAsync(subject, erasure, cancellationToken))
            return true;
        await due.ScheduleAsync(DueKind.Erase, subject, began + Erasure.ClosedFor, cancellationToken);
        await NoteEmptyAsync(subject, erasure, began, cancellationToken);
        await due.CancelDueAsync(DueKind.Erase, subject, began + grace, cancellationToken);
        return false;
    }

    /// <summary>A step of it, whoever drives it. True when there is more.</summary>
    internal async Task<bool> EmptyAsync(string subject, Erasure erasure, CancellationToken cancellationToken)
    {
        await erasures.CloseAsync(erasure, cancellationToken);
        return await ForgetAddressesAsync(subject, erasure, cancellationToken)
            || await EraseMessagesAsync(erasure, cancellationToken)
            || await ForgetEventsAsync(subject, erasure, cancellationToken)
            || await erasures.RemoveRestAsync(erasure.Conversation, StepSize, cancellationToken)
            || await EraseBlobsAsync(BlobsAsync(subject, erasure, cancellationToken), erasure.Location, cancellationToken);
    }

    internal Task NoteEmptyAsync(string subject, Erasure erasure, DateTimeOffset now, CancellationToken cancellationToken) =>
        erasures.SaveAsync(subject, erasure with { Contact = new ContactId(""), EmptiedAt = now }, cancellationToken);

    /// <summary>The conversation's own events lead to what was noted of them: those go last.</summary>
    private async Task<bool> ForgetEventsAsync(string subject, Erasure erasure, CancellationToken cancellationToken)
    {
        var contact = ErasureStore.PartitionOf(subject);
        await webhooks.ForgetAsync(erasure.Location, contact, erasure.Conversation, cancellationToken);
        return await events.ForgetAsync(erasure.Location, contact, erasure.Conversation, StepSize, cancellationToken);
    }

    /// <summary>What was under way when the conversation was closed may have put a blob or an event there after the first look.</summary>
    private async Task<bool> EndAsync(string subject, Erasure erasure, DateTimeOffset opensAt, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (now >= opensAt)
        {
            if (await ForgetEventsAsync(subject, erasure, cancellationToken)
                || await EraseBlobsAsync(BlobsAsync(subject, erasure, cancellationToken), erasure.Location, cancellationToken))
                return true;
            await erasures.OpenAsync(erasure.Conversation, cancellationToken);
            var later = await removal.LoseContactAsync(
                erasure.Location, ErasureStore.PartitionOf(subject), ErasureStore.RowOf(erasure), Erasure.ClosedFor, cancellationToken);
            if (later is { } at)
                await due.ScheduleAsync(DueKind.Erase, subject, at, cancellationToken);
            else
                await erasures.RemoveAsync(subject, cancellationToken);
        }
        else
        {
            await due.ScheduleAsync(DueKind.Erase, subject, opensAt, cancellationToken);
        }
        await due.CancelDueAsync(DueKind.Erase, subject, now, cancellationToken);
        return false;
    }

    private async Task<bool> ForgetAddressesAsync(string subject, Erasure erasure, CancellationToken cancellationToken)
    {
        if (erasure.Addresses.Count == 0)
            return false;
        var unused = await removal.ForgetAddressesAsync(erasure.Location, erasure.Contact, erasure.Addresses, cancellationToken);
        var connected = await mailboxes.ConnectionsInAsync(erasure.Location, cancellationToken);
        foreach (var address in unused)
        {
            await automatic.ForgetAsync(erasure.Location, address, cancellationToken);
            await suppressions.ForgetAddressAsync(erasure.Location, address, cancellationToken);
            foreach (var mailbox in connected.Select(c => c.Mailbox).Distinct())
                await fillIns.CancelAsync(mailbox, erasure.Location, address, cancellationToken);
        }
        await erasures.SaveAsync(subject, erasure with { Addresses = [] }, cancellationToken);
        return true;
    }

    private async Task<bool> EraseMessagesAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        var page = await erasures.ListMessagesAsync(erasure.Conversation, StepSize, cancellationToken);
        foreach (var message in page)
        {
            if (message.Origin == MessageOrigin.Crm && await contents.ReadRawAsync(erasure.Location, message.Id, cancellationToken) is { } mime)
                await sends.EraseAsync(message.Id, mime, cancellationToken);
            await messages.ForgetAsync(message, cancellationToken);
            await contents.DeleteAsync(erasure.Location, message.Id, cancellationToken);
            await erasures.RemoveMessageAsync(erasure.Location, message.Id, cancellationToken);
        }
        return page.Count > 0;
    }

    /// <summary>Those of the conversation, and what batches that wait would tell the contact alone.</summary>
    private IAsyncEnumerable<string> BlobsAsync(string subject, Erasure erasure, CancellationToken cancellationToken) =>
        contents.ListAsync(erasure.Location, erasure.Conversation, cancellationToken)
            .Concat(batches.ListOwnAsync(erasure.Location, ErasureStore.PartitionOf(subject), erasure.BeganAt, cancellationToken));

    /// <summary>Blobs without a message: of mail that was being stored, or accepted to be sent, when the conversation was closed. They tell what leads to it.</summary>
    internal async Task<bool> EraseBlobsAsync(IAsyncEnumerable<string> names, LocationId location, CancellationToken cancellationToken)
    {
        var done = 0;
        await foreach (var name in names)
        {
            if (await contents.ReadRawAsync(name, cancellationToken) is { } raw)
            {
                await sends.EraseAsync(raw.Message, raw.Mime, cancellationToken);
                if (EnvelopeReader.FromMime(raw.Mime).MessageId is { } messageId)
                    await messages.ForgetAsync(location, messageId, raw.Message.Conversation, cancellationToken);
            }
            if (ContentStore.MessageOf(name) is { } message)
                await erasures.UnlistAsync(location, message, cancellationToken);
            await contents.DeleteAsync(name, cancellationToken);
            if (++done == StepSize)
                return true;
        }
        return false;
    }
}
