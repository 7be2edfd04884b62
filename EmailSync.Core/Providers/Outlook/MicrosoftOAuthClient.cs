using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using EmailSync.Core.Mailboxes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>Signing in at Microsoft, with a work, school or personal account: authorization code with PKCE, for offline access.</summary>
internal sealed class MicrosoftOAuthClient(
    MicrosoftTokenEndpoint endpoint, MicrosoftIdTokens idTokens, IOptions<OutlookOptions> options, TimeProvider time) : IOAuthClient
{
    /// <summary>The tenant lets no user consent to reading mail: an administrator has to approve first.</summary>
    public const string AdminConsentRequired = "admin_consent_required";

    public MailProviderName Provider => MailProviderName.Outlook;

    public string AuthorizationUrl(string redirectUri, string state, string codeChallenge, string? loginHint)
    {
        var parameters = new Dictionary<string, string?>
        {
            ["client_id"] = options.Value.ClientId,
            ["redirect_uri"] = redirectUri,
            ["response_type"] = "code",
            ["response_mode"] = "query",
            ["scope"] = MicrosoftScopes.Asked,
            ["prompt"] = "select_account",
            ["state"] = state,
            // Derived from the verifier, which comes back when the code is redeemed: nothing has to be kept for it.
            ["nonce"] = codeChallenge,
            ["code_challenge"] = codeChallenge,
            ["code_challenge_method"] = "S256",
        };
        if (!string.IsNullOrWhiteSpace(loginHint)) parameters["login_hint"] = loginHint;
        return QueryHelpers.AddQueryString(Authority.AuthorizeUrl, parameters);
    }

    public string RefusalCode(string? error, string? description) =>
        MicrosoftErrors.NeedsAdministrator(MicrosoftErrors.Numbers(description)) ? AdminConsentRequired
        : error == "access_denied" ? "access_denied"
        : "provider_refused";

    public string? AdminConsentUrl(string redirectUri) => QueryHelpers.AddQueryString(Authority.AdminConsentUrl, new Dictionary<string, string?>
    {
        ["client_id"] = options.Value.ClientId,
        ["redirect_uri"] = redirectUri,
        ["scope"] = MicrosoftScopes.AskedOfAdministrator,
    });

    public async Task<OAuthGrant> RedeemAsync(string code, string codeVerifier, string redirectUri, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        var answer = await RedeemCodeAsync(code, codeVerifier, redirectUri, cancellationToken);
        var missing = MicrosoftScopes.Missing(answer.Scope);
        var nonce = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(codeVerifier)));
        var (known, account) = await idTokens.AccountAsync(answer.IdToken, nonce, cancellationToken);
        if (!known) throw new OAuthException("provider_unavailable");
        if (account is null) throw new OAuthException("identity_unverified");
        if (answer.RefreshToken is not { Length: > 0 } refreshToken) throw new OAuthException("no_refresh_token");
        var accessToken = answer.AccessToken ?? "";

        // Without the permission there is no address to show, and the grant is refused for that anyway.
        var address = missing.Count == 0 ? await AddressAsync(accessToken, cancellationToken) : "";
        return new OAuthGrant(account, address, refreshToken, accessToken, answer.ExpiresAt(asked), missing);
    }

    /// <summary>Microsoft has no call for it; the person ends the grant on their own page.</summary>
    public Task RevokeAsync(string refreshToken, CancellationToken cancellationToken) => Task.CompletedTask;

    private MicrosoftAuthority Authority => new(options.Value.Authority);

    private async Task<string> AddressAsync(string accessToken, CancellationToken cancellationToken)
    {
        try
        {
            var me = await endpoint.MeAsync(accessToken, cancellationToken);
            return me.Mail is { Length: > 0 } mail ? mail
                : me.UserPrincipalName is { Length: > 0 } name ? name
                : throw new OAuthException("identity_unverified");
        }
        catch (MailProviderException e)
        {
            throw new OAuthException(e.Code == GraphErrors.NoMailbox ? e.Code : "provider_unavailable", e);
        }
    }

    private async Task<MicrosoftTokenAnswer> RedeemCodeAsync(string code, string codeVerifier, string redirectUri, CancellationToken cancellationToken)
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
                _ when e.Code == AdminConsentRequired => AdminConsentRequired,
                MailProviderFailure.AuthorizationLost => "code_rejected",
                MailProviderFailure.Misconfigured => "provider_misconfigured",
                _ => "provider_unavailable",
            }, e);
        }
    }
}
