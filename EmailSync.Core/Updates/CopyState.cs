using EmailSync.Core.Conversations;
using EmailSync.Core.Providers;

namespace EmailSync.Core.Updates;

/// <summary>
/// R25 as pure functions of one user's copy. The CRM's later wish wins until the mailbox has it; from then on the mailbox is the truth. Nothing that comes out
/// of the mailbox ever becomes a wish, so that the two sides cannot send a change to and fro.
/// </summary>
public static class CopyState
{
    /// <summary>What the CRM changed comes back in the feed, after what happened before it: pages of this time are not believed where they say otherwise.</summary>
    public static readonly TimeSpan Echo = TimeSpan.FromMinutes(10);

    /// <summary>The message itself has to say how it is before <paramref name="news"/> can be taken over.</summary>
    public static bool MustAsk(MailboxCopy copy, StateNews news) =>
        news.IsOpen || (!news.IsAsked && !news.IsGone && After(copy, news) != copy && (copy.Deleted || news.At < copy.BelievesFrom));

    /// <summary>The copy after news from its mailbox; the same where they are none. A message that is there again (Exchange can bring one back) is not deleted.</summary>
    public static MailboxCopy After(MailboxCopy copy, StateNews news)
    {
        var after = news.IsGone
            ? copy with { Deleted = true }
            : copy with { Read = news.Read ?? copy.Read, Trashed = news.Trashed ?? copy.Trashed, Deleted = false };
        return after == copy ? copy : after with { BelievesFrom = copy.BelievesFrom > news.At ? copy.BelievesFrom : news.At };
    }

    /// <summary>The copy with the CRM's wish; the same where it wants what is there already and nothing else is under way.</summary>
    public static MailboxCopy Wishing(MailboxCopy copy, bool? read, bool? trashed, DateTimeOffset now, string generation)
    {
        var wish = new CopyWish(
            Wanted(read, copy.Wish?.Read, copy.Read), Wanted(trashed, copy.Wish?.Trashed, copy.Trashed), now, generation);
        return wish is { Read: null, Trashed: null } ? copy : copy with { Wish = wish, Failure = null };
    }

    /// <summary>The mailbox has what was wanted. A later wish stays.</summary>
    public static MailboxCopy CarriedOut(MailboxCopy copy, CopyWish wish, DateTimeOffset now) => copy with
    {
        Read = wish.Read ?? copy.Read,
        Trashed = wish.Trashed ?? copy.Trashed,
        Wish = copy.Wish == wish ? null : copy.Wish,
        Place = wish.Trashed == false ? null : copy.Place,
        BelievesFrom = now + Echo,
    };

    /// <summary>The mailbox will not have it: what is known of the mailbox is shown again, and why. A later wish has its own turn.</summary>
    public static MailboxCopy GivenUp(MailboxCopy copy, CopyWish wish, string failure) =>
        copy.Wish == wish ? copy with { Wish = null, Failure = failure } : copy;

    public static MailboxCopy PutOff(MailboxCopy copy, CopyWish wish, CopyWish later) => copy.Wish == wish ? copy with { Wish = later } : copy;

    /// <summary>The CRM sees a difference and is told of it.</summary>
    public static bool Shows(MailboxCopy before, MailboxCopy after) =>
        (before.ShownRead, before.ShownTrashed, before.Deleted, before.Failure) != (after.ShownRead, after.ShownTrashed, after.Deleted, after.Failure);

    /// <summary>A wish that is being carried out may have changed the mailbox already: what is wanted instead is wanted even where it looks done.</summary>
    private static bool? Wanted(bool? asked, bool? pending, bool known) => asked is null ? pending : pending is null && asked == known ? null : asked;
}
