namespace DurableTask.Core.Exceptions;

/// <summary>Stands for <c>DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException</c> (package Microsoft.Azure.DurableTask.Core).</summary>
public class OrchestrationAlreadyExistsException : Exception
{
    public OrchestrationAlreadyExistsException()
    {
    }

    public OrchestrationAlreadyExistsException(string message)
        : base(message)
    {
    }

    public OrchestrationAlreadyExistsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
