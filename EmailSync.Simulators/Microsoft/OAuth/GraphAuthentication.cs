using System.Text;
using System.Text.Json.Nodes;

namespace EmailSync.Simulators.Microsoft.OAuth;

/// <summary>Reads bearer tokens as Graph does, and says no in its words.</summary>
internal sealed class GraphAuthentication(OAuthWorld world) : IGraphAuthentication
{
    private const string Realm =
        "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", client_id=\"00000003-0000-0000-c000-000000000000\"";

    public GraphCaller Authenticate(string? authorization)
    {
        if (string.IsNullOrWhiteSpace(authorization))
            throw Refused("Access token is empty.");
        if (!authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            || world.Tokens.FindAccessToken(authorization["Bearer ".Length..].Trim()) is not { } token)
        {
            throw Refused("CompactToken validation failed: the token is not well formed.");
        }

        if (token.Grant.IsRevoked)
            throw world.Settings().ClaimsChallenge ? Challenged() : Refused("The access token has been revoked.");
        if (token.ExpiresAt <= world.Now)
            throw Refused("Lifetime validation failed, the token is expired.");
        var account = world.Find(token.Grant.Address) ?? throw Refused("The identity of the calling user could not be established.");
        return new GraphCaller(account, token.Grant.ClientId, token.Scopes);
    }

    public bool HasGrant(MicrosoftAccount account, string clientId) => world.Tokens.HasLiveGrant(account.Address, clientId);

    private static GraphError Refused(string message) => new(401, "InvalidAuthenticationToken", message)
    {
        Headers = new Dictionary<string, string> { ["WWW-Authenticate"] = Realm },
    };

    /// <summary>The token was ended early, and the client is told what to ask for: a naive refresh does not help.</summary>
    private GraphError Challenged()
    {
        var claims = new JsonObject
        {
            ["access_token"] = new JsonObject
            {
                ["nbf"] = new JsonObject { ["essential"] = true, ["value"] = world.Now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture) },
            },
        };
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(claims.ToJsonString()));
        return new GraphError(401, "InvalidAuthenticationToken", "Continuous access evaluation: the token was issued before the sessions were revoked.")
        {
            Headers = new Dictionary<string, string> { ["WWW-Authenticate"] = $"{Realm}, error=\"insufficient_claims\", claims=\"{encoded}\"" },
        };
    }
}
