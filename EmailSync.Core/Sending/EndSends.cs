using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Sending;

/// <summary>
/// Brings the sends of a connection that has ended to their end (R6): what has not gone out fails, what may have gone out is found out by its own steps,
/// for which the grant is kept until then.
/// </summary>
public sealed class EndSends(SendLedger ledger, SendEmail sending, TimeProvider time)
{
    private static readonly TimeSpan lookAgain = TimeSpan.FromSeconds(15);

    /// <summary>A send is noted before it is entered; one this old that was never entered is what a call left that died in between.</summary>
    private static readonly TimeSpan grace = TimeSpan.FromMinutes(10);

    /// <returns>When to look again, because a send is still under way; null when none is.</returns>
    public async Task<DateTimeOffset?> EndAsync(Connection ended, CancellationToken cancellationToken)
    {
        DateTimeOffset? again = null;
        foreach (var (token, notedAt, _, _, _) in await ledger.ListUnderWayAsync(ended.Location, ended.User, cancellationToken))
        {
            var entry = await ledger.GetAsync(token, cancellationToken);
            if (entry is null && notedAt > time.GetUtcNow() - grace)
                continue;
            if (entry is { HasBegunToLeave: false } && entry.Generation == ended.Generation && (!entry.IsFinished || entry.IsBeingErased))
            {
                await sending.AdvanceAsync(token, cancellationToken);
                entry = await ledger.GetAsync(token, cancellationToken);
            }
            if (entry is null or { IsFinished: true, IsBeingErased: false })
                await ledger.EndUnderWayAsync(ended.Location, ended.User, token, cancellationToken);
            else if (entry.Generation == ended.Generation)
                again = time.GetUtcNow() + lookAgain;
        }
        return again;
    }
}
