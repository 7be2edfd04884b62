namespace EmailSync.Core.Providers;

/// <summary>
/// The stretch of time just before a pin from which a page may tell mail: the provider's clock and ours differ, so that some of it may have come after the pin.
/// On a page whose mail lay there when the feed was pinned, most of it is old.
/// </summary>
/// <param name="From">No mail received before this is told.</param>
/// <param name="PinnedAt">When the feed was pinned, by our clock.</param>
public sealed record PinSlack(DateTimeOffset From, DateTimeOffset PinnedAt);
