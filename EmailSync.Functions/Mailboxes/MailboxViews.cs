using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Functions.Http.Contracts;

namespace EmailSync.Functions.Mailboxes;

/// <summary>A connection and its mailbox as the CRM sees them (R2).</summary>
public sealed class MailboxViews(LoggingAddresses logging, TimeProvider time)
{
    public MailboxView Show(ConnectionState state, Mailbox mailbox)
    {
        var standing = MailboxStanding.Of(state, mailbox);
        return new MailboxView(
            mailbox.Provider,
            mailbox.Address,
            standing.Status,
            standing.Reason,
            standing.Since,
            standing.Action,
            mailbox.WatchExpiresAt > time.GetUtcNow() ? "push" : "polling",
            state.Connection.ConnectedAt,
            mailbox.LastSyncedAt,
            mailbox.WatchExpiresAt,
            logging.Of(state.Connection.Location, state.Connection.User),
            mailbox.LastError);
    }
}
