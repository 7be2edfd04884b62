namespace DurableTask.Core.Exceptions;

/// <summary>Stands for <c>DurableTask.Core.Exceptions.TaskFailedException</c> (package Microsoft.Azure.DurableTask.Core). What a retry policy is asked about.</summary>
public class TaskFailedException : OrchestrationException
{
    public TaskFailedException()
    {
    }

    public TaskFailedException(string reason)
        : base(reason)
    {
    }

    public TaskFailedException(string reason, Exception innerException)
        : base(reason, innerException)
    {
    }
}
