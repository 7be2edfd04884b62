using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;

namespace EmailSync.Core.Sending;

/// <summary>Finds the connection that a mail was accepted for. One that may have gone out is still recorded while the ended connection is wound up (R6).</summary>
public sealed class SendOrigins(MailboxStore mailboxes, ConnectionStore connections, DirectoryStore directory, IMailProviders providers)
{
    /// <summary>Null when the connection is gone: what has not gone out is not sent any more.</summary>
    public async Task<SendOrigin?> FindAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        var mailbox = await mailboxes.GetAsync(entry.Mailbox, cancellationToken);
        var location = await directory.GetLocationAsync(entry.Location, cancellationToken);
        if (mailbox is null || location is null || await ConnectionAsync(entry, cancellationToken) is not { } connection)
            return null;
        var connected = new ConnectedLocation(connection, location);
        return new SendOrigin(providers[mailbox.Provider], new SyncTarget(mailbox, [connected]), connected);
    }

    public async Task<Connection?> ConnectionAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        var current = await mailboxes.GetConnectionAsync(entry.Location, entry.User, cancellationToken);
        if (current?.Mailbox == entry.Mailbox && (current.Generation == entry.Generation || entry.HasBegunToLeave))
            return current;
        return entry.HasBegunToLeave
            ? (await connections.FindEndedAsync(entry.Location, entry.User, entry.Generation, cancellationToken))?.Connection
            : null;
    }
}
