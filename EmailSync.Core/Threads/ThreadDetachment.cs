using EmailSync.Core.Crm;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;

namespace EmailSync.Core.Threads;

/// <summary>
/// R22: a mail that the CRM of one location sends from a shared mailbox belongs to that location alone, and so does what follows. The other locations
/// note the mail as one to keep out of, and their thread that it answers ends there. May be repeated.
/// </summary>
public sealed class ThreadDetachment(
    ThreadLookup lookup, ThreadIndex threads, MailboxStore mailboxes, ConversationStore conversations, CrmOutbox outbox)
{
    /// <param name="sent">The sender's own copy in Sent.</param>
    public async Task DetachAsync(SyncTarget target, ConnectedLocation other, MessageHeaders sent, CancellationToken cancellationToken)
    {
        var location = other.Location.Id;
        var match = await lookup.FindAsync(location, target.Mailbox.Id, shared: true, sent, cancellationToken);
        if (match?.Thread is { } thread)
        {
            if (other.TellCrm)
                await outbox.AnnounceAsync(conversations.KeyOf(location, thread.Owner), cancellationToken);
            await conversations.DetachAsync(location, thread, sent.ReceivedAt, other.TellCrm, cancellationToken);
        }

        // After the thread: a repeated call has to find it, and these marks stand before it.
        if (sent.Envelope.MessageId is { } messageId)
            await threads.MarkElsewhereAsync(location, messageId, sent.ReceivedAt, cancellationToken);
        await threads.MarkElsewhereAsync(location, target.Mailbox.Id, sent.Thread, sent.ReceivedAt, cancellationToken);
    }

    /// <summary>As soon as the provider says in which of its threads a sent mail is: an answer may be read before the sent copy.</summary>
    public async Task AnnounceAsync(
        Directory.LocationId sender, MailboxId mailbox, ProviderThreadId thread, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var others = (await mailboxes.ConnectionsOfAsync(mailbox, cancellationToken)).Select(c => c.Location).Where(l => l != sender).Distinct();
        foreach (var other in others)
        {
            var known = await threads.FindByProviderThreadAsync(other, mailbox, thread, cancellationToken);

            // A thread of its own there is ended by the copy in Sent, which says what it answers.
            if (known.Threads.Count == 0)
                await threads.MarkElsewhereAsync(other, mailbox, thread, at, cancellationToken);
        }
    }
}
