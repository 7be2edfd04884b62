using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Sending;

/// <summary>How much a mailbox may send in any 24 hours (R34).</summary>
/// <param name="Size">The most that the provider takes.</param>
/// <param name="CountsRecipients">It counts whom the mails go to, and not the mails.</param>
public readonly record struct SendQuota(int Size, bool CountsRecipients)
{
    /// <summary>Rolling, at either provider.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(1);

    /// <summary>Exchange Online's recipient rate limit, the same in every plan. That of personal accounts is published nowhere, and they are told when they reach it.</summary>
    private const int ExchangeRecipients = 10_000;

    public static SendQuota Of(MailProviderName provider, bool isOfOrganisation, LocationSettings settings) => (provider, isOfOrganisation) switch
    {
        (MailProviderName.Outlook, _) => new SendQuota(ExchangeRecipients, CountsRecipients: true),
        (_, true) => new SendQuota(settings.WorkspaceDailySends, CountsRecipients: false),
        _ => new SendQuota(settings.GmailDailySends, CountsRecipients: false),
    };

    public int Weigh(int recipients) => CountsRecipients ? Math.Max(1, recipients) : 1;

    public int Used(IEnumerable<SentMail> mails, DateTimeOffset now)
    {
        var used = 0;
        foreach (var mail in mails)
            used += mail.At > now - Window && mail.At <= now ? Weigh(mail.Recipients) : 0;
        return used;
    }

    /// <summary>When a mail may go that is wanted to go at <paramref name="at"/>: then, or when enough of the oldest have fallen out of the window.</summary>
    /// <param name="mails">What has gone out, and what is to go.</param>
    /// <param name="recipients">Of the mail.</param>
    /// <param name="at">When it is wanted to go.</param>
    public DateTimeOffset FreeAt(IEnumerable<SentMail> mails, int recipients, DateTimeOffset at)
    {
        // No mail that is to go in the day after it may lose its place to it.
        var sorted = mails.OrderBy(m => m.At).ToList();
        var (oldest, next, load) = (0, 0, Weigh(recipients));
        while (true)
        {
            for (; next < sorted.Count && sorted[next].At < at + Window; next++)
                load += Weigh(sorted[next].Recipients);
            for (; oldest < next && sorted[oldest].At <= at - Window; oldest++)
                load -= Weigh(sorted[oldest].Recipients);
            if (load <= Size || oldest == next)
                return at;
            at = sorted[oldest].At + Window;
        }
    }
}
