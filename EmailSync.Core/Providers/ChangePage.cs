namespace EmailSync.Core.Providers;

/// <summary>
/// One page of a change feed, in the provider's order. The same message may occur on several pages and twice on one.
/// </summary>
/// <param name="Changes">What changed; may be empty although more pages follow.</param>
/// <param name="Next">The cursor to store once every change of this page has a durable outcome.</param>
/// <param name="HasMore">More can be fetched now with <paramref name="Next"/>.</param>
public sealed record ChangePage(IReadOnlyList<MessageChange> Changes, FeedCursor Next, bool HasMore)
{
    /// <summary>Feeds that have come into being (a folder was made): pinned, where they are not known yet, before <see cref="Next"/> is stored.</summary>
    public IReadOnlyList<FeedCursor> Opened { get; init; } = [];

    /// <summary>Set on a page of what lay there when the feed was pinned; null where only what came since is told.</summary>
    public PinSlack? Slack { get; init; }

    /// <summary>Names of feeds that are no more (a folder was deleted).</summary>
    public IReadOnlyList<string> Closed { get; init; } = [];
}
