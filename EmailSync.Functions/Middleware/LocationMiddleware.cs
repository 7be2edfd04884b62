using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace EmailSync.Functions.Middleware;

/// <summary>
/// R27: from the moment of its deletion nothing of a location is shown and nothing accepted for it, although its rows may stand for a while. Asked once for every
/// route below a location, so that no function can forget to.
/// </summary>
public sealed class LocationMiddleware(LocationErasureStore erasures) : IFunctionsWorkerMiddleware
{
    private const string RouteValue = "loc";

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http && LocationOf(context, http) is { } loc && CrmId.IsValid(loc)
            && await erasures.IsUnderWayAsync(new LocationId(loc), http.RequestAborted))
        {
            var problem = HttpMethods.IsPut(http.Request.Method) && context.FunctionDefinition.Name == nameof(Directory.PutLocationTrigger)
                ? ApiProblem.LocationBeingDeleted
                : ApiProblem.NotFound("location");
            await problem.ToResult().ExecuteAsync(http);
            return;
        }
        await next(context);
    }

    /// <summary>As the function's own parameter gets it.</summary>
    private static string? LocationOf(FunctionContext context, HttpContext http) =>
        context.BindingContext.BindingData.TryGetValue(RouteValue, out var bound) && bound is string loc ? loc : http.GetRouteValue(RouteValue) as string;
}
