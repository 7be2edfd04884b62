using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Sync;

/// <summary>
/// Reads messages that notifications named and no feed of this round has shown: mail that a rule has filed into a folder is there at once, although
/// that folder is looked at only now and then, and what is synced already and changed out of sight, in Deleted Items above all, is asked how it is (R25). A
/// hint that leads nowhere is forgotten; the folder's own feed is the truth.
/// </summary>
public sealed partial class HintReader(IMailProviders providers, MessageIndex index, TimeProvider time, ILogger<HintReader> logger)
{
    /// <summary>A step of a round must end soon; what is left over follows in the next.</summary>
    public const int MaxPerStep = 20;

    /// <summary>What is named so soon after it was synced is its own arrival, told late or twice: asking each would double the calls for new mail.</summary>
    public static readonly TimeSpan Arrival = TimeSpan.FromMinutes(2);

    public async Task<IReadOnlyList<MessageChange>> ReadAsync(SyncTarget target, IEnumerable<string> hints, CancellationToken cancellationToken)
    {
        var found = new List<MessageChange>();
        var now = time.GetUtcNow();
        var named = hints.ToList();
        if (named.Exists(Hint.IsNewest))
            found.AddRange(await NewestAsync(target, cancellationToken));
        var shown = found.Select(change => change.Id.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var hint in named.Where(hint => !Hint.IsNewest(hint)).GroupBy(Hint.IdOf).Where(hint => !shown.Contains(hint.Key)))
        {
            var message = new ProviderMessageId(hint.Key);
            var synced = await FindSyncedAsync(target, message, cancellationToken);
            if (synced.Any(s => hint.Any(Hint.IsRemoved) || s.DecidedAt < now - Arrival))
                found.Add(new MessageChange(message, null, MessageChangeKind.StateChanged) { News = StateNews.Open });
            if (synced.Count == target.Connections.Count || hint.All(Hint.IsRemoved))
                continue;
            try
            {
                if (await providers[target.Mailbox.Provider].ReadHintAsync(target.Mailbox.Id, message, cancellationToken) is { } change)
                    found.Add(change);
            }
            catch (MailProviderException e) when (e.Kind != MailProviderFailure.AuthorizationLost)
            {
                LogLost(logger, target.Mailbox.Id, e.Kind, e.Code);
                if (e.Kind == MailProviderFailure.Throttled)
                    break;
            }
        }
        return found;
    }

    /// <summary>One page, oldest first as a feed's page is. What has come in beyond it is for the feeds.</summary>
    private async Task<IReadOnlyList<MessageChange>> NewestAsync(SyncTarget target, CancellationToken cancellationToken)
    {
        try
        {
            var since = target.Connections.Min(c => c.Connection.ConnectedAt);
            return (await providers[target.Mailbox.Provider].ListSinceAsync(target.Mailbox.Id, since, null, null, cancellationToken)).Messages.Reverse().ToList();
        }
        catch (MailProviderException e) when (e.Kind != MailProviderFailure.AuthorizationLost)
        {
            LogLost(logger, target.Mailbox.Id, e.Kind, e.Code);
            return [];
        }
    }

    private async Task<IReadOnlyList<IndexedMessage>> FindSyncedAsync(SyncTarget target, ProviderMessageId message, CancellationToken cancellationToken)
    {
        var synced = new List<IndexedMessage>();
        foreach (var connected in target.Connections)
        {
            if (await index.FindAsync(connected.Connection, message, cancellationToken) is { } indexed)
                synced.Add(indexed);
        }
        return synced;
    }

    [LoggerMessage(2015, LogLevel.Information, "Mailbox {Mailbox}: a message that a notification named could not be read now ({Kind}, {Code}); its feed will show it")]
    private static partial void LogLost(ILogger logger, MailboxId mailbox, MailProviderFailure kind, string code);
}
