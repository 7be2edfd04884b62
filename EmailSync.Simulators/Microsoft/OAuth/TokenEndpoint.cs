using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using EmailSync.Simulators.Faults;

namespace EmailSync.Simulators.Microsoft.OAuth;

/// <summary>/{tenant}/oauth2/v2.0/token: codes and refresh tokens become access tokens.</summary>
internal sealed class TokenEndpoint(OAuthWorld world, IdTokens idTokens, LoopGuard loops)
{
    public GraphReply Answer(GraphCall call, string tenant)
    {
        try
        {
            var form = new FormBody(call);
            if (!TenantPath.IsWellFormed(tenant))
                throw new OAuthError(400, "invalid_request", 90002, $"Tenant '{tenant}' not found.");
            if (!form.IsForm)
                throw OAuthError.Missing("grant_type");
            var type = form.Required("grant_type");
            CheckClient(call, form);
            loops.Count(Convert.ToHexString(SHA256.HashData(call.Body)), world.Settings().MaxIdenticalTokenRequests);
            return type switch
            {
                "authorization_code" => Redeem(call, tenant, form),
                "refresh_token" => Refresh(call, tenant, form),
                _ => throw new OAuthError(400, "unsupported_grant_type", 70003, $"The app requested an unsupported grant type '{type}'."),
            };
        }
        catch (OAuthError error)
        {
            return OAuthReplies.Refusal(error, world.Now);
        }
    }

    private GraphReply Redeem(GraphCall call, string tenant, FormBody form)
    {
        var code = form.Required("code");
        var found = world.Tokens.FindCode(code);
        if (!found.IsRedeemed)
            Check(found, form);
        var account = Account(found.Grant, tenant);
        FailIfOrdered(call, account.Address);
        var scopes = Narrowed(found.Grant, form.One("scope"));
        return Tokens(world.Tokens.Redeem(code).Grant, account, scopes, found.Request.Nonce);
    }

    private GraphReply Refresh(GraphCall call, string tenant, FormBody form)
    {
        var token = form.Required("refresh_token");
        if (world.Tokens.AddressOf(token) is { } address)
            FailIfOrdered(call, address);
        var grant = world.Tokens.UseRefreshToken(token);
        return Tokens(grant, Account(grant, tenant), Narrowed(grant, form.One("scope")), nonce: null);
    }

    private GraphReply Tokens(Grant grant, MicrosoftAccount account, IReadOnlyList<string> scopes, string? nonce)
    {
        var (access, seconds) = world.Tokens.NewAccessToken(grant, scopes);
        var json = new JsonObject
        {
            ["token_type"] = "Bearer",
            ["scope"] = MicrosoftScopes.Written(scopes, world.Settings().FullScopeNames),
            ["expires_in"] = seconds,
            ["ext_expires_in"] = seconds,
            ["access_token"] = access,
        };
        if (grant.Scopes.Contains(MicrosoftScopes.OfflineAccess))
            json["refresh_token"] = world.Tokens.NewRefreshToken(grant);
        if (grant.Scopes.Contains(MicrosoftScopes.OpenId))
            json["id_token"] = idTokens.Create(account, grant.Scopes, nonce);
        return OAuthReplies.Tokens(json);
    }

    private static void Check(AuthorizationCode code, FormBody form)
    {
        if (form.One("redirect_uri") != code.Request.RedirectUri)
            throw new OAuthError(400, "invalid_grant", 500112, "The reply address does not match the reply address provided when requesting the authorization code.");
        if (!VerifierFits(code.Request, form.One("code_verifier")))
            throw OAuthError.InvalidGrant(501481, "The Code_Verifier does not match the code_challenge supplied in the authorization request.");
    }

    private static bool VerifierFits(AuthorizeRequest request, string? verifier)
    {
        if (request.CodeChallenge is null)
            return verifier is null;
        if (verifier is null or { Length: < 43 or > 128 })
            return false;
        return request.CodeChallenge == (request.ChallengeMethod == "S256" ? Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(verifier))) : verifier);
    }

    private MicrosoftAccount Account(Grant grant, string tenant)
    {
        var account = world.Find(grant.Address) ?? throw OAuthError.InvalidGrant(50034, "The user account does not exist in the directory.");
        TenantPath.Require(tenant, account);
        return account;
    }

    /// <summary>A token request may ask for less than was granted, never for more.</summary>
    private static IReadOnlyList<string> Narrowed(Grant grant, string? text)
    {
        var asked = MicrosoftScopes.Parse(text);
        if (asked.FirstOrDefault(scope => !MicrosoftScopes.IsIdentity(scope) && !grant.Scopes.Contains(scope)) is not null)
            throw OAuthError.InvalidGrant(65001, "The user or administrator has not consented to use the application.", "consent_required");
        return asked.All(MicrosoftScopes.IsIdentity) ? grant.Scopes : [.. grant.Scopes.Where(scope => MicrosoftScopes.IsIdentity(scope) || asked.Contains(scope))];
    }

    /// <summary>The fault invalidGrant; its reason may name another of Microsoft's numbers.</summary>
    private void FailIfOrdered(GraphCall call, string address)
    {
        if (world.Faults.Take(kind => kind == FaultKind.InvalidGrant, call.Method, call.Path, address) is not { } fault)
            return;
        var number = int.TryParse(fault.Reason, NumberStyles.None, CultureInfo.InvariantCulture, out var ordered) ? ordered : 50173;
        throw number switch
        {
            70002 or 7000215 or 7000222 => new OAuthError(401, "invalid_client", number, "The client secret cannot be used."),
            700016 => new OAuthError(400, "unauthorized_client", number, "The application was not found in the directory."),
            _ => OAuthError.InvalidGrant(number, "The provided grant cannot be used.", number == 50173 ? "bad_token" : null),
        };
    }

    private void CheckClient(GraphCall call, FormBody form)
    {
        var (id, secret) = (form.One("client_id"), form.One("client_secret"));
        if (call.Authorization is { } header && header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            (id, secret) = Basic(header["Basic ".Length..].Trim());
        if (id is null)
            throw OAuthError.Missing("client_id");
        if (!id.Equals(world.Options.OutlookClientId, StringComparison.OrdinalIgnoreCase))
            throw new OAuthError(400, "unauthorized_client", 700016, $"Application with identifier '{id}' was not found in the directory.");
        if (secret is null)
            throw new OAuthError(401, "invalid_client", 7000218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.");
        if (secret != world.Options.OutlookClientSecret)
            throw new OAuthError(401, "invalid_client", 7000215, "Invalid client secret provided: the value is needed, not its id.");
    }

    private static (string? Id, string? Secret) Basic(string credentials)
    {
        Span<byte> bytes = new byte[credentials.Length];
        return Convert.TryFromBase64String(credentials, bytes, out var length) && Encoding.UTF8.GetString(bytes[..length]).Split(':', 2) is [var user, var password]
            ? (Uri.UnescapeDataString(user), Uri.UnescapeDataString(password))
            : (null, null);
    }
}
