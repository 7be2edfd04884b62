namespace EmailSync.Core.Mailboxes;

/// <summary>The authorization-code flow with PKCE (RFC 7636) of one provider.</summary>
public interface IOAuthClient
{
    MailProviderName Provider { get; }

    /// <summary>The provider's consent page for this attempt.</summary>
    string AuthorizationUrl(string redirectUri, string state, string codeChallenge, string? loginHint);

    /// <summary>The stable code of an attempt that came back without a code to redeem.</summary>
    /// <param name="error">The provider's <c>error</c> (RFC 6749 section 4.1.2.1).</param>
    /// <param name="description">Its <c>error_description</c>: read, never shown.</param>
    string RefusalCode(string? error, string? description) => error == "access_denied" ? "access_denied" : "provider_refused";

    /// <summary>Where an administrator approves for everybody, after which the user tries again (code <c>admin_consent_required</c>); null where there is no such page.</summary>
    string? AdminConsentUrl(string redirectUri) => null;

    /// <summary>
    /// Redeems a code, verifies the ID token and compares scopes. Fails with <see cref="OAuthException"/> for what the provider refuses.
    /// A grant without a refresh token is refused with code <c>no_refresh_token</c>.
    /// </summary>
    Task<OAuthGrant> RedeemAsync(string code, string codeVerifier, string redirectUri, CancellationToken cancellationToken);

    /// <summary>Whether an app can give a grant back here, and its other grants to the same account with it.</summary>
    bool CanRevoke => false;

    /// <summary>Revokes the grant where the provider can (Google); elsewhere does nothing. A dead token is no failure.</summary>
    Task RevokeAsync(string refreshToken, CancellationToken cancellationToken);
}
