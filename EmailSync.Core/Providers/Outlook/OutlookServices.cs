using EmailSync.Core.Mailboxes;
using EmailSync.Core.Mailboxes.Tokens;
using EmailSync.Core.Providers.Budget;
using EmailSync.Core.Providers.Http;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Providers.Outlook;

public static class OutlookServices
{
    // Graph's limit for one app and one mailbox (https://learn.microsoft.com/graph/throttling-limits).
    private const int RequestsPerWindow = 10_000;

    // An answer of the OAuth endpoints is a few KB.
    private const int LongestOAuthAnswer = 256 * 1024;
    private static readonly TimeSpan window = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan wholeCallLimit = TimeSpan.FromMinutes(3);

    /// <summary>Outlook as a mail provider, and signing in at Microsoft; settings that are missing or malformed stop the start.</summary>
    public static IServiceCollection AddOutlook(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMailboxTokens();
        services.Configure<OutlookOptions>(configuration.GetSection(OutlookOptions.Section));
        services.AddSingleton<IValidateOptions<OutlookOptions>, OutlookOptionsValidator>();
        services.AddOptions<OutlookOptions>().ValidateOnStart();

        // Handlers that are added first are outermost: what signs stands around what retries.
        services.AddTransient<GraphHandler>();
        services.AddHttpClient(OutlookClient.HttpName, client => client.Timeout = wholeCallLimit).AddHttpMessageHandler<GraphHandler>();
        services.AddProviderHttp(OutlookClient.HttpName);
        services.AddProviderHttp(OutlookUploads.HttpName);
        foreach (var name in (string[])[MicrosoftTokenEndpoint.HttpName, MicrosoftSigningKeys.HttpName])
            services.AddProviderHttp(name).ConfigureHttpClient(client => client.MaxResponseContentBufferSize = LongestOAuthAnswer);

        services.AddKeyedSingleton<IProviderBudget>(MailProviderName.Outlook, (provider, _) => new ProviderBudget(
            provider.GetRequiredService<ITables>(), BudgetSize.Within(window, RequestsPerWindow), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<GraphGate>();
        services.AddSingleton<OutlookClient>();
        services.AddSingleton<OutlookClientState>();
        services.AddSingleton<OutlookFolders>();
        services.AddSingleton<OutlookFeeds>();
        services.AddSingleton<OutlookUploads>();
        services.AddSingleton<OutlookStates>();
        services.AddSingleton<OutlookDrafts>();
        services.AddSingleton<OutlookWatch>();
        services.AddSingleton<IMailProvider, OutlookProvider>();

        services.AddSingleton<MicrosoftTokenEndpoint>();
        services.AddSingleton<MicrosoftSigningKeys>();
        services.AddSingleton<MicrosoftIdTokens>();
        services.AddSingleton<ITokenRefresher, MicrosoftTokenRefresher>();
        services.AddSingleton<IOAuthClient, MicrosoftOAuthClient>();
        return services;
    }
}
