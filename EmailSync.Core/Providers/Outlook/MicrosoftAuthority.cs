namespace EmailSync.Core.Providers.Outlook;

/// <summary>The addresses of Microsoft's identity platform (v2.0), by the configured authority. Pure.</summary>
internal sealed class MicrosoftAuthority(string authority)
{
    // Names of groups of tenants; anything else is one tenant.
    private static readonly HashSet<string> groups = new(["common", "organizations", "consumers"], StringComparer.OrdinalIgnoreCase);
    private readonly string root = authority.TrimEnd('/')[..authority.TrimEnd('/').LastIndexOf('/')];
    private readonly string tenant = authority.TrimEnd('/')[(authority.TrimEnd('/').LastIndexOf('/') + 1)..];

    public string AuthorizeUrl => $"{root}/{tenant}/oauth2/v2.0/authorize";

    public string TokenUrl => $"{root}/{tenant}/oauth2/v2.0/token";

    public string KeysUrl => $"{root}/{tenant}/discovery/v2.0/keys";

    /// <summary>An administrator approves for a tenant: the group "common" is none, and which one it is shows when they sign in.</summary>
    public string AdminConsentUrl => $"{root}/{(groups.Contains(tenant) ? "organizations" : tenant)}/v2.0/adminconsent";

    /// <summary>A key of Microsoft's names its issuer, mostly as a pattern for all tenants; null where it names none.</summary>
    public static string? IssuerOf(string? ofKey, string tenantId) => ofKey?.Replace("{tenantid}", tenantId, StringComparison.Ordinal);

    /// <summary>Every tenant signs under a name of its own.</summary>
    public string IssuerOf(string tenantId) => $"{root}/{tenantId}/v2.0";

    /// <summary>People of this tenant may sign in here. A domain as tenant is taken at its word: the sign-in page has compared.</summary>
    public bool Admits(string tenantId) => !Guid.TryParse(tenant, out var only) || (Guid.TryParse(tenantId, out var theirs) && theirs == only);
}
