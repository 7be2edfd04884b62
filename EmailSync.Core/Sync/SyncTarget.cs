using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Sync;

/// <summary>A mailbox with everybody it is read for; loaded once per piece of work.</summary>
public sealed record SyncTarget(Mailbox Mailbox, IReadOnlyList<ConnectedLocation> Connections)
{
    /// <summary>Connections that are paused: nothing is done for them now, and they count as connected all the same.</summary>
    public IReadOnlyList<Connection> Paused { get; init; } = [];

    /// <summary>Its feeds, as they were when it was loaded.</summary>
    public IReadOnlyList<StoredCursor> Cursors { get; init; } = [];

    public IReadOnlyList<LocationId> PausedIn => [.. Paused.Select(c => c.Location)];

    public bool MultiLocation => Connections.Select(c => c.Connection.Location).Union(PausedIn).Count() > 1;

    public AssignmentPolicy AssignmentFor(Location location) =>
        Mailbox.Provider == MailProviderName.Gmail ? location.Settings.GmailAssignment : location.Settings.OutlookAssignment;

    /// <summary>R16: a setting for Outlook mailboxes only.</summary>
    public bool IsTwoWay(Location location) => Mailbox.Provider != MailProviderName.Outlook || location.Settings.OutlookTwoWaySync;
}
