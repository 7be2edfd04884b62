using EmailSync.Core.Crm;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Mailboxes;

/// <summary>
/// Tells the CRM of each connection what has become of its mailbox (R7): once for each change, since the connection's row says what was told last and
/// changes with the event. May be repeated at will.
/// </summary>
public sealed class MailboxNews(
    MailboxStore mailboxes, ConnectionStore connections, DirectoryStore directory, CrmOutbox outbox, DueStore due, TimeProvider time)
{
    /// <summary>Longer than between the pointer and the change of the mailbox.</summary>
    private static readonly TimeSpan grace = TimeSpan.FromMinutes(1);

    /// <summary>Before the state of a mailbox changes: whoever dies right after it, the CRM is told. Gives the time to give back to <see cref="TellAsync"/>.</summary>
    public async Task<DateTimeOffset> ExpectAsync(MailboxId id, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow() + grace;
        await due.ScheduleAsync(DueKind.Tell, id.Value, at, cancellationToken);
        return at;
    }

    /// <summary>After it has changed.</summary>
    public async Task TellAsync(MailboxId id, DateTimeOffset expectedAt, CancellationToken cancellationToken)
    {
        await TellAllAsync(id, cancellationToken);
        await due.CancelAsync(DueKind.Tell, id.Value, expectedAt, cancellationToken);
    }

    /// <summary>What a process left behind that died in between.</summary>
    public async Task ResumeAsync(DueItem item, CancellationToken cancellationToken)
    {
        await TellAllAsync(new MailboxId(item.Subject), cancellationToken);
        await due.DoneAsync(item, cancellationToken);
    }

    private async Task TellAllAsync(MailboxId id, CancellationToken cancellationToken)
    {
        foreach (var connection in await mailboxes.ConnectionsOfAsync(id, cancellationToken))
        {
            var tellCrm = await directory.GetLocationAsync(connection.Location, cancellationToken) is not null;
            while (!await TryTellAsync(connection, tellCrm, cancellationToken))
            {
            }
        }
    }

    /// <summary>False when somebody else changed the connection meanwhile.</summary>
    private async Task<bool> TryTellAsync(Connection connection, bool tellCrm, CancellationToken cancellationToken)
    {
        if (await connections.GetAsync(connection.Location, connection.User, cancellationToken) is not { IsLive: true } state
            || state.Connection.Generation != connection.Generation
            || await mailboxes.GetAsync(connection.Mailbox, cancellationToken) is not { Status: MailboxStatus.Connected or MailboxStatus.ReauthRequired } mailbox
            || mailbox.Status == state.Told)
            return true;
        var type = mailbox.Status == MailboxStatus.Connected ? CrmEventType.MailboxConnected : CrmEventType.MailboxReauthRequired;
        var stream = connections.StreamOf(connection);
        if (tellCrm)
            await outbox.AnnounceAsync(stream, cancellationToken);
        var tell = tellCrm ? new ConnectionEvent(type, mailbox.Since, mailbox.StatusReason) : null;
        if (!await connections.WriteAsync(state with { Told = mailbox.Status }, tell, ends: null, woundUp: null, cancellationToken))
            return false;
        if (tellCrm)
            await outbox.DeliverSoonAsync(stream, cancellationToken);
        return true;
    }
}
