using EmailSync.Core.Mailboxes;
using EmailSync.Core.Mailboxes.Tokens;
using EmailSync.Core.Providers.Budget;
using EmailSync.Core.Providers.Http;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Providers.Gmail;

public static class GmailServices
{
    // An answer of the OAuth endpoints is a few KB.
    private const int LongestOAuthAnswer = 256 * 1024;

    /// <summary>Gmail as a mail provider, signing in at Google, and verifying its pushes; settings that are missing or malformed stop the start.</summary>
    public static IServiceCollection AddGmail(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMailboxTokens();
        services.AddSingleton<IConfigureOptions<GmailOptions>>(new ConfigureGmailOptions(configuration));
        services.AddSingleton<IValidateOptions<GmailOptions>, GmailOptionsValidator>();
        services.AddOptions<GmailOptions>().ValidateOnStart();

        services.AddProviderHttp(GmailClient.HttpName);
        foreach (var name in (string[])[GoogleTokenEndpoint.HttpName, GoogleSigningKeys.HttpName])
            services.AddProviderHttp(name).ConfigureHttpClient(client => client.MaxResponseContentBufferSize = LongestOAuthAnswer);

        services.AddKeyedSingleton<IProviderBudget>(MailProviderName.Gmail, (provider, _) => new ProviderBudget(
            provider.GetRequiredService<ITables>(),
            BudgetSize.PerMinute(provider.GetRequiredService<IOptions<GmailOptions>>().Value.UnitsPerMinute),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<GmailClient>();
        services.AddSingleton<GmailDrafts>();
        services.AddSingleton<IMailProvider, GmailProvider>();

        services.AddSingleton<GoogleTokenEndpoint>();
        services.AddSingleton<GoogleSigningKeys>();
        services.AddSingleton<GoogleTokenVerifier>();
        services.AddSingleton<ITokenRefresher, GoogleTokenRefresher>();
        services.AddSingleton<IOAuthClient, GoogleOAuthClient>();
        services.AddSingleton(provider => new GmailPushVerifier(
            provider.GetRequiredService<GoogleTokenVerifier>(), provider.GetRequiredService<IOptions<GmailOptions>>()));
        return services;
    }
}
