using Microsoft.AspNetCore.Http;

namespace EmailSync.Functions.Http;

/// <summary>A problem document on its way: it says which request it is about.</summary>
internal sealed class ProblemAnswer(ApiProblem problem) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => Results
        .Json(problem with { RequestId = RequestIds.Find(httpContext) }, ApiJson.Default.ApiProblem, "application/problem+json", problem.Status)
        .ExecuteAsync(httpContext);
}
