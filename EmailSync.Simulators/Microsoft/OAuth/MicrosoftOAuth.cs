using System.Text.Json.Nodes;
using EmailSync.Simulators.Http;

namespace EmailSync.Simulators.Microsoft.OAuth;

/// <summary>The identity platform v2.0: its addresses, and what each answers.</summary>
internal sealed class MicrosoftOAuth : IGraphRoutes
{
    private readonly OAuthWorld world;
    private readonly SigningKeys keys;
    private readonly LoopGuard loops;
    private readonly AuthorizeEndpoint authorize;
    private readonly AdminConsentEndpoint adminConsent;
    private readonly TokenEndpoint token;

    public MicrosoftOAuth(OAuthWorld world, SigningKeys keys)
    {
        this.world = world;
        this.keys = keys;
        loops = new LoopGuard(world.Clock);
        authorize = new AuthorizeEndpoint(world);
        adminConsent = new AdminConsentEndpoint(world);
        token = new TokenEndpoint(world, new IdTokens(world.Options, world.Clock, keys), loops);
    }

    public Task<GraphReply?> TryHandleAsync(GraphCall call, GraphCaller? caller, CancellationToken cancellationToken) => Task.FromResult(Answer(call));

    public string? MailboxOf(GraphCall call)
    {
        switch (Match(call)?.Template)
        {
            case "/oauth2/v2.0/token":
                var form = new FormBody(call);
                return world.Tokens.AddressOf(form.One("code")) ?? world.Tokens.AddressOf(form.One("refresh_token"));
            case "/oauth2/v2.0/authorize":
                return call.Value("login_hint");
            default:
                return null;
        }
    }

    public void Clear()
    {
        world.Tokens.Clear();
        loops.Clear();
    }

    private GraphReply? Answer(GraphCall call)
    {
        if (Match(call) is not (var template, var tenant))
            return null;
        return (call.Method, template) switch
        {
            ("GET" or "POST", "/oauth2/v2.0/authorize") => authorize.Answer(call, tenant),
            ("POST", "/oauth2/v2.0/token") => token.Answer(call, tenant),
            ("GET" or "POST", "/v2.0/adminconsent") => adminConsent.Answer(call, tenant),
            ("GET", "/discovery/v2.0/keys") => Keys(),
            ("GET", "/v2.0/.well-known/openid-configuration") => Configuration(tenant, call.BaseUrl),
            _ => null,
        };
    }

    private static (string Template, string Tenant)? Match(GraphCall call)
    {
        var path = call.Path.TrimStart('/');
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && path[slash..] is "/oauth2/v2.0/authorize" or "/oauth2/v2.0/token" or "/v2.0/adminconsent" or "/discovery/v2.0/keys"
            or "/v2.0/.well-known/openid-configuration"
            ? (path[slash..], Uri.UnescapeDataString(path[..slash]))
            : null;
    }

    private GraphReply Keys()
    {
        var jwks = keys.Jwks();
        foreach (var key in jwks["keys"]!.AsArray())
            key!["issuer"] = IdTokens.Issuer;
        return GraphReply.Json(jwks) with { Headers = new Dictionary<string, string> { ["Cache-Control"] = "max-age=86400, private" } };
    }

    private GraphReply Configuration(string tenant, Uri baseUrl)
    {
        if (!TenantPath.IsWellFormed(tenant))
            return OAuthReplies.Refusal(new OAuthError(400, "invalid_tenant", 90002, $"Tenant '{tenant}' not found."), world.Now);
        var root = new Uri(baseUrl, Uri.EscapeDataString(tenant)).AbsoluteUri;
        var issuer = Guid.TryParse(tenant, out _) ? IdTokens.IssuerOf(tenant) : tenant == "consumers" ? IdTokens.IssuerOf(TenantPath.Personal) : IdTokens.Issuer;
        return GraphReply.Json(new JsonObject
        {
            ["token_endpoint"] = root + "/oauth2/v2.0/token",
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_post", "client_secret_basic"),
            ["jwks_uri"] = root + "/discovery/v2.0/keys",
            ["response_modes_supported"] = new JsonArray("query", "fragment", "form_post"),
            ["subject_types_supported"] = new JsonArray("pairwise"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
            ["response_types_supported"] = new JsonArray("code"),
            ["scopes_supported"] = new JsonArray("openid", "profile", "email", "offline_access"),
            ["issuer"] = issuer,
            ["authorization_endpoint"] = root + "/oauth2/v2.0/authorize",
        });
    }
}
