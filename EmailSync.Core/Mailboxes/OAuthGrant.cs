namespace EmailSync.Core.Mailboxes;

/// <summary>What a provider gave for an authorization code: tokens, the scopes really granted, and who signed in.</summary>
/// <param name="AccountId">The provider's own stable id of the account (OIDC sub at Google), never the address.</param>
/// <param name="MissingScopes">Permissions asked for and not granted (R1); empty where all were.</param>
public sealed record OAuthGrant(
    string AccountId,
    string Address,
    string RefreshToken,
    string AccessToken,
    DateTimeOffset AccessTokenExpiresAt,
    IReadOnlyList<string> MissingScopes)
{
    /// <summary>The account belongs to an organisation and is no private one, where the provider says so.</summary>
    public bool IsOfOrganisation { get; init; }
}
