namespace EmailSync.Simulators.Microsoft.OAuth;

/// <summary>One sign-in to the app and what it was allowed; its tokens live and die with it.</summary>
internal sealed class Grant(string address, string tenantId, string clientId, IReadOnlyList<string> scopes)
{
    public string Address { get; } = address;

    public string TenantId { get; } = tenantId;

    public string ClientId { get; } = clientId;

    public IReadOnlyList<string> Scopes { get; } = scopes;

    /// <summary>Sessions were revoked: what this sign-in has handed out is worth nothing any more.</summary>
    public bool IsRevoked { get; set; }

    /// <summary>When the last token handed out so far ends.</summary>
    public DateTimeOffset LiveUntil { get; set; }
}

internal sealed class AuthorizationCode(Grant grant, AuthorizeRequest request, DateTimeOffset expiresAt)
{
    public Grant Grant { get; } = grant;

    public AuthorizeRequest Request { get; } = request;

    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    public bool IsRedeemed { get; set; }
}

internal sealed record RefreshToken(Grant Grant, DateTimeOffset ExpiresAt);

internal sealed record AccessToken(Grant Grant, IReadOnlySet<string> Scopes, DateTimeOffset ExpiresAt);
