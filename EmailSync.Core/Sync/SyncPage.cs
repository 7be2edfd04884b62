namespace EmailSync.Core.Sync;

/// <summary>What one look at a feed gave: ids and cursors only, so that it may stand in a durable history.</summary>
/// <param name="State">Whether there is something to do.</param>
/// <param name="Feed">The feed that was looked at.</param>
/// <param name="Version">Version of the feed's cursor before this page.</param>
/// <param name="NextPosition">Where the cursor goes when all of the page has a durable outcome; null when the page moves none (deferred messages, nothing new).</param>
/// <param name="FeedEnds">The feed is finished with this page and is removed (a catch-up).</param>
/// <param name="GoesOn">The round is not over with this page.</param>
/// <param name="NextFeed">The feed that the round goes on with; null for its beginning.</param>
/// <param name="DirtyVersion">The mailbox's dirty row as it was before the look; null when it was not dirty.</param>
/// <param name="Lanes">The page's messages: lanes run side by side, a lane's messages one after the other.</param>
public sealed record SyncPage(
    SyncPageState State,
    string? Feed = null,
    string? Version = null,
    string? NextPosition = null,
    bool FeedEnds = false,
    bool GoesOn = false,
    string? NextFeed = null,
    string? DirtyVersion = null,
    IReadOnlyList<IReadOnlyList<MessageRef>>? Lanes = null)
{
    /// <summary>Nothing can be done for this mailbox now: unknown, not connected, or put off (a wake-up is scheduled where time helps).</summary>
    public static readonly SyncPage Stop = new(SyncPageState.Stop);
}
