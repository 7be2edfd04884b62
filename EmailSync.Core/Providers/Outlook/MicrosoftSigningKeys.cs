using EmailSync.Core.Providers.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>The identity platform's public keys, the same for every tenant.</summary>
internal sealed class MicrosoftSigningKeys(IHttpClientFactory http, IOptions<OutlookOptions> options, TimeProvider time, ILogger<MicrosoftSigningKeys> logger)
    : SigningKeys(http, HttpName, () => new MicrosoftAuthority(options.Value.Authority).KeysUrl, time, logger)
{
    /// <summary>The named HTTP client that keys are fetched through.</summary>
    public const string HttpName = "microsoft-keys";
}
