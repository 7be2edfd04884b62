using EmailSync.Core.Mailboxes;
using EmailSync.Core.Mailboxes.Tokens;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>Refreshes at Microsoft: each refresh brings a new refresh token, and the old one goes on for a while, should the new one be lost.</summary>
internal sealed class MicrosoftTokenRefresher(MicrosoftTokenEndpoint endpoint, TimeProvider time) : ITokenRefresher
{
    public MailProviderName Provider => MailProviderName.Outlook;

    public async Task<RefreshedTokens> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        var answer = await endpoint.PostAsync([new("grant_type", "refresh_token"), new("refresh_token", refreshToken)], cancellationToken);
        return new RefreshedTokens(answer.AccessToken ?? throw OutlookClient.Unreadable(), answer.ExpiresAt(asked), answer.RefreshToken);
    }
}
