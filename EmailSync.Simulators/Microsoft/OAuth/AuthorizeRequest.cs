namespace EmailSync.Simulators.Microsoft.OAuth;

/// <summary>The parameters of an authorization request, checked.</summary>
internal sealed record AuthorizeRequest(
    string Tenant,
    string RedirectUri,
    string ResponseMode,
    IReadOnlyList<string> Scopes,
    string? State,
    string? Nonce,
    string? LoginHint,
    string? CodeChallenge,
    string? ChallengeMethod,
    bool Silent)
{
    private static readonly string[] prompts = ["login", "none", "consent", "select_account"];

    /// <summary>Where the answer goes. Nothing is sent to an address that is not trusted, so its mistakes end on a page (<see cref="PageError"/>).</summary>
    public static AuthorizeRequest Target(GraphCall call, string tenant, SimulatorOptions options)
    {
        if (!TenantPath.IsWellFormed(tenant))
            throw new PageError(90002, $"Tenant '{tenant}' not found.");
        if (One(call, "client_id") is not { } client)
            throw new PageError(900144, "The request body must contain the following parameter: 'client_id'.");
        if (!client.Equals(options.OutlookClientId, StringComparison.OrdinalIgnoreCase))
            throw new PageError(700016, $"Application with identifier '{client}' was not found in the directory.");
        if (One(call, "redirect_uri") is not { } redirect || !Registered(redirect, options))
            throw new PageError(50011, "The redirect URI specified in the request does not match the redirect URIs configured for the application.");
        var mode = One(call, "response_mode") ?? "query";
        if (mode is not ("query" or "fragment" or "form_post"))
            throw new PageError(90013, "Invalid input received from the user: response_mode.");
        return new AuthorizeRequest(tenant, redirect, mode, [], One(call, "state"), null, null, null, null, false);
    }

    /// <summary>The rest of the request; its mistakes go back to the application.</summary>
    public AuthorizeRequest Read(GraphCall call)
    {
        if (One(call, "response_type") is not { } type)
            throw OAuthError.Missing("response_type");
        if (type != "code")
            throw new OAuthError(400, "unsupported_response_type", 700054, $"response_type '{type}' is not enabled for the application.");
        var scopes = MicrosoftScopes.Parse(One(call, "scope"));
        if (scopes.Count == 0)
            throw OAuthError.Missing("scope");
        var prompt = One(call, "prompt");
        if (prompt is not null && !prompts.Contains(prompt))
            throw new OAuthError(400, "invalid_request", 90023, $"Unsupported 'prompt' value: '{prompt}'.");
        var challenge = One(call, "code_challenge");
        var method = One(call, "code_challenge_method");
        if (method is not (null or "S256" or "plain") || (method is not null && challenge is null))
            throw new OAuthError(400, "invalid_request", 9002313, "Invalid request. Request is malformed or invalid: code_challenge_method.");
        if (challenge is { Length: < 43 or > 128 })
            throw new OAuthError(400, "invalid_request", 501491, "Invalid size of Code_Challenge parameter.");
        return this with
        {
            Scopes = scopes,
            Nonce = One(call, "nonce"),
            LoginHint = One(call, "login_hint"),
            CodeChallenge = challenge,
            ChallengeMethod = challenge is null ? null : method ?? "plain",
            Silent = prompt == "none",
        };
    }

    private static bool Registered(string redirect, SimulatorOptions options) => options.OutlookRedirectUris.Count > 0
        ? options.OutlookRedirectUris.Contains(redirect, StringComparer.Ordinal)
        : Uri.TryCreate(redirect, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https") && uri.Fragment.Length == 0;

    private static string? One(GraphCall call, string name) => call.Value(name) is { Length: > 0 } value ? value : null;
}
