using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;

namespace EmailSync.Benchmarks.Drivers;

/// <summary>The one HTTP client of the run. It keeps no cookies and follows no redirects: who browses does so knowingly.</summary>
internal static class Web
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static HttpClient Http { get; } = Create();

    public static async Task<T> ReadAsync<T>(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var answer = await Http.SendAsync(request, cancellationToken);
        var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new BenchmarkException($"{request.Method} {request.RequestUri!.AbsolutePath} was answered with {(int)answer.StatusCode}.");
        return JsonSerializer.Deserialize<T>(body, Json) ?? throw new BenchmarkException($"{request.RequestUri!.AbsolutePath} answered nothing.");
    }

    public static async Task SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var answer = await Http.SendAsync(request, cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new BenchmarkException($"{request.Method} {request.RequestUri!.AbsolutePath} was answered with {(int)answer.StatusCode}.");
    }

    private static HttpClient Create()
    {
        var services = new ServiceCollection();
        services.AddHttpClient(nameof(Web))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        return services.BuildServiceProvider().GetRequiredService<IHttpClientFactory>().CreateClient(nameof(Web));
    }
}
