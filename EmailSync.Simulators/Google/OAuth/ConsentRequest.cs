using EmailSync.Simulators.Google.Gmail;

namespace EmailSync.Simulators.Google.OAuth;

/// <summary>The parameters of an authorization request, checked.</summary>
internal sealed record ConsentRequest(
    string ClientId,
    string RedirectUri,
    IReadOnlyList<string> Scopes,
    string? State,
    string? Nonce,
    string? LoginHint,
    string? CodeChallenge,
    string? ChallengeMethod,
    bool Offline,
    bool IncludeGrantedScopes,
    IReadOnlyList<string> Prompts)
{
    private const string Short = "https://www.googleapis.com/auth/";
    private static readonly string[] identity = ["openid", "email", "profile", Short + "userinfo.email", Short + "userinfo.profile"];

    public bool ForcesConsent => Prompts.Contains("consent");

    public bool Silent => Prompts.Contains("none");

    /// <summary>Reads a request or says which error page the person sees; nothing is sent to an address that is not trusted.</summary>
    public static ConsentRequest Parse(GoogleCall call, SimulatorOptions options)
    {
        string? One(string name) => call.Value(name) is { Length: > 0 } value ? value : null;

        if (One("client_id") is not { } client || client != options.GmailClientId)
            throw new ConsentError(401, "invalid_client", "The OAuth client was not found.");
        if (One("redirect_uri") is not { } redirect || !Registered(redirect, options))
            throw new ConsentError(400, "redirect_uri_mismatch", "The redirect URI in the request does not match the ones authorized for the OAuth client.");
        if (One("response_type") is not "code")
            throw new ConsentError(400, "unsupported_response_type", "Only response_type=code is supported.");
        var scopes = (One("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct().ToArray();
        if (scopes.Length == 0)
            throw new ConsentError(400, "invalid_request", "Missing required parameter: scope");
        if (scopes.FirstOrDefault(scope => !identity.Contains(scope) && !GmailScopeNames.All.ContainsKey(scope)) is { } bad)
            throw new ConsentError(400, "invalid_scope", $"Some requested scopes were invalid: {bad}");
        var challenge = One("code_challenge");
        var method = One("code_challenge_method") ?? "plain";
        if (challenge is not null && (method is not ("S256" or "plain") || challenge.Length is < 43 or > 128))
            throw new ConsentError(400, "invalid_request", "Invalid code_challenge or code_challenge_method.");
        if (One("access_type") is not (null or "online" or "offline"))
            throw new ConsentError(400, "invalid_request", "Invalid access_type.");
        return new ConsentRequest(
            client, redirect, scopes, One("state"), One("nonce"), One("login_hint"), challenge, method, One("access_type") == "offline",
            One("include_granted_scopes") == "true", (One("prompt") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Asked-for scopes that the person grants; who one is cannot be unticked.</summary>
    public IReadOnlyList<string> Without(IReadOnlyList<string> denied) =>
        [.. Scopes.Where(scope => identity.Contains(scope) || !denied.Any(name => name == scope || scope == Short + name))];

    public static bool IsIdentity(string scope) => identity.Contains(scope);

    private static bool Registered(string redirect, SimulatorOptions options) => options.GmailRedirectUris.Count > 0
        ? options.GmailRedirectUris.Contains(redirect, StringComparer.Ordinal)
        : Uri.TryCreate(redirect, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https") && uri.Fragment.Length == 0;
}
