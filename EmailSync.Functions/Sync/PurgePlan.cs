using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Sync;

/// <summary>
/// Which ended instances a run purges, by when they were created: the only order that the backend knows. Each window is one call, which deletes all that it
/// finds, so that windows keep calls short; with them the moment between finding an instance and deleting it, in which it may have been started again (it is
/// lost then, and a sweep starts it anew from its row). The plan hangs on the time alone: what a run that was missed or cut off has left, others find.
/// </summary>
public static class PurgePlan
{
    /// <summary>So long an instance can be looked at.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(6);

    private const int RecentWindows = 8;
    private const int Weeks = 4;

    private static readonly TimeSpan recent = TimeSpan.FromHours(6);
    private static readonly TimeSpan week = TimeSpan.FromDays(7);

    // Always named: without any, the Azure Storage backend purges what runs as well.
    private static readonly OrchestrationRuntimeStatus[] ended =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    /// <summary>The last two days at every run, and by turns a part of all that is older: what ran for long, and what nobody purged for days.</summary>
    public static IReadOnlyList<PurgeInstancesFilter> At(DateTimeOffset now)
    {
        var end = now - Kept;
        var older = end - (RecentWindows * recent);
        var turn = (int)(now.ToUnixTimeSeconds() / 3600 % (Weeks + 1));
        return
        [
            .. Enumerable.Range(0, RecentWindows).Select(n => Created(end - ((n + 1) * recent), end - (n * recent))),
            Created(turn == Weeks ? DateTimeOffset.UnixEpoch : older - ((turn + 1) * week), older - (turn * week)),
        ];
    }

    private static PurgeInstancesFilter Created(DateTimeOffset from, DateTimeOffset to) => new(from, to, ended);
}
