using System.Collections.Immutable;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Sending;

/// <summary>
/// What a mailbox has sent in the last day, by whichever client, and what has been accepted to go (R34). Requests that come in at the very same moment do not
/// see each other and may go over the limit by as many; what the provider then refuses waits (<see cref="SendFromMailbox"/>).
/// </summary>
public sealed class DailySends(SentMailLog sent, SendLedger ledger, MailboxStore mailboxes, TimeProvider time)
{
    /// <summary>When the mailbox can send one more; null when it can at <paramref name="at"/>.</summary>
    /// <param name="mailbox">From where.</param>
    /// <param name="settings">Of the location that asks.</param>
    /// <param name="token">The send that asks; what an earlier attempt noted of it does not count.</param>
    /// <param name="recipients">To how many.</param>
    /// <param name="at">When it is to go.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<DateTimeOffset?> FreeAtAsync(
        Mailbox mailbox, LocationSettings settings, string token, int recipients, DateTimeOffset at, CancellationToken cancellationToken)
    {
        // The provider knows better than we.
        if (mailbox.SendsAgainAt > at)
            return mailbox.SendsAgainAt;
        var (mails, known) = await sent.ListAsync(mailbox.Id, at - SendQuota.Window, cancellationToken);
        mails.AddRange(await ListUnderWayAsync(mailbox.Id, known.Add(token), cancellationToken));
        var free = SendQuota.Of(mailbox.Provider, mailbox.IsOfOrganisation, settings).FreeAt(mails, recipients, at);
        return free > at ? free : null;
    }

    public async Task<int> CountAsync(Mailbox mailbox, SendQuota quota, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (mails, _) = await sent.ListAsync(mailbox.Id, now - SendQuota.Window, cancellationToken);
        return quota.Used(mails, now);
    }

    /// <summary>What has waited for longer than the window is no burst, and perhaps only the note of a call that died.</summary>
    private async Task<IReadOnlyList<SentMail>> ListUnderWayAsync(MailboxId mailbox, ImmutableHashSet<string> known, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var found = new List<SentMail>();
        foreach (var connection in await mailboxes.ConnectionsOfAsync(mailbox, cancellationToken))
        {
            foreach (var send in await ledger.ListUnderWayAsync(connection.Location, connection.User, cancellationToken))
            {
                if (send.Mailbox == mailbox && send.SendAt > now - SendQuota.Window && !known.Contains(send.Token))
                    found.Add(new SentMail(send.SendAt > now ? send.SendAt : now, send.Recipients));
            }
        }
        return found;
    }
}
