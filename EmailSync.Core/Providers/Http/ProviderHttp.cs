using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Timeout;

namespace EmailSync.Core.Providers.Http;

/// <summary>
/// How adapters talk HTTP: few and short retries of GET only (minutes belong to due work, and a repeated write could act twice), a time limit for
/// each try, no circuit breaker (mailboxes share nothing), no logging of URLs, no redirects (a token goes nowhere but where it was meant to).
/// </summary>
internal static class ProviderHttp
{
    private const int Retries = 2;
    private static readonly TimeSpan readLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan writeLimit = TimeSpan.FromSeconds(90);

    // A longer wish is the caller's matter: it becomes due work, not a sleeping thread.
    private static readonly TimeSpan longestWaitHere = TimeSpan.FromSeconds(3);

    public static IHttpClientBuilder AddProviderHttp(this IServiceCollection services, string name)
    {
        var client = services.AddHttpClient(name)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
                ConnectTimeout = TimeSpan.FromSeconds(10),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                UseCookies = false,
            });
        client.AddResilienceHandler("get-only", (pipeline, context) =>
        {
            // Waiting for a network is real time, also where a simulated clock jumps; only dates in headers go by the product's clock.
            pipeline.TimeProvider = TimeProvider.System;
            var time = context.ServiceProvider.GetRequiredService<TimeProvider>();
            pipeline.AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = Retries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(400),
                MaxDelay = longestWaitHere,
                UseJitter = true,
                ShouldRetryAfterHeader = true,
                ShouldHandle = args => ValueTask.FromResult(
                    args.Context.GetRequestMessage()?.Method == HttpMethod.Get && IsWorthRetrying(args.Outcome, time.GetUtcNow())),
            });
            pipeline.AddTimeout(new TimeoutStrategyOptions
            {
                TimeoutGenerator = args => ValueTask.FromResult(args.Context.GetRequestMessage()?.Method == HttpMethod.Get ? readLimit : writeLimit),
            });
        });
        return client;
    }

    private static bool IsWorthRetrying(Outcome<HttpResponseMessage> outcome, DateTimeOffset now) => outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException } => true,
        { Result: { StatusCode: >= HttpStatusCode.InternalServerError } response } => (RetryAfterHeader.Read(response, now) ?? TimeSpan.Zero) <= longestWaitHere,
        _ => false,
    };
}
