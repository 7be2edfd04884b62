namespace EmailSync.Core.Storage;

/// <summary>What stands in a mailbox's dirty row.</summary>
/// <param name="Version">Changes with every ring; <see cref="DirtyStore.ClearAsync"/> demands it.</param>
/// <param name="Everything">Feeds that are not looked at each time are to be looked at, too.</param>
/// <param name="Hints">Messages that notifications named, as <see cref="Sync.Hint"/> writes them.</param>
public sealed record DirtyMark(string Version, bool Everything, IReadOnlyList<string> Hints);
