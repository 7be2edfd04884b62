using EmailSync.Core.Mailboxes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Providers.Gmail;

/// <summary>Signing in at Google: authorization code with PKCE, for offline access.</summary>
internal sealed class GoogleOAuthClient(
    GoogleTokenEndpoint endpoint, GoogleTokenVerifier tokens, IOptions<GmailOptions> options, TimeProvider time) : IOAuthClient
{
    public MailProviderName Provider => MailProviderName.Gmail;

    public bool CanRevoke => true;

    public string AuthorizationUrl(string redirectUri, string state, string codeChallenge, string? loginHint)
    {
        var parameters = new Dictionary<string, string?>
        {
            ["client_id"] = options.Value.ClientId,
            ["redirect_uri"] = redirectUri,
            ["response_type"] = "code",
            ["scope"] = GoogleScopes.Asked,
            // Only these two together give a refresh token to somebody who consented before.
            ["access_type"] = "offline",
            ["prompt"] = "consent",
            ["state"] = state,
            ["code_challenge"] = codeChallenge,
            ["code_challenge_method"] = "S256",
        };
        if (!string.IsNullOrWhiteSpace(loginHint)) parameters["login_hint"] = loginHint;
        return QueryHelpers.AddQueryString(options.Value.AuthorizeUrl, parameters);
    }

    public async Task<OAuthGrant> RedeemAsync(string code, string codeVerifier, string redirectUri, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        var answer = await RedeemCodeAsync(code, codeVerifier, redirectUri, cancellationToken);
        var missing = GoogleScopes.Missing(answer.Scope);
        var check = answer.IdToken is { Length: > 0 } idToken
            ? await tokens.CheckAsync(idToken, options.Value.ClientId, cancellationToken)
            : new GoogleTokenCheck(PushVerdict.MissingToken);
        if (check.Verdict == PushVerdict.KeysUnavailable) throw new OAuthException("provider_unavailable");
        if (check.Token is not { } token || GoogleClaims.Subject(token) is not { } subject) throw new OAuthException("identity_unverified");

        // Without the e-mail scope there is no address to show, and the grant is refused for that anyway.
        var address = GoogleClaims.IsEmailVerified(token) ? GoogleClaims.Email(token) : null;
        if (address is null && missing.Count == 0) throw new OAuthException("identity_unverified");
        if (answer.RefreshToken is not { Length: > 0 } refreshToken) throw new OAuthException("no_refresh_token");
        return new OAuthGrant(subject, address ?? "", refreshToken, answer.AccessToken ?? "", answer.ExpiresAt(asked), missing)
        {
            IsOfOrganisation = GoogleClaims.HostedDomain(token) is not null,
        };
    }

    public async Task RevokeAsync(string refreshToken, CancellationToken cancellationToken)
    {
        try
        {
            await endpoint.RevokeAsync(refreshToken, cancellationToken);
        }
        catch (MailProviderException e)
        {
            throw new OAuthException("provider_unavailable", e);
        }
    }

    private async Task<GoogleTokenAnswer> RedeemCodeAsync(string code, string codeVerifier, string redirectUri, CancellationToken cancellationToken)
    {
        try
        {
            return await endpoint.PostAsync(
                [new("grant_type", "authorization_code"), new("code", code), new("code_verifier", codeVerifier), new("redirect_uri", redirectUri)],
                cancellationToken);
        }
        catch (MailProviderException e)
        {
            throw new OAuthException(e.Kind switch
            {
                MailProviderFailure.AuthorizationLost => "code_rejected",
                MailProviderFailure.Misconfigured => "provider_misconfigured",
                _ => "provider_unavailable",
            }, e);
        }
    }
}
