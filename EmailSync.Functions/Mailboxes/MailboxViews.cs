using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http.Contracts;

namespace EmailSync.Functions.Mailboxes;

/// <summary>A connection and its mailbox as the CRM sees them (R2).</summary>
public sealed class MailboxViews(LoggingAddresses logging, DirectoryStore directory, DailySends dailySends, TimeProvider time)
{
    public async Task<MailboxView> ShowAsync(ConnectionState state, Mailbox mailbox, CancellationToken cancellationToken)
    {
        var settings = (await directory.GetLocationAsync(state.Connection.Location, cancellationToken))?.Settings ?? new LocationSettings();
        var quota = SendQuota.Of(mailbox.Provider, mailbox.IsOfOrganisation, settings);
        var standing = MailboxStanding.Of(state, mailbox);
        return new MailboxView(
            mailbox.Provider,
            mailbox.Address,
            standing.Status,
            standing.Reason,
            standing.Since,
            standing.Action,
            mailbox.DeliveryAt(time.GetUtcNow()),
            state.Connection.ConnectedAt,
            mailbox.LastSyncedAt,
            mailbox.WatchExpiresAt,
            logging.Of(state.Connection.Location, state.Connection.User),
            await dailySends.CountAsync(mailbox, quota, cancellationToken),
            quota.Size,
            mailbox.LastError);
    }

    public MailboxSummaryView Summarise(Mailbox mailbox, int connections, int quarantined, BudgetUsage quota)
    {
        var isRead = mailbox.Status == MailboxStatus.Connected && connections > 0;
        return new MailboxSummaryView(
            mailbox.Id.Value,
            mailbox.Provider,
            mailbox.Address,
            mailbox.Status,
            mailbox.StatusReason,
            mailbox.Since,
            mailbox.DeliveryAt(time.GetUtcNow()),
            connections,
            mailbox.LastSyncedAt,
            isRead && mailbox.InStepUntil is { } at ? (long)(time.GetUtcNow() - at).TotalSeconds : null,
            mailbox.WatchExpiresAt,
            quarantined,
            quota.Used,
            quota.PausedUntil,
            mailbox.LastError);
    }
}
