namespace DurableTask.Core.Exceptions;

/// <summary>Stands for <c>DurableTask.Core.Exceptions.OrchestrationException</c> (package Microsoft.Azure.DurableTask.Core).</summary>
public class OrchestrationException : Exception
{
    public OrchestrationException()
    {
    }

    public OrchestrationException(string message)
        : base(message)
    {
    }

    public OrchestrationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public FailureDetails? FailureDetails { get; set; }
}
