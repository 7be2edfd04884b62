using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Sync;

public sealed record ConnectedLocation(Connection Connection, Location Location);
