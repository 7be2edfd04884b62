using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace EmailSync.Core.Providers.Gmail;

/// <summary>
/// Tells whether a push comes from our own Pub/Sub subscription. A good signature alone proves only that some Google account asked for it.
/// </summary>
public sealed class GmailPushVerifier
{
    private const string Scheme = "Bearer ";
    private readonly GoogleTokenVerifier tokens;
    private readonly IOptions<GmailOptions> options;

    internal GmailPushVerifier(GoogleTokenVerifier tokens, IOptions<GmailOptions> options)
    {
        this.tokens = tokens;
        this.options = options;
    }

    /// <summary>Never throws for what the header holds.</summary>
    public async Task<PushVerdict> VerifyAsync(string? authorizationHeader, CancellationToken cancellationToken)
    {
        if (authorizationHeader is null || !authorizationHeader.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return PushVerdict.MissingToken;
        var text = authorizationHeader[Scheme.Length..].Trim();
        if (text.Length == 0) return PushVerdict.MissingToken;
        var check = await tokens.CheckAsync(text, options.Value.PushAudience, cancellationToken);
        return check.Token is { } token && !IsOurAccount(token) ? PushVerdict.WrongAccount : check.Verdict;
    }

    private bool IsOurAccount(JsonWebToken token) =>
        GoogleClaims.IsEmailVerified(token)
        && string.Equals(GoogleClaims.Email(token), options.Value.PushServiceAccount, StringComparison.Ordinal);
}
