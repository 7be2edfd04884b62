using Microsoft.AspNetCore.WebUtilities;

namespace EmailSync.Simulators.Microsoft.OAuth;

/// <summary>/{tenant}/v2.0/adminconsent: an administrator allows the app for everybody of the tenant.</summary>
internal sealed class AdminConsentEndpoint(OAuthWorld world)
{
    private const string Default = ".default";

    public GraphReply Answer(GraphCall call, string tenant)
    {
        try
        {
            var target = AuthorizeRequest.Target(call, tenant, world.Options) with { ResponseMode = "query" };
            if (tenant is "common" or "consumers")
                throw new PageError(90009, "Admin consent needs an organisation: use its tenant or 'organizations'.");
            try
            {
                var scopes = Scopes(call.Value("scope"));
                return call.Method == "POST" ? Decide(target, scopes, new FormBody(call)) : Show(call, tenant, scopes);
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

    private GraphReply Show(GraphCall call, string tenant, IReadOnlyList<string> scopes) => OAuthReplies.Html(
        200, SignInPages.AdminConsent(call.Path, call.QueryString, world.AccountsOf(tenant).Where(account => account.Type == MicrosoftAccountType.Work), scopes));

    private GraphReply Decide(AuthorizeRequest target, IReadOnlyList<string> scopes, FormBody form)
    {
        if (form.One("decision") != "allow")
            return Back(target, ("error", "permission_denied"), ("error_description", "The admin canceled the request"));
        if (world.Find(form.One("account")) is not { Type: MicrosoftAccountType.Work } administrator || !TenantPath.Admits(target.Tenant, administrator))
            throw new PageError(50020, "User account from identity provider does not exist in the tenant and cannot access the application in that tenant.");
        world.Tokens.ConsentForTenant(administrator.TenantId, scopes);
        world.Consented(administrator.Address);
        return Back(
            target, ("admin_consent", "True"), ("tenant", administrator.TenantId),
            ("scope", string.Join(' ', scopes.Select(scope => MicrosoftScopes.IsIdentity(scope) ? scope : MicrosoftScopes.Resource + scope))));
    }

    /// <summary>What is asked for; ".default", like nothing, means all that the registration lists.</summary>
    private static IReadOnlyList<string> Scopes(string? text)
    {
        var asked = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return asked.Length == 0 || asked.Contains(Default) || asked.Contains(MicrosoftScopes.Resource + Default)
            ? MicrosoftScopes.Graph
            : MicrosoftScopes.Parse(text);
    }

    private static GraphReply Back(AuthorizeRequest target, params (string Name, string Value)[] answer)
    {
        var fields = answer.ToDictionary(field => field.Name, field => (string?)field.Value);
        if (target.State is { } state)
            fields["state"] = state;
        return OAuthReplies.Redirect(QueryHelpers.AddQueryString(target.RedirectUri, fields));
    }
}
