namespace EmailSync.Core.Providers;

/// <summary>
/// What is known anew of a message's read state and of whether it lies in the trash (R25). Small and plain: it travels with the message's id. Spam is a
/// place like any other: a message there is read or unread and not in the trash.
/// </summary>
/// <param name="Read">Null where nothing is said of it.</param>
/// <param name="Trashed">Null where nothing is said of it.</param>
public sealed record StateNews(bool? Read = null, bool? Trashed = null)
{
    /// <summary>Something changed, and what is not said: the message has to be asked.</summary>
    public static readonly StateNews Open = new() { IsOpen = true };

    /// <summary>Deleted for good.</summary>
    public static readonly StateNews Gone = new() { IsGone = true };

    public bool IsOpen { get; init; }

    public bool IsGone { get; init; }

    /// <summary>When the page was asked for, or the message itself: no older than this.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The message itself said so, not a page that may tell of times gone by.</summary>
    public bool IsAsked { get; init; }

    public static StateNews Of(Placement placement) => new(!placement.HasFlag(Placement.Unread), placement.HasFlag(Placement.Trash));

    /// <summary>What both say together, this one first. What was not said once is not said by what follows either.</summary>
    public StateNews Then(StateNews later) =>
        IsGone ? this
        : later.IsGone || later.IsOpen ? later
        : IsOpen ? this
        : later with { Read = later.Read ?? Read, Trashed = later.Trashed ?? Trashed };
}
