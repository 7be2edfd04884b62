using Microsoft.DurableTask;

namespace EmailSync.Functions.Sync;

/// <summary>
/// For what nobody foresaw, storage that fails above all; what providers do is a value that the activity returns. After the last attempt the
/// orchestration fails, and a sweep starts it again from its rows.
/// </summary>
internal static class ActivityRetry
{
    public static readonly TaskOptions Options = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 4, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 3));
}
