using EmailSync.Core.Mailboxes;
using EmailSync.Core.Mailboxes.Tokens;

namespace EmailSync.Core.Providers.Gmail;

/// <summary>Refreshes at Google, whose refresh tokens do not rotate.</summary>
internal sealed class GoogleTokenRefresher(GoogleTokenEndpoint endpoint, TimeProvider time) : ITokenRefresher
{
    public MailProviderName Provider => MailProviderName.Gmail;

    public async Task<RefreshedTokens> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        var answer = await endpoint.PostAsync([new("grant_type", "refresh_token"), new("refresh_token", refreshToken)], cancellationToken);
        return new RefreshedTokens(answer.AccessToken ?? throw GmailMessages.Unreadable(), answer.ExpiresAt(asked), answer.RefreshToken);
    }
}
