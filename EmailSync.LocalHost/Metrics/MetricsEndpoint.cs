using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EmailSync.LocalHost.Metrics;

/// <summary>The local host's own page of numbers. It stands beside the functions, not among them: what is deployed does not have it.</summary>
internal static class MetricsEndpoint
{
    public const string Path = "/_host/metrics";

    public static void UseMetricsPage(this WebApplication app)
    {
        var metrics = app.Services.GetRequiredService<HostMetrics>();
        app.Use((http, next) => http.Request.Path == Path && HttpMethods.IsGet(http.Request.Method)
            ? http.Response.WriteAsJsonAsync(metrics.Read(), MetricsJson.Default.MetricsPage, cancellationToken: http.RequestAborted)
            : next(http));
    }
}
