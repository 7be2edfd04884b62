using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Sync;

/// <summary>Loads <see cref="SyncTarget"/>.</summary>
public sealed class SyncTargets(MailboxStore mailboxes, DirectoryStore directory)
{
    /// <summary>Null when the mailbox is unknown, not connected, or everybody has left it or pauses: there is nothing to do for it.</summary>
    public async Task<SyncTarget?> FindAsync(MailboxId id, CancellationToken cancellationToken)
    {
        var (found, cursors, current) = await mailboxes.FindWholeAsync(id, cancellationToken);
        if (found is not { Status: MailboxStatus.Connected } mailbox)
            return null;
        var connections = new List<ConnectedLocation>();
        var paused = new List<Connection>();
        foreach (var connection in current)
        {
            if (connection.PausedAt is not null)
                paused.Add(connection);
            else if (await directory.GetLocationAsync(connection.Location, cancellationToken) is { } location)
                connections.Add(new ConnectedLocation(connection, location));
        }
        return connections.Count == 0 ? null : new SyncTarget(mailbox, connections) { Paused = paused, Cursors = cursors };
    }
}
