namespace Microsoft.DurableTask;

/// <summary>Stands for <c>Microsoft.DurableTask.TaskRetryOptions</c> (package Microsoft.DurableTask.Abstractions). Retry policies only: this project uses no retry handlers.</summary>
public sealed class TaskRetryOptions(RetryPolicy policy)
{
    public RetryPolicy? Policy { get; } = policy ?? throw new ArgumentNullException(nameof(policy));

    public static implicit operator TaskRetryOptions(RetryPolicy policy) => FromRetryPolicy(policy);

    public static TaskRetryOptions FromRetryPolicy(RetryPolicy policy) => new(policy);
}
