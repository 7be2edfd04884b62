using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Middleware;

/// <summary>Parts of a route, as the function's own parameters get them.</summary>
internal static class RouteValues
{
    public const string Location = "loc";

    public static string? Find(FunctionContext context, HttpContext http, string name) =>
        context.BindingContext.BindingData.TryGetValue(name, out var bound) && bound is string value ? value : http.GetRouteValue(name) as string;
}
