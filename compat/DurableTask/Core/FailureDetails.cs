namespace DurableTask.Core;

/// <summary>Stands for <c>DurableTask.Core.FailureDetails</c> (package Microsoft.Azure.DurableTask.Core).</summary>
public class FailureDetails(
    string errorType, string errorMessage, string? stackTrace, FailureDetails? innerFailure, bool isNonRetriable)
{
    public string ErrorType { get; } = errorType;

    public string ErrorMessage { get; } = errorMessage;

    public string? StackTrace { get; } = stackTrace;

    public FailureDetails? InnerFailure { get; } = innerFailure;

    public bool IsNonRetriable { get; } = isNonRetriable;
}
