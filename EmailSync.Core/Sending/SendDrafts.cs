using EmailSync.Core.Conversations;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Threads;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Sending;

/// <summary>The drafts of sends in users' mailboxes: found again after a crash, put into the right thread, and never left behind.</summary>
public sealed partial class SendDrafts(
    MailboxStore mailboxes, ThreadIndex threads, ConversationStore conversations, IMailProviders providers, ILogger<SendDrafts> logger)
{
    /// <summary>A crash between making a draft and noting its id leaves one behind: it is used, and any further one is removed.</summary>
    public static async Task<DraftId?> AdoptAsync(SendEntry entry, IMailProvider provider, CancellationToken cancellationToken)
    {
        // In one order, so that two who find the same drafts do not remove each other's.
        var orphans = (await provider.FindDraftsAsync(entry.Mailbox, entry.Token, entry.AcceptedAt, cancellationToken))
            .OrderBy(d => d.Value, StringComparer.Ordinal).ToList();
        foreach (var surplus in orphans.Skip(1))
            await provider.DeleteDraftAsync(entry.Mailbox, surplus, cancellationToken);
        return orphans.Count > 0 ? orphans[0] : null;
    }

    /// <summary>The provider's thread in the sender's own mailbox (R36); null when it holds none of this thread.</summary>
    public async Task<ProviderThreadId?> ThreadAsync(SendEntry entry, ReadOnlyMemory<byte> mime, CancellationToken cancellationToken)
    {
        var envelope = Mail.EnvelopeReader.FromMime(mime);
        foreach (var ancestor in ThreadMatcher.Ancestors(envelope))
        {
            foreach (var known in (await threads.FindByMessageIdAsync(entry.Location, ancestor, cancellationToken)).Threads)
            {
                if (await CopyOfAsync(entry, known, ancestor, cancellationToken) is { } copy)
                    return copy.ProviderThread;
            }
        }
        return null;
    }

    private async Task<MailboxCopy?> CopyOfAsync(SendEntry entry, KnownThread known, string messageIdHeader, CancellationToken cancellationToken)
    {
        if (await threads.FindMessageAsync(entry.Location, messageIdHeader, known.Thread, cancellationToken) is not { } id)
            return null;
        var message = await conversations.GetAsync(entry.Location, id, cancellationToken);
        return message?.CopyIn(entry.Mailbox);
    }

    /// <summary>
    /// A mail that is not sent must not stay in the user's drafts, not even one whose making was interrupted. False when the provider could not be asked now.
    /// </summary>
    public async Task<bool> TryDiscardAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        if (entry.State == SendState.Queued || await mailboxes.GetAsync(entry.Mailbox, cancellationToken) is not { } mailbox)
            return true;
        var provider = providers[mailbox.Provider];
        try
        {
            IReadOnlyList<DraftId> found = entry.Draft is { } known
                ? [known]
                : await provider.FindDraftsAsync(entry.Mailbox, entry.Token, entry.AcceptedAt, cancellationToken);
            foreach (var draft in found)
                await provider.DeleteDraftAsync(entry.Mailbox, draft, cancellationToken);
            return true;
        }
        catch (MailProviderException e)
        {
            LogFailure(logger, entry.Message.Value, e.Kind, e.Code);
            return e.Kind is not (MailProviderFailure.Throttled or MailProviderFailure.Transient);
        }
    }

    /// <summary>Every draft of the send, also one whose id was never noted.</summary>
    public static async Task DiscardAllAsync(SendEntry entry, IMailProvider provider, CancellationToken cancellationToken)
    {
        if (entry.Draft is { } draft && await provider.DraftExistsAsync(entry.Mailbox, draft, cancellationToken))
            await provider.DeleteDraftAsync(entry.Mailbox, draft, cancellationToken);
        foreach (var orphan in await provider.FindDraftsAsync(entry.Mailbox, entry.Token, entry.AcceptedAt, cancellationToken))
            await provider.DeleteDraftAsync(entry.Mailbox, orphan, cancellationToken);
    }

    [LoggerMessage(3003, LogLevel.Warning, "Message {Message}: a draft could not be removed ({Kind}, {Code})")]
    private static partial void LogFailure(ILogger logger, string message, MailProviderFailure kind, string code);
}
