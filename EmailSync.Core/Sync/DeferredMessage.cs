using EmailSync.Core.Providers;

namespace EmailSync.Core.Sync;

/// <summary>A message whose decision or storing is still to come.</summary>
/// <param name="FirstSeen">When it was first put off; its line in the decision log stands under this time until it is decided.</param>
/// <param name="Attempts">Failed attempts so far; being throttled is none.</param>
/// <param name="Cause">Short code of the last failure, safe to show.</param>
/// <param name="Version">Names the stored row; null on one that is not stored yet.</param>
/// <param name="Quarantined">Set aside after too many attempts; only a replay takes it up again.</param>
public sealed record DeferredMessage(
    ProviderMessageId Message,
    ProviderThreadId? Thread,
    DateTimeOffset FirstSeen,
    DateTimeOffset DueAt,
    int Attempts,
    Reason Reason,
    string? Cause,
    bool Quarantined,
    string? Version = null)
{
    /// <summary>How often the process died while the message was in hand (<see cref="Interruptions"/>).</summary>
    public int Deaths { get; init; }

    /// <summary>As <see cref="MessageRef.IsUpdate"/>: it is synced, and only its state is to be taken over.</summary>
    public bool IsUpdate { get; init; }

    /// <summary>
    /// Put off until every feed has been looked at, since it answers mail that may still be found there (R10): when the provider took it in, which gives
    /// those that waited their order. Null for every other cause.
    /// </summary>
    public DateTimeOffset? AwaitedSince { get; init; }

    /// <summary>Done for all but a connection that paused while it was put off: looked at once a day, and when somebody resumes.</summary>
    public bool AwaitsResume { get; init; }

    /// <summary>Not due by time: the end of the look releases it.</summary>
    public bool AwaitsEndOfLook => AwaitedSince is not null && DueAt == EndOfLook;

    /// <summary>Stands for the end of the look under way, whenever that is.</summary>
    public static readonly DateTimeOffset EndOfLook = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
