using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using EmailSync.Simulators.Faults;
using EmailSync.Simulators.Google.Gmail;
using EmailSync.Simulators.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace EmailSync.Simulators.Google.OAuth;

/// <summary>Google's sign-in: consent, tokens, revocation and keys.</summary>
internal sealed class OAuthServer(
    SimulatorOptions options, TimeProvider clock, TokenStore tokens, SigningKeys keys, FaultBook faults, AccountBook accounts,
    Func<GoogleSettings> settings, Action<string> consented)
{
    public const string Issuer = "https://accounts.google.com";

    public GoogleReply Authorize(GoogleCall call, string queryString)
    {
        try
        {
            var request = ConsentRequest.Parse(call, options);
            if (call.Method == "POST")
                return Decide(request, QueryHelpers.ParseQuery(Encoding.UTF8.GetString(call.Body)));
            var hinted = request.LoginHint is { } hint ? accounts.Find(hint) : null;
            if (request.Silent)
            {
                return hinted is not null && tokens.HasConsented(hinted.Address, request.Scopes)
                    ? Approve(request, hinted, request.Scopes)
                    : Redirect(request, ("error", "interaction_required"));
            }

            return hinted is not null && settings().AutoConsent
                ? Approve(request, hinted, request.Scopes)
                : Html(200, ConsentPage.Render(request, accounts.All, queryString));
        }
        catch (ConsentError error)
        {
            return Html(error.Status, ConsentPage.Error(error));
        }
    }

    public GoogleReply Token(GoogleCall call)
    {
        var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(call.Body));
        if (MediaType(call) != "application/x-www-form-urlencoded")
            return Refuse(400, "invalid_request", "The request body must be a form.");
        if (!ClientIsRight(call, form))
            return Refuse(401, "invalid_client", "Unauthorized");
        return One(form, "grant_type") switch
        {
            "authorization_code" => Exchange(form),
            "refresh_token" => Refresh(form),
            null => Refuse(400, "invalid_request", "Missing required parameter: grant_type"),
            var other => Refuse(400, "unsupported_grant_type", $"Invalid grant_type: {other}"),
        };
    }

    public GoogleReply Revoke(GoogleCall call)
    {
        var token = One(QueryHelpers.ParseQuery(Encoding.UTF8.GetString(call.Body)), "token") ?? call.Value("token");
        if (string.IsNullOrEmpty(token))
            return Refuse(400, "invalid_request", "Missing required parameter: token");
        return tokens.Revoke(token, settings().RevokeEndsWholeGrant)
            ? GoogleReply.Json(new JsonObject())
            : Refuse(400, "invalid_token", "Token expired or revoked");
    }

    public GoogleReply Certs() => GoogleReply.Json(keys.Jwks()) with
    {
        Headers = new Dictionary<string, string> { ["Cache-Control"] = "public, max-age=19800, must-revalidate, no-transform" },
    };

    /// <summary>The account that a token request concerns, for faults and the call log.</summary>
    public string? MailboxOf(GoogleCall call)
    {
        var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(call.Body));
        if (One(form, "code") is { } code)
            return tokens.AddressOfCode(code);
        return (One(form, "refresh_token") ?? One(form, "token")) is { } token ? tokens.AddressOfRefreshToken(token) ?? tokens.Access(token)?.Address : null;
    }

    private GoogleReply Decide(ConsentRequest request, Dictionary<string, StringValues> form)
    {
        if (One(form, "decision") != "allow")
            return Redirect(request, ("error", "access_denied"));
        if (accounts.Find(One(form, "account") ?? "") is not { } account)
            throw new ConsentError(400, "invalid_request", "No such account.");
        var ticked = form.TryGetValue("scope", out var scopes) ? scopes.OfType<string>().ToHashSet() : [];
        return Approve(request, account, [.. request.Scopes.Where(scope => ConsentRequest.IsIdentity(scope) || ticked.Contains(scope))]);
    }

    private GoogleReply Approve(ConsentRequest request, GoogleAccount account, IReadOnlyList<string> allowed)
    {
        if (account.AdminConsentRequired && request.Scopes.Any(scope => !ConsentRequest.IsIdentity(scope)))
            throw new ConsentError(400, "admin_policy_enforced", "Access to your account data is restricted by policies within your organization.");
        var granted = request.Without(account.DeniedScopes).Intersect(allowed).ToArray();
        if (granted.Length == 0)
            return Redirect(request, ("error", "access_denied"));
        var code = tokens.Grant(request, account.Address, granted);
        consented(account.Address);
        return Redirect(request, ("code", code), ("scope", Scope(granted)), ("authuser", "0"), ("prompt", request.ForcesConsent ? "consent" : "none"));
    }

    private GoogleReply Exchange(Dictionary<string, StringValues> form)
    {
        if (One(form, "code") is not { } code)
            return Refuse(400, "invalid_request", "Missing required parameter: code");
        if (tokens.TakeCode(code) is not { } found)
            return Refuse(400, "invalid_grant", "Malformed auth code.");
        if (OrderedRefusal(found.Address) is { } refusal)
            return refusal;
        if (One(form, "redirect_uri") != found.Request.RedirectUri)
            return Refuse(400, "redirect_uri_mismatch", "Bad Request");
        if (!VerifierFits(found.Request, One(form, "code_verifier")))
            return Refuse(400, "invalid_grant", One(form, "code_verifier") is null ? "Missing code verifier." : "Invalid code verifier.");
        if (accounts.Find(found.Address) is not { } account)
            return Refuse(400, "invalid_grant", "Bad Request");
        var refresh = found.WithRefreshToken ? tokens.NewRefreshToken(found.Address, found.Scopes) : null;
        var json = Reply(account, found.Scopes, refresh, found.Request.Nonce);
        if (refresh is not null)
            json["refresh_token"] = refresh;
        return NoStore(json);
    }

    private GoogleReply Refresh(Dictionary<string, StringValues> form)
    {
        if (One(form, "refresh_token") is not { } token)
            return Refuse(400, "invalid_request", "Missing required parameter: refresh_token");
        if (tokens.AddressOfRefreshToken(token) is { } address && OrderedRefusal(address) is { } refusal)
            return refusal;
        return tokens.UseRefreshToken(token) is { } grant && accounts.Find(grant.Address) is { } account
            ? NoStore(Reply(account, grant.Scopes, token, nonce: null))
            : Refuse(400, "invalid_grant", "Token has been expired or revoked.");
    }

    private JsonObject Reply(GoogleAccount account, IReadOnlyList<string> scopes, string? refreshToken, string? nonce)
    {
        var json = new JsonObject
        {
            ["access_token"] = tokens.NewAccessToken(account.Address, scopes, refreshToken),
            ["expires_in"] = TokenStore.AccessSeconds,
            ["scope"] = Scope(scopes),
            ["token_type"] = "Bearer",
        };
        if (scopes.Contains("openid"))
            json["id_token"] = IdToken(account, scopes, nonce);
        return json;
    }

    private string IdToken(GoogleAccount account, IReadOnlyList<string> scopes, string? nonce)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["azp"] = options.GmailClientId,
            ["aud"] = options.GmailClientId,
            ["sub"] = account.Subject,
            ["iat"] = now,
            ["exp"] = now + 3600,
        };
        if (account.Type == AccountType.Workspace)
            claims["hd"] = account.Address[(account.Address.LastIndexOf('@') + 1)..];
        if (scopes.Any(scope => scope.EndsWith("email", StringComparison.Ordinal)))
        {
            claims["email"] = account.Address;
            claims["email_verified"] = true;
        }

        if (scopes.Any(scope => scope.EndsWith("profile", StringComparison.Ordinal)))
            claims["name"] = account.DisplayName;
        if (nonce is not null)
            claims["nonce"] = nonce;
        return keys.Sign(claims);
    }

    private string Scope(IReadOnlyList<string> scopes) => string.Join(' ', settings().CanonicalScopes
        ? scopes.Select(scope => scope is "email" or "profile" ? $"https://www.googleapis.com/auth/userinfo.{scope}" : scope)
        : scopes);

    /// <summary>The fault invalidGrant; its reason may be another of Google's words.</summary>
    private GoogleReply? OrderedRefusal(string address) => faults.Take(kind => kind == FaultKind.InvalidGrant, "POST", "/token", address) switch
    {
        null => null,
        { Reason: "invalid_client" } => Refuse(401, "invalid_client", "The OAuth client was not found."),
        { Reason: "unauthorized_client" } => Refuse(401, "unauthorized_client", "Unauthorized"),
        { Reason: { } word } => Refuse(400, word, "Ordered to be refused."),
        _ => Refuse(400, "invalid_grant", "Token has been expired or revoked."),
    };

    private bool ClientIsRight(GoogleCall call, Dictionary<string, StringValues> form)
    {
        var (id, secret) = (One(form, "client_id"), One(form, "client_secret"));
        if (call.Authorization is { } header && header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)
            && GmailIds.FromBase64(header[6..].Trim()) is { } bytes && Encoding.UTF8.GetString(bytes).Split(':', 2) is [var user, var password])
        {
            (id, secret) = (Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
        }

        return id == options.GmailClientId && secret == options.GmailClientSecret;
    }

    private static bool VerifierFits(ConsentRequest request, string? verifier)
    {
        if (request.CodeChallenge is null)
            return true;
        if (verifier is null or { Length: < 43 or > 128 })
            return false;
        return request.CodeChallenge == (request.ChallengeMethod == "S256" ? GmailIds.Base64Url(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) : verifier);
    }

    private static GoogleReply Redirect(ConsentRequest request, params (string Name, string Value)[] answer)
    {
        var parameters = answer.ToDictionary(pair => pair.Name, pair => (string?)pair.Value);
        if (request.State is { } state)
            parameters["state"] = state;
        return new GoogleReply(302, [], null)
        {
            Headers = new Dictionary<string, string> { ["Location"] = QueryHelpers.AddQueryString(request.RedirectUri, parameters) },
        };
    }

    private static GoogleReply Html(int status, string html) => new(status, Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8");

    private static GoogleReply NoStore(JsonObject json) => GoogleReply.Json(json) with
    {
        Headers = new Dictionary<string, string> { ["Cache-Control"] = "no-cache, no-store, max-age=0, must-revalidate", ["Pragma"] = "no-cache" },
    };

    private static GoogleReply Refuse(int status, string error, string description) =>
        GoogleReply.Json(new JsonObject { ["error"] = error, ["error_description"] = description }, status);

    private static string MediaType(GoogleCall call) => (call.ContentType ?? "").Split(';')[0].Trim().ToLowerInvariant();

    private static string? One(Dictionary<string, StringValues> form, string name) =>
        form.TryGetValue(name, out var values) && values.FirstOrDefault() is { Length: > 0 } value ? value : null;
}
