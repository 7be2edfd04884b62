using EmailSync.Core.Storage;

namespace EmailSync.Core.Sync;

/// <summary>Where a round of looks at one mailbox has got to. It travels through durable history: plain values, added to and never changed.</summary>
/// <param name="Feed">The feed that the round goes on with; null for its beginning.</param>
/// <param name="InFeed">The feed has more pages, and the last one brought nothing: what notifications name need not wait for the end of old mail.</param>
/// <param name="Seen">Named messages that the round has come upon already.</param>
/// <param name="Mark">
/// The dirty row as the round found it. Whoever rings later is heard by the next round: this one may have passed the feed already that they ring about.
/// </param>
/// <param name="PutOff">At the round's beginning, messages that were put off were due.</param>
/// <param name="Lost">Feeds whose cursors were found lost and pinned anew, since the round came to them.</param>
/// <param name="Failed">Feeds that could not be read: the round leaves them out until somebody rings, or their time has come.</param>
public sealed record SyncRound(
    string? Feed = null,
    bool InFeed = false,
    IReadOnlyList<string>? Seen = null,
    DirtyMark? Mark = null,
    bool PutOff = false,
    IReadOnlyList<string>? Lost = null,
    IReadOnlyList<string>? Failed = null);
