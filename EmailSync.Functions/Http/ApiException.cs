namespace EmailSync.Functions.Http;

/// <summary>Ends a request with a problem document.</summary>
public sealed class ApiException(ApiProblem problem) : Exception(problem.Code)
{
    public ApiProblem Problem { get; } = problem;
}
