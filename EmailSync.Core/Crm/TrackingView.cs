using EmailSync.Core.Conversations;

namespace EmailSync.Core.Crm;

/// <summary>What became known of a tracked mail's readers (R38).</summary>
/// <param name="Opens">How often somebody looked at it, loads within a minute counted as one.</param>
/// <param name="PrefetchedAt">When a machine loaded its pictures ahead of the reader; counted as no open.</param>
/// <param name="Links">Links that were followed, in the order of their first click.</param>
public sealed record TrackingView(
    int Opens,
    DateTimeOffset? FirstOpenedAt,
    DateTimeOffset? LastOpenedAt,
    DateTimeOffset? PrefetchedAt,
    int Clicks,
    IReadOnlyList<ClickedLink> Links)
{
    public static TrackingView Of(MessageTracking tracking) => new(
        tracking.Opens, tracking.FirstOpenedAt, tracking.LastOpenedAt, tracking.PrefetchedAt, tracking.Clicks, tracking.Links);
}
