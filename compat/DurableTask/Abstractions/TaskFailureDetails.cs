namespace Microsoft.DurableTask;

/// <summary>Stands for <c>Microsoft.DurableTask.TaskFailureDetails</c> (package Microsoft.DurableTask.Abstractions). Without <c>IsCausedBy</c>: the type name may cross the wire as unknown, so nobody may branch on it.</summary>
public record TaskFailureDetails(
    string ErrorType, string ErrorMessage, string? StackTrace, TaskFailureDetails? InnerFailure, IDictionary<string, object?>? Properties)
{
    public static TaskFailureDetails FromException(Exception exception) => new(
        exception.GetType().ToString(),
        exception.Message,
        exception.StackTrace,
        exception.InnerException is { } inner ? FromException(inner) : null,
        Properties: null);

    public override string ToString() => $"{ErrorType}: {ErrorMessage}";
}
