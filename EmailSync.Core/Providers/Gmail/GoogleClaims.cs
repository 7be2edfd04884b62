using Microsoft.IdentityModel.JsonWebTokens;

namespace EmailSync.Core.Providers.Gmail;

/// <summary>Claims of a genuine token.</summary>
internal static class GoogleClaims
{
    public static string? Email(JsonWebToken token) => Text(token, "email");

    public static string? Subject(JsonWebToken token) => Text(token, "sub");

    /// <summary>The domain of a Workspace or Cloud organisation; private accounts have none, whatever their address.</summary>
    public static string? HostedDomain(JsonWebToken token) => Text(token, "hd");

    // Google sends a boolean; a string stands in some samples of its pages.
    public static bool IsEmailVerified(JsonWebToken token) => string.Equals(Text(token, "email_verified"), "true", StringComparison.OrdinalIgnoreCase);

    private static string? Text(JsonWebToken token, string name) =>
        token.TryGetClaim(name, out var claim) && claim.Value is { Length: > 0 and <= 512 } value ? value : null;
}
