namespace EmailSync.Simulators.Microsoft.OAuth;

/// <summary>/{tenant}/oauth2/v2.0/authorize: a person signs in and allows what the app asks for.</summary>
internal sealed class AuthorizeEndpoint(OAuthWorld world)
{
    public GraphReply Answer(GraphCall call, string tenant)
    {
        try
        {
            var target = AuthorizeRequest.Target(call, tenant, world.Options);
            try
            {
                var request = target.Read(call);
                return call.Method == "POST" ? Decide(request, new FormBody(call)) : Begin(request, call);
            }
            catch (OAuthError error)
            {
                return OAuthReplies.ToApplication(target, error, world.Now);
            }
        }
        catch (PageError error)
        {
            return OAuthReplies.Html(400, SignInPages.Error(error));
        }
    }

    private GraphReply Begin(AuthorizeRequest request, GraphCall call)
    {
        var hinted = world.Find(request.LoginHint);
        if (request.Silent)
        {
            if (hinted is null || !TenantPath.Admits(request.Tenant, hinted))
                throw new OAuthError(400, "login_required", 50058, "A silent sign-in request was sent but no user is signed in.");
            if (!world.Tokens.HasConsented(hinted, request.Scopes))
                throw new OAuthError(400, "consent_required", 65001, "The user or administrator has not consented to use the application.");
            return Approve(request, hinted, request.Scopes, byItself: true);
        }

        return hinted is not null && world.Settings().AutoConsent
            ? Approve(request, hinted, request.Scopes, byItself: true)
            : OAuthReplies.Html(200, SignInPages.Consent(call.Path, call.QueryString, request, world.AccountsOf(request.Tenant)));
    }

    private GraphReply Decide(AuthorizeRequest request, FormBody form)
    {
        if (form.One("decision") != "allow")
            throw Declined();
        if (world.Find(form.One("account")) is not { } account)
            throw new PageError(50034, "The user account does not exist in the directory.");
        var ticked = form.Many("scope");
        return Approve(request, account, [.. request.Scopes.Where(scope => MicrosoftScopes.IsIdentity(scope) || ticked.Contains(scope))], byItself: false);
    }

    private GraphReply Approve(AuthorizeRequest request, MicrosoftAccount account, IReadOnlyList<string> allowed, bool byItself)
    {
        if (!TenantPath.Admits(request.Tenant, account))
            throw new PageError(50020, "User account from identity provider does not exist in the tenant and cannot access the application in that tenant.");
        var denied = account.DeniedScopes.Select(scope => MicrosoftScopes.Short(scope) ?? scope).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var granted = allowed.Where(scope => MicrosoftScopes.IsIdentity(scope) || !denied.Contains(scope)).ToArray();
        if (granted.Any(scope => NeedsAdmin(account, scope)))
            return AskAdministrator(request, byItself);
        if (granted.All(MicrosoftScopes.IsIdentity) && !request.Scopes.All(MicrosoftScopes.IsIdentity))
            throw Declined();
        var code = world.Tokens.NewCode(account, world.Options.OutlookClientId, request, granted);
        world.Consented(account.Address);
        return OAuthReplies.ToApplication(request, ("code", code), ("session_state", Guid.NewGuid().ToString()));
    }

    private bool NeedsAdmin(MicrosoftAccount account, string scope) =>
        account is { AdminConsentRequired: true, Type: MicrosoftAccountType.Work }
        && MicrosoftScopes.NeedsAdmin(scope)
        && !world.Tokens.TenantAllows(account.TenantId, scope);

    /// <summary>The person reads that an administrator is needed; the way back tells the app.</summary>
    private GraphReply AskAdministrator(AuthorizeRequest request, bool byItself)
    {
        var error = new OAuthError(
            400, "access_denied", 90094, "The grant requires admin permission. Ask an administrator to grant permission to this app before you can use it.");
        return byItself
            ? OAuthReplies.ToApplication(request, error, world.Now)
            : OAuthReplies.Html(200, SignInPages.NeedAdmin(OAuthReplies.Link(request, error, world.Now), error.Number));
    }

    private static OAuthError Declined() => new(400, "access_denied", 65004, "User declined to consent to access the app.") { SubError = "cancel" };
}
