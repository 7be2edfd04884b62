using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Sync;

/// <summary>Loads <see cref="SyncTarget"/>.</summary>
public sealed class SyncTargets(MailboxStore mailboxes, DirectoryStore directory)
{
    /// <summary>Null when the mailbox is unknown, not connected, or nobody is connected to it any more: there is nothing to do for it.</summary>
    public async Task<SyncTarget?> FindAsync(MailboxId id, CancellationToken cancellationToken)
    {
        var (found, current) = await mailboxes.FindConnectedAsync(id, cancellationToken);
        if (found is not { Status: MailboxStatus.Connected } mailbox)
            return null;
        var connections = new List<ConnectedLocation>();
        foreach (var connection in current)
        {
            if (await directory.GetLocationAsync(connection.Location, cancellationToken) is { } location)
                connections.Add(new ConnectedLocation(connection, location));
        }
        return connections.Count == 0 ? null : new SyncTarget(mailbox, connections);
    }
}
