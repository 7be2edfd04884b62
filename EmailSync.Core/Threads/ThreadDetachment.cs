using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Providers;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;

namespace EmailSync.Core.Threads;

/// <summary>
/// R22: a mail that the CRM of one location sends from a shared mailbox belongs to that location alone, and so does what follows. The other locations
/// note the mail as one to keep out of, and their thread that it answers ends there. May be repeated.
/// </summary>
public sealed class ThreadDetachment(
    ThreadLookup lookup,
    ThreadIndex threads,
    MailboxStore mailboxes,
    DirectoryStore directory,
    ConversationStore conversations,
    IMailProviders providers,
    CrmOutbox outbox,
    TimeProvider time)
{
    /// <summary>
    /// The mail has just left: an answer to it, or more of what it answers, may be read before the sent copy. The sent copy says the exact time.
    /// </summary>
    /// <param name="sent">Where the copy is, as far as the provider says so.</param>
    public async Task AnnounceAsync(SendEntry send, SentMessage? sent, CancellationToken cancellationToken)
    {
        var connections = await mailboxes.ConnectionsOfAsync(send.Mailbox, cancellationToken);
        var others = connections.Select(c => c.Location).Where(l => l != send.Location).Distinct().ToList();
        if (others.Count == 0 || await mailboxes.GetAsync(send.Mailbox, cancellationToken) is not { } mailbox)
            return;

        // Compared with the times that the provider gives, and so as coarse as they are.
        var now = time.GetUtcNow();
        var at = now.AddTicks(-(now.UtcTicks % providers[mailbox.Provider].ReceivedPrecision.Ticks));
        var copy = new MessageHeaders(
            sent?.Id ?? default, sent?.Thread ?? default, Placement.Sent, at, StartsThread: sent is null, new Envelope());
        foreach (var other in others)
        {
            var isToBeTold = await directory.GetLocationAsync(other, cancellationToken) is not null;
            await EndThreadAsync(send, other, isToBeTold, copy, cancellationToken);
            if (sent is not null)
                await threads.MarkElsewhereAsync(other, send.Mailbox, sent.Thread, at, cancellationToken);
        }
    }

    /// <param name="send">What the ledger says of the mail.</param>
    /// <param name="sent">The sender's own copy in Sent.</param>
    public async Task DetachAsync(SendEntry send, ConnectedLocation other, MessageHeaders sent, CancellationToken cancellationToken)
    {
        var location = other.Location.Id;
        await EndThreadAsync(send, location, isToBeTold: true, sent, cancellationToken);

        // After the thread: a repeated call has to find it, and these marks stand before it.
        if (sent.Envelope.MessageId is { } messageId)
            await threads.MarkElsewhereAsync(location, messageId, sent.ReceivedAt, cancellationToken);
        await threads.MarkElsewhereAsync(location, send.Mailbox, sent.Thread, sent.ReceivedAt, cancellationToken);
    }

    private async Task EndThreadAsync(SendEntry send, LocationId other, bool isToBeTold, MessageHeaders sent, CancellationToken cancellationToken)
    {
        // Graph gives no References of sent mail; what the CRM sent, we know.
        var message = await conversations.GetAsync(send.Location, send.Message, cancellationToken);
        var answering = sent with { Envelope = sent.Envelope with { References = message?.References ?? sent.Envelope.References } };
        var match = await lookup.FindAsync(other, send.Mailbox, shared: true, answering, cancellationToken);
        if (match?.Thread is not { } thread)
            return;
        DateTimeOffset? marker = isToBeTold ? await outbox.AnnounceAsync(conversations.KeyOf(other, thread), cancellationToken) : null;
        await conversations.DetachAsync(other, thread, sent.ReceivedAt, marker, cancellationToken);
    }
}
