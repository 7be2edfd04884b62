using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Directory;

/// <summary>
/// R27: what a deleted user leaves in storage, a part at a time. What another user of the location shares is the other's too: the log of a mailbox that both had, and mail
/// of it that waits, stay. Conversations stay, and with them the ledger of what was sent into them.
/// </summary>
public sealed class ErasedUserTraces(
    LocationTrail trail,
    DirectoryStore directory,
    OwnAddresses own,
    MailboxStore mailboxes,
    ConnectionStore connections,
    CloseMailbox closing,
    FillInStore fillIns,
    DecisionPurge decisions,
    SendLedger ledger,
    ThreadIndex threads,
    TimeProvider time)
{
    private const int StepSize = 500;
    private const int ParallelReads = 8;

    private static readonly TimeSpan lookAgain = TimeSpan.FromMinutes(1);

    /// <summary>The cursor names the mailbox, and behind it how far its log is gone.</summary>
    public async Task<ErasureStep> EmptyLogsAsync(UserErasure erasure, CancellationToken cancellationToken)
    {
        var (reached, day) = erasure.Cursor?.Split(' ') is [var name, .. var days] ? (name, days is [var at] ? at : null) : ("", null);
        foreach (var entry in await trail.ConnectionsOfAsync(erasure.Location, erasure.User, cancellationToken))
        {
            var order = string.CompareOrdinal(entry.Mailbox.Value, reached);
            if (order < 0 || (order == 0 && day is null))
                continue;
            var isShared = await IsSharedAsync(erasure, entry.Mailbox, cancellationToken);
            if (!isShared)
                await fillIns.RemoveOrdersAsync(entry.Mailbox, erasure.Location, cancellationToken);
            var next = await decisions.EraseAsync(
                erasure.Location, entry.Mailbox, [erasure.User], entry.At, order == 0 ? day : null, cancellationToken, keepsLines: isShared);
            return new ErasureStep(next is null ? entry.Mailbox.Value : $"{entry.Mailbox.Value} {next}");
        }
        return ErasureStep.StageDone;
    }

    /// <summary>A pass over all that anybody of the location waits under: a waiting list does not lead back to its mailboxes.</summary>
    public async Task<ErasureStep> LeaveThreadsAsync(UserErasure erasure, TrailKind kind, CancellationToken cancellationToken)
    {
        var connections = await trail.ConnectionsOfAsync(erasure.Location, erasure.User, cancellationToken);
        if (connections.Count == 0)
            return ErasureStep.StageDone;
        var unshared = new HashSet<MailboxId>();
        foreach (var entry in connections)
        {
            if (!await IsSharedAsync(erasure, entry.Mailbox, cancellationToken))
                unshared.Add(entry.Mailbox);
        }
        var (entries, next) = await trail.PageAsync(erasure.Location, kind, erasure.Cursor, StepSize, cancellationToken);
        await Parallel.ForEachAsync(
            entries,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellationToken },
            async (entry, stop) => await threads.ForgetUserAsync(erasure.Location, entry, erasure.User, unshared, stop));
        return new ErasureStep(next);
    }

    /// <summary>
    /// Each mailbox is taken for closing meanwhile, so that nobody can connect to it. What leads here goes last: whoever dies in between comes back, and the location's
    /// deletion finds what is left.
    /// </summary>
    /// <param name="erasure">Whose.</param>
    /// <param name="by">Who takes it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<ErasureStep> RemoveConnectionsAsync(UserErasure erasure, string by, CancellationToken cancellationToken)
    {
        var entries = await trail.ConnectionsOfAsync(erasure.Location, erasure.User, cancellationToken);
        foreach (var entry in entries)
        {
            if (await closing.EnterAsync(entry.Mailbox, by, cancellationToken) is { } freeAt)
                return ErasureStep.Wait(freeAt);
            if (await IsBackAsync(erasure, cancellationToken))
            {
                await closing.LeaveAsync(entry.Mailbox, by, cancellationToken);
                return LookAgain();
            }
            if (await RemoveAsync(erasure, entry, by, cancellationToken) is { } busyUntil)
                return ErasureStep.Wait(busyUntil);
        }
        if (await IsBackAsync(erasure, cancellationToken) || !await connections.ForgetAsync(erasure.Location, erasure.User, cancellationToken))
            return LookAgain();
        await own.ForgetLoggingAsync(erasure.Location, erasure.User, cancellationToken);
        await ledger.RemoveUnderWayAsync(erasure.Location, erasure.User, cancellationToken);
        foreach (var entry in entries)
            await trail.RemoveAsync(erasure.Location, entry, cancellationToken);
        return ErasureStep.StageDone;
    }

    private async Task<DateTimeOffset?> RemoveAsync(UserErasure erasure, TrailEntry entry, string by, CancellationToken cancellationToken)
    {
        // A sign-in that came to nothing may have left addresses without a connection.
        var left = new Connection(erasure.Location, erasure.User, entry.Mailbox, default, "");
        await own.ForgetAsync(left, cancellationToken);
        if (!await IsSharedAsync(erasure, entry.Mailbox, cancellationToken))
            await decisions.ForgetAsync(erasure.Location, entry.Mailbox, cancellationToken);
        if (await mailboxes.ForgetUseAsync(erasure.Location, erasure.User, entry.Mailbox, cancellationToken))
            return await closing.ForgetUnknownAsync(entry.Mailbox, by, cancellationToken);
        await closing.LeaveAsync(entry.Mailbox, by, cancellationToken);
        return null;
    }

    /// <summary>Put again just now: the next step finds that out as well.</summary>
    private async Task<bool> IsBackAsync(UserErasure erasure, CancellationToken cancellationToken) =>
        await directory.GetUserAsync(erasure.Location, erasure.User, cancellationToken) is not null;

    private ErasureStep LookAgain() => ErasureStep.Wait(time.GetUtcNow() + lookAgain);

    /// <summary>
    /// Another user of the location is connected to the mailbox, or was. One who is deleted as well has no part in it: of two who are erased side by side neither would take away
    /// what both had.
    /// </summary>
    private async Task<bool> IsSharedAsync(UserErasure erasure, MailboxId mailbox, CancellationToken cancellationToken)
    {
        foreach (var use in await mailboxes.UsesAsync(mailbox, cancellationToken))
        {
            if (await connections.FindOwnerAsync(use, cancellationToken) is { } other && other.Location == erasure.Location && other.User != erasure.User
                && await directory.GetUserAsync(other.Location, other.User, cancellationToken) is not null)
                return true;
        }
        return false;
    }
}
