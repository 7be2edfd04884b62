using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EmailSync.Core.Mailboxes.Tokens;

public static class MailboxTokenServices
{
    /// <summary>Keeping and refreshing grants, for every provider that is registered; may be called twice.</summary>
    public static IServiceCollection AddMailboxTokens(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<MailboxTokens>();
        services.TryAddSingleton<IMailboxTokens>(provider => provider.GetRequiredService<MailboxTokens>());
        services.TryAddSingleton<IAccessTokens>(provider => provider.GetRequiredService<MailboxTokens>());
        return services;
    }
}
