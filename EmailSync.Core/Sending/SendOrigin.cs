using EmailSync.Core.Providers;
using EmailSync.Core.Sync;

namespace EmailSync.Core.Sending;

/// <summary>The mailbox that a mail goes out from, and the connection that it was accepted for.</summary>
public sealed record SendOrigin(IMailProvider Provider, SyncTarget Target, ConnectedLocation Connected);
