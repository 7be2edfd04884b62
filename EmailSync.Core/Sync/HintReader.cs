using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Sync;

/// <summary>
/// Reads messages that notifications named and no feed of this round has shown: mail that a rule has filed into a folder is there at once, although
/// that folder is looked at only now and then. A hint that leads nowhere is forgotten; the folder's own feed is the truth.
/// </summary>
public sealed partial class HintReader(IMailProviders providers, MessageIndex index, ILogger<HintReader> logger)
{
    /// <summary>A step of a round must end soon; what is left over follows in the next.</summary>
    public const int MaxPerStep = 20;

    public async Task<IReadOnlyList<MessageChange>> ReadAsync(SyncTarget target, IEnumerable<string> hints, CancellationToken cancellationToken)
    {
        var found = new List<MessageChange>();
        foreach (var hint in hints)
        {
            var message = new ProviderMessageId(hint);
            if (await IsSyncedAsync(target, message, cancellationToken))
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

    private async Task<bool> IsSyncedAsync(SyncTarget target, ProviderMessageId message, CancellationToken cancellationToken)
    {
        foreach (var connected in target.Connections)
        {
            if (await index.FindAsync(connected.Connection, message, cancellationToken) is null)
                return false;
        }
        return true;
    }

    [LoggerMessage(2015, LogLevel.Information, "Mailbox {Mailbox}: a message that a notification named could not be read now ({Kind}, {Code}); its feed will show it")]
    private static partial void LogLost(ILogger logger, MailboxId mailbox, MailProviderFailure kind, string code);
}
