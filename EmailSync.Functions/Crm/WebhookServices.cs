using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Providers.Targets;
using Microsoft.Extensions.DependencyInjection;

namespace EmailSync.Functions.Crm;

/// <summary>How webhooks are called: straight, to addresses that are allowed, following nothing.</summary>
internal static class WebhookServices
{
    private static readonly TimeSpan attemptLimit = TimeSpan.FromSeconds(15);

    /// <summary>A name that moves is followed within this.</summary>
    private static readonly TimeSpan connectionsKept = TimeSpan.FromMinutes(2);

    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddSingleton<TargetConnector>();
        services
            .AddHttpClient(WebhookSender.HttpClientName, client =>
            {
                client.Timeout = attemptLimit;
                client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("EmailSync", null));
            })
            .ConfigurePrimaryHttpMessageHandler(provider => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                PooledConnectionLifetime = connectionsKept,
                MaxResponseHeadersLength = 16,

                // A certificate may name addresses to fetch more from (AIA, CRL); nobody but the callback below chooses where we connect.
                SslOptions = { CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck } },
                ConnectCallback = provider.GetRequiredService<TargetConnector>().ConnectAsync,
            });
        return services;
    }
}
