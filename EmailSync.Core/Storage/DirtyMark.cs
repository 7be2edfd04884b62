namespace EmailSync.Core.Storage;

/// <summary>What stands in a mailbox's dirty row.</summary>
/// <param name="Version">Changes with every ring; <see cref="DirtyStore.ClearAsync"/> demands it.</param>
/// <param name="Everything">Feeds that are not looked at each time are to be looked at, too.</param>
/// <param name="Hints">Messages that notifications named, as <see cref="Sync.Hint"/> writes them.</param>
/// <param name="Silent">Reconciliation alone rang: whatever is found was announced by nobody.</param>
/// <param name="PushedAt">When a provider's push rang last; null when none did.</param>
public sealed record DirtyMark(string Version, bool Everything, IReadOnlyList<string> Hints, bool Silent = false, DateTimeOffset? PushedAt = null)
{
    /// <summary>Notifications named more messages than are kept; <see cref="Hints"/> are those named since.</summary>
    public bool More { get; init; }

    /// <summary>A wake-up of our own alone rang: it says nothing of pushes, neither that they come nor that they do not.</summary>
    public bool IsWake { get; init; }
}
