using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Directory;

/// <summary>
/// R27: the connections of a location that is being erased, those that ended long ago too, and what was written for them. Ending them is what disconnecting
/// does (R6), so that a mailbox that another location is connected to keeps its watch, its grant and its positions.
/// </summary>
public sealed class ErasedConnections(
    LocationTrail trail,
    DirectoryStore directory,
    OwnAddresses own,
    MailboxStore mailboxes,
    ConnectionStore connections,
    DisconnectMailbox disconnect,
    CloseMailbox closing,
    FillInStore fillIns,
    DecisionPurge decisions,
    SendLedger ledger,
    TimeProvider time)
{
    private const int StepSize = 25;
    private const int ManyUsers = 500;

    private static readonly TimeSpan lookAgain = TimeSpan.FromMinutes(1);

    public async Task<ErasureStep> EndAsync(LocationErasure location, CancellationToken cancellationToken)
    {
        var (entries, next) = await PageAsync(location, location.Cursor, StepSize, cancellationToken);
        foreach (var entry in entries)
            await disconnect.BeginAsync(location.Location, entry.User, cancellationToken);
        return new ErasureStep(next);
    }

    /// <summary>After the connections have ended, and before those of them that were completed just then are ended as well.</summary>
    public async Task<ErasureStep> RemoveUsersAsync(LocationErasure location, CancellationToken cancellationToken)
    {
        var users = await directory.ListUsersAsync(location.Location, StepSize, cancellationToken);
        foreach (var user in users)
        {
            await directory.RemoveUserAsync(location.Location, user, cancellationToken);
            await disconnect.BeginAsync(location.Location, user, cancellationToken);
        }
        return users.Count > 0 ? new ErasureStep(LocationTrail.Start) : ErasureStep.StageDone;
    }

    /// <summary>The decision log, and orders to fill in. The cursor is that of the trail, and behind it how far the log of its mailbox is gone.</summary>
    public async Task<ErasureStep> EmptyLogsAsync(LocationErasure location, CancellationToken cancellationToken)
    {
        var parts = (location.Cursor ?? LocationTrail.Start).Split(' ');
        var (entries, next) = await PageAsync(location, parts[0], 1, cancellationToken);
        if (entries is not [var entry])
            return ErasureStep.StageDone;
        await fillIns.RemoveOrdersAsync(entry.Mailbox, location.Location, cancellationToken);
        var users = await UsersOfAsync(location, entry.Mailbox, cancellationToken);
        var day = await decisions.EraseAsync(
            location.Location, entry.Mailbox, users, entry.At, parts.Length > 1 ? parts[1] : null, cancellationToken);
        return new ErasureStep(day is null ? next : $"{parts[0]} {day}");
    }

    /// <summary>Waits for those that are still being wound up: what they owe the provider is owed still.</summary>
    public async Task<ErasureStep> RemoveAsync(LocationErasure location, string by, CancellationToken cancellationToken)
    {
        var (entries, _) = await PageAsync(location, cursor: null, StepSize, cancellationToken);
        foreach (var entry in entries)
        {
            if (await disconnect.BeginAsync(location.Location, entry.User, cancellationToken)
                || await connections.IsBeingWoundUpAsync(location.Location, entry.User, cancellationToken))
                return ErasureStep.Wait(time.GetUtcNow() + lookAgain);
            if (await RemoveAsync(location.Location, entry, by, cancellationToken) is { } freeAt)
                return ErasureStep.Wait(freeAt);
        }
        return entries.Count > 0 ? new ErasureStep(LocationTrail.Start) : ErasureStep.StageDone;
    }

    private async Task<DateTimeOffset?> RemoveAsync(LocationId location, TrailEntry entry, string by, CancellationToken cancellationToken)
    {
        // A sign-in that came to nothing may have left addresses without a connection.
        var left = new Connection(location, entry.User, entry.Mailbox, default, "");
        await own.ForgetAsync(left, cancellationToken);
        await own.ForgetLoggingAsync(location, entry.User, cancellationToken);
        await ledger.RemoveUnderWayAsync(location, entry.User, cancellationToken);
        await decisions.ForgetAsync(location, entry.Mailbox, cancellationToken);
        await fillIns.RemoveOrdersAsync(entry.Mailbox, location, cancellationToken);
        if (await mailboxes.ForgetUseAsync(location, entry.User, entry.Mailbox, cancellationToken)
            && await closing.ForgetUnknownAsync(entry.Mailbox, by, cancellationToken) is { } freeAt)
            return freeAt;
        await connections.RemoveAllAsync(location, entry.User, cancellationToken);
        await trail.RemoveAsync(location, entry, cancellationToken);
        return null;
    }

    private async Task<IReadOnlyList<UserId>> UsersOfAsync(LocationErasure location, MailboxId mailbox, CancellationToken cancellationToken)
    {
        var users = new List<UserId>();
        string? cursor = null;
        do
        {
            (var entries, cursor) = await PageAsync(location, cursor, ManyUsers, cancellationToken);
            users.AddRange(entries.Where(e => e.Mailbox == mailbox).Select(e => e.User));
        }
        while (cursor is not null);
        return users;
    }

    private Task<(IReadOnlyList<TrailEntry> Entries, string? Cursor)> PageAsync(
        LocationErasure location, string? cursor, int limit, CancellationToken cancellationToken) =>
        trail.PageAsync(location.Location, TrailKind.Connection, cursor, limit, cancellationToken);
}
