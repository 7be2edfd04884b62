using EmailSync.Core.Storage;

namespace EmailSync.Core.Mailboxes;

/// <summary>
/// Gives back the grant of a sign-in that was refused (R1, R7), so that the user's account does not list us for nothing: at once, and where that fails, as due work until it
/// is done. Google ends every grant of the account with one, so it is for <see cref="CloseMailbox"/> to say whether somebody needs another.
/// </summary>
public sealed class ReturnGrant(
    MailboxStore mailboxes, RefusedGrants grants, CloseMailbox closing, DueStore due, IEnumerable<IOAuthClient> oauthClients, TimeProvider time)
{
    /// <summary>No key of a connection begins like this.</summary>
    private const string Refused = "refused-sign-in-";

    /// <summary>Longer than the first attempt takes: a pointer that comes due earlier would find nothing to do yet.</summary>
    private static readonly TimeSpan grace = TimeSpan.FromMinutes(2);

    public static bool IsSubject(string subject) => subject.StartsWith(Refused, StringComparison.Ordinal);

    /// <param name="id">The account that the user signed in to.</param>
    /// <param name="provider">Its provider; where that takes nothing back, nothing happens.</param>
    /// <param name="grant">What the sign-in gave.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task BeginAsync(MailboxId id, MailProviderName provider, OAuthGrant grant, CancellationToken cancellationToken)
    {
        if (oauthClients.FirstOrDefault(c => c.Provider == provider) is not { CanRevoke: true }
            || (await mailboxes.ConnectionsOfAsync(id, cancellationToken)).Count > 0)
            return;
        var now = time.GetUtcNow();
        var subject = Refused + id.Value;
        await due.ScheduleAsync(DueKind.Disconnect, subject, now + grace, cancellationToken);

        // Closing and connecting exclude each other by this row.
        await mailboxes.InsertAsync(new Mailbox(id, provider, "", MailboxStatus.Disconnected, null, now, null, null, null, null), cancellationToken);
        await grants.SaveAsync(id, grant.RefreshToken, cancellationToken);
        if (await AdvanceAsync(subject, cancellationToken) == DisconnectProgress.Finished)
            await due.CancelAsync(DueKind.Disconnect, subject, now + grace, cancellationToken);
    }

    /// <param name="subject">The account, as due work names it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<DisconnectProgress> AdvanceAsync(string subject, CancellationToken cancellationToken)
    {
        var id = new MailboxId(subject[Refused.Length..]);
        var now = time.GetUtcNow();
        if (await closing.EnterAsync(id, subject, cancellationToken) is { } freeAt)
            return new DisconnectProgress(freeAt);
        if (await closing.CloseAsync(id, subject, now, cancellationToken) is { } retryAt)
            return new DisconnectProgress(retryAt);
        if (!await mailboxes.IsUsedAsync(id, cancellationToken) && await closing.ForgetUnknownAsync(id, subject, cancellationToken) is { } busyUntil)
            return new DisconnectProgress(busyUntil);
        await due.CancelDueAsync(DueKind.Disconnect, subject, now, cancellationToken);
        return DisconnectProgress.Finished;
    }
}
