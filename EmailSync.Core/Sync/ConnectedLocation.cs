using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Sync;

public sealed record ConnectedLocation(Connection Connection, Location Location)
{
    /// <summary>The location has somewhere to send its events.</summary>
    public bool TellCrm => Location.Webhook is not null;
}
