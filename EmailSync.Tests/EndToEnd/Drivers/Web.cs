using EmailSync.Tests.OpenApi;
using Microsoft.Extensions.DependencyInjection;

namespace EmailSync.Tests.EndToEnd.Drivers;

/// <summary>The one HTTP client of the drivers. It keeps no cookies and follows no redirects: who browses does so knowingly.</summary>
internal static class Web
{
    public static HttpClient Http { get; } = Create();

    private static HttpClient Create()
    {
        var services = new ServiceCollection();
        services.AddHttpClient(nameof(Web))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false })
            .AddHttpMessageHandler(() => new ContractHandler())
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        return services.BuildServiceProvider().GetRequiredService<IHttpClientFactory>().CreateClient(nameof(Web));
    }
}
