namespace EmailSync.Core.Providers;

/// <summary>
/// One page of a change feed, in the provider's order. The same message may occur on several pages and twice on one.
/// </summary>
/// <param name="Changes">What changed; may be empty although more pages follow.</param>
/// <param name="Next">The cursor to store once every change of this page has a durable outcome.</param>
/// <param name="HasMore">More can be fetched now with <paramref name="Next"/>.</param>
public sealed record ChangePage(IReadOnlyList<MessageChange> Changes, FeedCursor Next, bool HasMore);
