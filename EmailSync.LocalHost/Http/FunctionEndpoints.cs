using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace EmailSync.LocalHost.Http;

/// <summary>Puts the HTTP functions behind ASP.NET Core routing, whose precedence the real host shares.</summary>
internal static class FunctionEndpoints
{
    public static void MapFunctions(this WebApplication app, IReadOnlyList<HttpFunction> functions, long maxBody)
    {
        app.Use((http, next) => RequestBody.BoundAsync(http, next, maxBody));
        app.UseRouting();

        // Routing answers a known path with an unknown method by itself (405). The real host knows only functions, so it says 404.
        app.Use((http, next) =>
        {
            if (http.GetEndpoint()?.Metadata.GetMetadata<HttpFunction>() is not null)
                return next(http);
            http.SetEndpoint(null);
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });

        var runner = app.Services.GetRequiredService<HttpFunctionRunner>();
        foreach (var function in functions)
        {
            var endpoint = ((IEndpointRouteBuilder)app)
                .Map(function.Pattern, http => runner.RunAsync(http, function.Function))
                .WithMetadata(function);
            if (function.Methods.Count > 0)
                endpoint.WithMetadata(new HttpMethodMetadata(function.Methods));
        }

        // Without an explicit end, WebApplication would put its own routing around this one.
        app.UseEndpoints(_ => { });
    }
}
