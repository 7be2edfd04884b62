namespace EmailSync.Core.Sync;

/// <summary>Where a round of looks at one mailbox has got to. It travels through durable history: plain values, added to and never changed.</summary>
/// <param name="Feed">The feed that the round goes on with; null for its beginning.</param>
/// <param name="InFeed">The feed has more pages, and the last one brought nothing: what notifications name need not wait for the end of old mail.</param>
/// <param name="Seen">Named messages that this instance has come upon already, as far as they still stand in the dirty row.</param>
public sealed record SyncRound(string? Feed = null, bool InFeed = false, IReadOnlyList<string>? Seen = null);
