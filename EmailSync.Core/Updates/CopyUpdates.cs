using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Updates;

/// <summary>
/// Takes changes of read state, trash and deletion from a mailbox over into each location's copy (R25). Mail that is synced nowhere costs a look into the
/// index and no call; a page that says what changed costs none either, unless the CRM itself has changed the message a moment ago.
/// </summary>
public sealed partial class CopyUpdates(
    IMailProviders providers,
    MessageIndex index,
    MailboxStore mailboxes,
    ConversationStore conversations,
    CrmOutbox outbox,
    TimeProvider time,
    ILogger<CopyUpdates> logger)
{
    /// <summary>Some location's copy is otherwise, or has to be asked. Writes and calls nothing.</summary>
    public async Task<bool> AreNewAsync(SyncTarget target, ProviderMessageId message, StateNews news, CancellationToken cancellationToken)
    {
        foreach (var connected in target.Connections)
        {
            if (await FindAsync(target, connected, message, cancellationToken) is var (_, copy) && (CopyState.MustAsk(copy, news) || CopyState.After(copy, news) != copy))
                return true;
        }
        return false;
    }

    /// <returns>Conversations that may have something to tell the CRM.</returns>
    /// <exception cref="MailProviderException">The message could not be asked; repeating takes up where this ended.</exception>
    public async Task<IReadOnlyList<ConversationKey>> TakeOverAsync(
        SyncTarget target, ProviderMessageId message, StateNews news, CancellationToken cancellationToken)
    {
        var told = new List<ConversationKey>();
        foreach (var connected in target.Connections)
        {
            while (await FindAsync(target, connected, message, cancellationToken) is var (stored, copy))
            {
                if (CopyState.MustAsk(copy, news))
                    news = await AskAsync(target, message, cancellationToken);
                if (CopyState.After(copy, news) == copy || !await SaveAsync(connected, stored, copy, news, told, cancellationToken))
                    break;
            }
        }
        return told;
    }

    /// <summary>Null where the location has no such copy: the message is not synced, or this is another mail of the same mailbox with the same content.</summary>
    private async Task<(SyncedMessage Message, MailboxCopy Copy)?> FindAsync(
        SyncTarget target, ConnectedLocation connected, ProviderMessageId message, CancellationToken cancellationToken)
    {
        if (await index.FindAsync(connected.Connection, message, cancellationToken) is not { } indexed)
            return null;
        var stored = await conversations.GetAsync(connected.Location.Id, indexed.Message, cancellationToken);
        var copy = stored?.Copies.FirstOrDefault(
            c => c.Mailbox == target.Mailbox.Id && c.User == connected.Connection.User && c.ProviderMessage == message);
        return copy is null ? null : (stored!, copy);
    }

    private async Task<StateNews> AskAsync(SyncTarget target, ProviderMessageId message, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        try
        {
            var state = await providers[target.Mailbox.Provider].GetStateAsync(target.Mailbox.Id, message, cancellationToken);
            return StateNews.Of(state.Placement) with { At = now, IsAsked = true };
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.NotFound)
        {
            return StateNews.Gone with { At = now };
        }
    }

    /// <returns>False when it is done with, true when somebody else changed the copy meanwhile and the news have to be weighed again.</returns>
    private async Task<bool> SaveAsync(
        ConnectedLocation connected, SyncedMessage stored, MailboxCopy copy, StateNews news, List<ConversationKey> told, CancellationToken cancellationToken)
    {
        var shows = CopyState.Shows(copy, CopyState.After(copy, news));
        DateTimeOffset? marker = shows ? await outbox.AnnounceAsync(stored.Id.Conversation, cancellationToken) : null;
        var isStale = false;
        var after = await conversations.CommitAsync(
            stored.Id,
            stored.Contact,
            marker,
            before =>
            {
                isStale = before is not null && before.Copies.FirstOrDefault(c => c.User == copy.User && c.Mailbox == copy.Mailbox) != copy;
                return before is null || isStale
                    ? null
                    : new MessageCommit(before.With(copy, CopyState.After(copy, news)), shows ? CrmEventType.MessageUpdated : null);
            },
            isNew: false,
            cancellationToken,

            // R6: a connection that has ended takes no more updates.
            fence: () => mailboxes.IsCurrentAsync(connected.Connection, cancellationToken));
        if (after is not null && !isStale && shows)
        {
            told.Add(stored.Id.Conversation);
            LogTaken(logger, connected.Connection.Mailbox, stored.Id.Value);
        }
        return isStale;
    }

    [LoggerMessage(2021, LogLevel.Information, "Mailbox {Mailbox}: the state of message {Message} changed there")]
    private static partial void LogTaken(ILogger logger, Mailboxes.MailboxId mailbox, string message);
}
