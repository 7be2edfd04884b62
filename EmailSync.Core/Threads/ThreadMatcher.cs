using EmailSync.Core.Directory;
using EmailSync.Core.Mail;

namespace EmailSync.Core.Threads;

/// <summary>
/// Thread lookup (R20; RFC 5322 section 3.6.4): the nearest known ancestor in References, last first, then In-Reply-To, then the provider's thread.
/// </summary>
public static class ThreadMatcher
{
    /// <summary>Ancestors in the order in which they are asked for: References from last to first, then In-Reply-To, without repeats.</summary>
    public static IReadOnlyList<string> Ancestors(Envelope envelope) =>
        [.. envelope.References.Reverse().Concat(envelope.InReplyTo).Where(id => id != envelope.MessageId).Distinct(StringComparer.Ordinal)];

    /// <summary>
    /// Where a message that is not synced waits, so that it is decided again when one of these becomes known: the nearest ancestors, and the root,
    /// by which the mails in between are found one after the other.
    /// </summary>
    public static IReadOnlyList<string> AncestorsToWaitFor(Envelope envelope)
    {
        var ancestors = Ancestors(envelope);
        return ancestors.Count <= MaxWaits ? ancestors : [.. ancestors.Take(MaxWaits - 1), ancestors[^1]];
    }

    private const int MaxWaits = 8;

    /// <param name="byAncestor">
    /// For each of <see cref="Ancestors"/>, in that order, the threads that hold a message of that id; several mails may share one.
    /// </param>
    /// <param name="byProviderThread">Our threads inside the provider's thread, oldest first.</param>
    /// <param name="receivedAt">When the provider took the message in.</param>
    /// <param name="people">Contacts among its correspondents: of several threads in one provider thread, theirs is the likelier one.</param>
    public static ThreadMatch? Match(
        IEnumerable<ThreadsHere> byAncestor, ThreadsHere byProviderThread, DateTimeOffset receivedAt, IReadOnlySet<ContactId> people)
    {
        var missing = 0;
        foreach (var known in byAncestor)
        {
            if (known.Threads.Count > 0)
                return new ThreadMatch(Preferred(known.Threads, byProviderThread.Threads), ByReference: true) { Missing = missing };

            // The nearest known ancestor is a mail of another location's CRM: this one answers it, or goes on from there (R22).
            if (known.ElsewhereSince is not null)
                return new ThreadMatch(null, ByReference: true);
            missing++;
        }

        var nearest = byProviderThread.Threads.LastOrDefault(t => people.Contains(t.Owner))
            ?? (byProviderThread.Threads is [.., var newest] ? newest : null);
        if (byProviderThread.ElsewhereSince <= receivedAt && !(nearest?.KnownSince > byProviderThread.ElsewhereSince))
            return new ThreadMatch(null, ByReference: false);
        return nearest is null ? null : new ThreadMatch(nearest, ByReference: false) { Missing = missing };
    }

    /// <summary>Different mails that share a Message-ID may live in different threads: the one that the provider has in this thread is meant.</summary>
    private static KnownThread Preferred(IReadOnlyList<KnownThread> threads, IReadOnlyList<KnownThread> byProviderThread) =>
        threads.FirstOrDefault(t => byProviderThread.Any(p => p.Thread == t.Thread)) ?? threads[0];
}
