using EmailSync.Core.Providers;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Sync;

/// <summary>What one look at a feed gave: ids and cursors only, so that it may stand in a durable history.</summary>
/// <param name="State">Whether there is something to do.</param>
/// <param name="Feed">The feed that was looked at.</param>
/// <param name="Version">Version of the feed's cursor before this page.</param>
/// <param name="NextPosition">Where the cursor goes when all of the page has a durable outcome; null when the page moves none (deferred messages, nothing new).</param>
/// <param name="FeedEnds">The feed is finished with this page and is removed (a catch-up).</param>
/// <param name="GoesOn">The round is not over with this page.</param>
/// <param name="NextFeed">The feed that the round goes on with; null for its beginning.</param>
/// <param name="Mark">The mailbox's dirty row as it was before the round's first look; null when it was not dirty.</param>
/// <param name="Lanes">The page's messages: lanes run side by side, a lane's messages one after the other.</param>
public sealed record SyncPage(
    SyncPageState State,
    string? Feed = null,
    string? Version = null,
    string? NextPosition = null,
    bool FeedEnds = false,
    bool GoesOn = false,
    string? NextFeed = null,
    DirtyMark? Mark = null,
    IReadOnlyList<IReadOnlyList<MessageRef>>? Lanes = null)
{
    /// <summary>Nothing can or need be done for this mailbox now: unknown, not connected, put off (a wake-up is scheduled where time helps), or in step.</summary>
    public static readonly SyncPage Stop = new(SyncPageState.Stop);

    /// <summary>The cursor's mark, kept when it moves (<see cref="FeedCursor.Quiet"/>).</summary>
    public bool Quiet { get; init; }

    /// <summary>
    /// Every feed of new mail has been looked at to its end: what waited for that (<see cref="DeferredMessage.AwaitsEndOfLook"/>) gets its turn, though a
    /// catch-up may go on. The last page of a round does so anyway.
    /// </summary>
    public bool EndsLook { get; init; }

    /// <summary><see cref="SyncRound.InFeed"/> of what follows.</summary>
    public bool InFeed { get; init; }

    /// <summary><see cref="SyncRound.Seen"/> of what follows.</summary>
    public IReadOnlyList<string>? Seen { get; init; }

    /// <summary>Feeds to be pinned before the cursor moves.</summary>
    public IReadOnlyList<FeedCursor>? Opened { get; init; }

    /// <summary>
    /// <see cref="SyncRound.PutOff"/> of what follows; on a round's last page: what is due waits for the limit, and a wake-up is scheduled.
    /// </summary>
    public bool PutOff { get; init; }

    /// <summary><see cref="SyncRound.Lost"/> of what follows.</summary>
    public IReadOnlyList<string>? Lost { get; init; }

    /// <summary><see cref="SyncRound.Failed"/> of what follows. While there are any, the mailbox is not in step.</summary>
    public IReadOnlyList<string>? Failed { get; init; }

    /// <summary>The round looks at every feed of new mail that the mailbox has.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Mail that has been there for a while: the live feeds had nothing new before it.</summary>
    public bool IsOldMail { get; init; }

    /// <summary>What becomes of an order to fill in, when the page is of one.</summary>
    public FillInStep? FillIn { get; init; }

    /// <summary>Feeds that are no more.</summary>
    public IReadOnlyList<string>? Closed { get; init; }

    /// <summary>When the page was read; null on one that an earlier version read.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>The provider may keep silent about what came right after these messages: one more look, this much later.</summary>
    public TimeSpan? LookAgainAfter { get; init; }

    public SyncRound Following => GoesOn ? new SyncRound(NextFeed, InFeed, Seen, Mark, PutOff, Lost, Failed) : new SyncRound(Mark: Mark, Failed: Failed);
}
