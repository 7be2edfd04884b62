namespace EmailSync.Core.Crm;

/// <param name="Events">In their order.</param>
/// <param name="Position">The listener has everything up to here.</param>
/// <param name="HasGap">Some that the listener has not seen are no longer kept.</param>
public sealed record FeedPage(IReadOnlyList<ToldEvent> Events, long Position, bool HasGap);
