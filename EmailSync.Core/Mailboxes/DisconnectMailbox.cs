using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Mailboxes;

/// <summary>
/// R6: a connection ends first, so that nothing is written for it any more; what it leaves behind is due work, repeatable at every step. It is
/// "disconnected" when its sends have come to an end and whatever began before the end can have written its last (<see cref="EmailSyncOptions.DrainTime"/>).
/// </summary>
public sealed partial class DisconnectMailbox(
    ConnectionStore connections,
    MailboxStore mailboxes,
    DirectoryStore directory,
    OwnAddresses own,
    EndSends sends,
    CloseMailbox closing,
    WatchMailbox watch,
    ReturnGrant returns,
    CrmOutbox outbox,
    DueStore due,
    IOptions<EmailSyncOptions> options,
    TimeProvider time,
    ILogger<DisconnectMailbox> logger)
{
    /// <summary>Between the pointer and the end of the connection lies one write; an older pointer to nothing is a leftover.</summary>
    private static readonly TimeSpan grace = TimeSpan.FromMinutes(2);

    /// <summary>No key of a connection begins like this.</summary>
    private const string Unused = "unused-mailbox-";

    /// <summary>Ends the user's connection and leaves the rest to due work. May be repeated.</summary>
    /// <returns>False when nothing is connected, nor being disconnected.</returns>
    public async Task<bool> BeginAsync(LocationId location, UserId user, CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (await connections.GetAsync(location, user, cancellationToken))
            {
                case null or { DisconnectedAt: not null }:
                    return false;
                case { IsLive: false }:
                    return true;
                case { } state:
                    var ended = new EndedConnection(state.Connection, time.GetUtcNow());
                    await ScheduleAsync(ended, cancellationToken);
                    if (!await connections.WriteAsync(state with { EndedAt = ended.EndedAt }, tell: null, ended, woundUp: null, cancellationToken))
                        continue;
                    LogEnded(logger, state.Connection.Mailbox);
                    return true;
            }
        }
    }

    /// <summary>The pointer, before the connection ends.</summary>
    public Task ScheduleAsync(EndedConnection ended, CancellationToken cancellationToken) =>
        due.ScheduleAsync(DueKind.Disconnect, connections.SubjectOf(ended.Connection), ended.EndedAt, cancellationToken);

    /// <summary>Before a mailbox gets a grant: a sign-in that comes to nothing must not leave it behind, and one that dies must not leave a connection that nobody looks at.</summary>
    public Task ExpectAsync(MailboxId id, DateTimeOffset at, CancellationToken cancellationToken) =>
        due.ScheduleAsync(DueKind.Disconnect, Unused + id.Value, at, cancellationToken);

    /// <summary>The sign-in has become a connection.</summary>
    public Task ExpectNoMoreAsync(MailboxId id, DateTimeOffset at, CancellationToken cancellationToken) =>
        due.CancelAsync(DueKind.Disconnect, Unused + id.Value, at, cancellationToken);

    /// <param name="subject">The ended connection as <see cref="ConnectionStore.SubjectOf"/> names it, or a mailbox that may have got a grant for nothing, or a grant that was refused.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<DisconnectProgress> AdvanceAsync(string subject, CancellationToken cancellationToken)
    {
        if (ReturnGrant.IsSubject(subject))
            return await returns.AdvanceAsync(subject, cancellationToken);
        var now = time.GetUtcNow();
        if (subject.StartsWith(Unused, StringComparison.Ordinal))
            return await CloseUnusedAsync(new MailboxId(subject[Unused.Length..]), subject, now, cancellationToken);
        if (await connections.FindEndedAsync(subject, cancellationToken) is not { } ended)
        {
            await due.CancelDueAsync(DueKind.Disconnect, subject, now - grace, cancellationToken);
            return DisconnectProgress.Finished;
        }
        if (await sends.EndAsync(ended.Connection, cancellationToken) is { } sendsGoOn)
            return new DisconnectProgress(sendsGoOn);
        if (ended.EndedAt + options.Value.DrainTime is var drained && drained > now)
            return new DisconnectProgress(drained);
        if (await closing.EnterAsync(ended.Connection.Mailbox, subject, cancellationToken) is { } freeAt)
            return new DisconnectProgress(freeAt);
        await ForgetAsync(ended.Connection, cancellationToken);
        if (await closing.CloseAsync(ended.Connection.Mailbox, subject, ended.EndedAt, cancellationToken) is { } retryAt)
            return new DisconnectProgress(retryAt);
        await FinishAsync(ended, cancellationToken);
        await due.CancelDueAsync(DueKind.Disconnect, subject, now, cancellationToken);
        return DisconnectProgress.Finished;
    }

    private async Task<DisconnectProgress> CloseUnusedAsync(MailboxId id, string subject, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await closing.EnterAsync(id, subject, cancellationToken) is { } freeAt)
            return new DisconnectProgress(freeAt);
        if (await closing.CloseAsync(id, subject, now, cancellationToken) is { } retryAt)
            return new DisconnectProgress(retryAt);

        // The sign-in came to something after all, and died before the mailbox was watched.
        if ((await mailboxes.ConnectionsOfAsync(id, cancellationToken)).Count > 0)
            await watch.BeginAsync(id, cancellationToken);

        // Whose sign-in it was may have been erased meanwhile (R27).
        else if (!await mailboxes.IsUsedAsync(id, cancellationToken) && await closing.ForgetUnknownAsync(id, subject, cancellationToken) is { } busyUntil)
            return new DisconnectProgress(busyUntil);
        await due.CancelDueAsync(DueKind.Disconnect, subject, now, cancellationToken);
        return DisconnectProgress.Finished;
    }

    /// <summary>What leads to the connection and what it made the user's own (R14, R15), unless the user is back at this mailbox by now.</summary>
    private async Task ForgetAsync(Connection ended, CancellationToken cancellationToken)
    {
        var current = await mailboxes.GetConnectionAsync(ended.Location, ended.User, cancellationToken);
        if (current?.Mailbox != ended.Mailbox)
            await own.ForgetAsync(ended, cancellationToken);
        if (current is null)
            await own.ForgetLoggingAsync(ended.Location, ended.User, cancellationToken);
        await mailboxes.RemoveConnectionIndexAsync(ended, cancellationToken);
    }

    /// <summary>Another connection may have taken its place (R5, or connecting again): then there is nothing to tell.</summary>
    private async Task FinishAsync(EndedConnection ended, CancellationToken cancellationToken)
    {
        var connection = ended.Connection;
        var tellCrm = await directory.GetLocationAsync(connection.Location, cancellationToken) is not null;
        if (tellCrm)
            await outbox.AnnounceAsync(connections.StreamOf(connection), cancellationToken);
        while (true)
        {
            if (await connections.GetAsync(connection.Location, connection.User, cancellationToken) is not { } state)
            {
                // The location or the user was erased meanwhile.
                await connections.RemoveEndedAsync(connection, cancellationToken);
                break;
            }
            var now = time.GetUtcNow();
            var isLast = !state.IsLive && state.Connection.Generation == connection.Generation;
            var after = isLast ? state with { DisconnectedAt = now, Told = MailboxStatus.Disconnected } : state;
            var tell = isLast && tellCrm ? new ConnectionEvent(CrmEventType.MailboxDisconnected, now) : null;
            if (await connections.WriteAsync(after, tell, ends: null, ended, cancellationToken))
                break;
        }
        if (tellCrm)
            await outbox.DeliverSoonAsync(connections.StreamOf(connection), cancellationToken);
        LogDisconnected(logger, connection.Mailbox);
    }

    [LoggerMessage(1004, LogLevel.Information, "Mailbox {Mailbox}: a connection has ended")]
    private static partial void LogEnded(ILogger logger, MailboxId mailbox);

    [LoggerMessage(1005, LogLevel.Information, "Mailbox {Mailbox}: a connection that ended has left nothing behind")]
    private static partial void LogDisconnected(ILogger logger, MailboxId mailbox);
}
