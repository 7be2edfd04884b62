using EmailSync.Core.Access;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace EmailSync.Functions.Middleware;

/// <summary>
/// R27: from the moment of its deletion nothing of a location is shown and nothing accepted for it, although its rows may stand for a while; its keys and its users'
/// tokens end at that moment. Asked once for every route below a location, so that no function can forget to.
/// </summary>
public sealed class LocationMiddleware(CallerStanding standing) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http && RouteValues.Find(context, http, RouteValues.Location) is { } loc && CrmId.IsValid(loc)
            && await ProblemAsync(context, http, new LocationId(loc), http.RequestAborted) is { } problem)
            throw new ApiException(problem);
        await next(context);
    }

    private async Task<ApiProblem?> ProblemAsync(FunctionContext context, HttpContext http, LocationId location, CancellationToken cancellationToken)
    {
        var stands = await standing.OfAsync(location, cancellationToken);
        if (Callers.Find(http) is { } caller && !await standing.StandsAsync(caller, stands, cancellationToken))
            return ApiProblem.Unauthorized;
        if (stands != LocationStanding.BeingErased)
            return null;
        return HttpMethods.IsPut(http.Request.Method) && context.FunctionDefinition.Name == nameof(Directory.PutLocationTrigger)
            ? ApiProblem.LocationBeingDeleted
            : ApiProblem.NotFound("location");
    }
}
