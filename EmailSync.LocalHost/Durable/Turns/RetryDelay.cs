using Microsoft.DurableTask;
using CoreFailure = DurableTask.Core.FailureDetails;
using CoreTaskFailedException = DurableTask.Core.Exceptions.TaskFailedException;

namespace EmailSync.LocalHost.Durable.Turns;

/// <summary>Decides whether and when a failed call is tried again.</summary>
internal static class RetryDelay
{
    /// <summary>The wait before the next attempt, or null to give up.</summary>
    public static TimeSpan? AfterFailure(RetryPolicy? policy, int attempt, TimeSpan sinceFirst, TaskFailureDetails failure)
    {
        if (policy is null || attempt >= policy.MaxNumberOfAttempts)
            return null;

        if (policy.RetryTimeout != Timeout.InfiniteTimeSpan && sinceFirst >= policy.RetryTimeout)
            return null;

        if (!policy.Handle(AsCoreException(failure)))
            return null;

        var milliseconds = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, attempt - 1);
        var longest = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.FromDays(365) : policy.MaxRetryInterval;
        return milliseconds < longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : longest;
    }

    // The policy's filter is only reachable through the exception type of the layer below.
    private static CoreTaskFailedException AsCoreException(TaskFailureDetails failure) => new(failure.ErrorMessage)
    {
        FailureDetails = new CoreFailure(
            failure.ErrorType, failure.ErrorMessage, stackTrace: null, innerFailure: null, isNonRetriable: false),
    };
}
