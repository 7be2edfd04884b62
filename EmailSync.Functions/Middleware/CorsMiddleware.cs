using System.Globalization;
using EmailSync.Core;
using EmailSync.Core.Access;
using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace EmailSync.Functions.Middleware;

/// <summary>
/// CORS (Fetch standard) for the pages that a setting names. Their browser shows keys in a header, never cookies, so that no page can act with what a browser keeps.
/// </summary>
public sealed class CorsMiddleware(FunctionCatalog catalog, IOptions<EmailSyncOptions> options) : IFunctionsWorkerMiddleware
{
    private const string Path = "path";
    private const string Allowed = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, Request-Id, X-Acting-User";
    private const string Exposed = "ETag, Location, RateLimit, RateLimit-Policy, Request-Id, Retry-After";
    private static readonly TimeSpan preflightKept = TimeSpan.FromMinutes(10);

    private readonly AllowedOrigins origins = AllowedOrigins.Parse(options.Value.AllowedOrigins);

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (origins.IsEmpty || context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        var origin = http.Request.Headers.Origin.ToString();
        var isAllowed = origins.Contains(origin);
        var methods = isAllowed && IsPreflight(http.Request) ? catalog.MethodsOf(RouteValues.Find(context, http, Path) ?? "") : [];
        http.Response.OnStarting(() =>
        {
            Tell(http.Response.Headers, isAllowed ? origin : null);
            return Task.CompletedTask;
        });
        if (methods.Count == 0)
        {
            await next(context);
            return;
        }
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        http.Response.Headers.AccessControlAllowMethods = string.Join(", ", methods);
        http.Response.Headers.AccessControlAllowHeaders = Allowed;
        http.Response.Headers.AccessControlMaxAge = preflightKept.TotalSeconds.ToString(CultureInfo.InvariantCulture);
    }

    private static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) && request.Headers.ContainsKey(HeaderNames.AccessControlRequestMethod);

    private static void Tell(IHeaderDictionary headers, string? origin)
    {
        headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        if (origin is null)
            return;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlExposeHeaders = Exposed;
    }
}
