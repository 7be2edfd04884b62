namespace EmailSync.Core.Mailboxes.Tokens;

/// <summary>What a refresh gave.</summary>
/// <param name="RefreshToken">The one to use from now on, or null where the provider lets the old one live (Google does).</param>
internal sealed record RefreshedTokens(string AccessToken, DateTimeOffset ExpiresAt, string? RefreshToken)
{
    public override string ToString() => nameof(RefreshedTokens);
}
