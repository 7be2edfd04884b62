using Microsoft.AspNetCore.Http;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Stands for <c>Microsoft.Azure.Functions.Worker.FunctionContextExtensions</c> (package Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore).</summary>
public static class FunctionContextExtensions
{
    // The key under which the official package leaves the request; a host puts its HttpContext there.
    private const string HttpContextKey = "HttpRequestContext";

    public static HttpContext? GetHttpContext(this FunctionContext context) =>
        context.Items.TryGetValue(HttpContextKey, out var value) ? value as HttpContext : null;
}
