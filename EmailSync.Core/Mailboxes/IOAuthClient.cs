namespace EmailSync.Core.Mailboxes;

/// <summary>The authorization-code flow with PKCE (RFC 7636) of one provider.</summary>
public interface IOAuthClient
{
    MailProviderName Provider { get; }

    /// <summary>The provider's consent page for this attempt.</summary>
    string AuthorizationUrl(string redirectUri, string state, string codeChallenge, string? loginHint);

    /// <summary>
    /// Redeems a code, verifies the ID token and compares scopes. Fails with <see cref="OAuthException"/> for what the provider refuses.
    /// A grant without a refresh token is refused with code <c>no_refresh_token</c>.
    /// </summary>
    Task<OAuthGrant> RedeemAsync(string code, string codeVerifier, string redirectUri, CancellationToken cancellationToken);

    /// <summary>Revokes the grant where the provider can (Google); elsewhere does nothing. A dead token is no failure.</summary>
    Task RevokeAsync(string refreshToken, CancellationToken cancellationToken);
}
