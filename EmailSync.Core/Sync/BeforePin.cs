using EmailSync.Core.Providers;

namespace EmailSync.Core.Sync;

/// <summary>
/// What a feed that begins with all that lies there shows from just before its pin. A few are taken as they come. Where there are many they are old mail, and no
/// page of new mail may be made of them: they are left to a listing that begins after this page was read and so has all of them, however clocks differ. Pure.
/// </summary>
public static class BeforePin
{
    /// <param name="page">A page of a live feed.</param>
    /// <param name="connectedAt">Mail from before the first connection is decided as ever (R8): it costs no call, and no listing shows it.</param>
    /// <returns>The changes to take now, and from when on mail has to be listed to have the others; null where none are left out.</returns>
    public static (IReadOnlyList<MessageChange> Taken, DateTimeOffset? ListedFrom) Split(ChangePage page, DateTimeOffset connectedAt)
    {
        if (page.Slack is not { } slack)
            return (page.Changes, null);
        var from = slack.From > connectedAt ? slack.From : connectedAt;
        return page.Changes.Count(IsOld) > FeedPlan.MaxOldPerPage ? ([.. page.Changes.Where(c => !IsOld(c))], from) : (page.Changes, null);

        bool IsOld(MessageChange change) =>
            change is { Kind: MessageChangeKind.Appeared, Headers.ReceivedAt: var at } && at >= from && at < slack.PinnedAt;
    }
}
