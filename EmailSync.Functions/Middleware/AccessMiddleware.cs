using EmailSync.Core.Access;
using EmailSync.Core.Directory;
using EmailSync.Functions.Access;
using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace EmailSync.Functions.Middleware;

/// <summary>
/// Finds and counts the caller of every HTTP function that does not say <see cref="WithoutKeyAttribute"/>, and lets through what the function's
/// <see cref="ReachesAttribute"/> grants.
/// </summary>
public sealed class AccessMiddleware(FunctionCatalog catalog, CallerReader callers, CallLimits limits, RefusalCounter refusals) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http && catalog.NeedsKey(context.FunctionDefinition.Name))
        {
            try
            {
                await LetThroughAsync(context, http);
            }
            catch (ApiException e)
            {
                refusals.Count(e.Problem.Code);
                throw;
            }
        }
        await next(context);
    }

    private async Task LetThroughAsync(FunctionContext context, HttpContext http)
    {
        var caller = await callers.ReadAsync(http, http.RequestAborted);
        Callers.Note(http, caller);
        limits.Count(http, caller);
        var location = RouteValues.Find(context, http, RouteValues.Location) is { } loc ? new LocationId(loc) : (LocationId?)null;
        if (ProblemOf(AccessRules.Judge(caller, catalog.ReachOf(context.FunctionDefinition.Name), location)) is { } problem)
            throw new ApiException(problem);
    }

    private static ApiProblem? ProblemOf(AccessVerdict verdict) => verdict switch
    {
        AccessVerdict.Granted => null,
        AccessVerdict.UnknownLocation => ApiProblem.NotFound("location"),
        AccessVerdict.InstallationKeyRequired => ApiProblem.InstallationKeyRequired,
        AccessVerdict.AdministratorRequired => ApiProblem.AdministratorRequired,
        _ => ApiProblem.MissingScope,
    };
}
