using EmailSync.Core.Providers.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Providers.Gmail;

/// <summary>Google's public keys.</summary>
internal sealed class GoogleSigningKeys(IHttpClientFactory http, IOptions<GmailOptions> options, TimeProvider time, ILogger<GoogleSigningKeys> logger)
    : SigningKeys(http, HttpName, () => options.Value.JwksUrl, time, logger)
{
    /// <summary>The named HTTP client that keys are fetched through.</summary>
    public const string HttpName = "google-keys";
}
