using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace EmailSync.Core.Providers.Gmail;

/// <summary>Verifies what Google signed for us: ID tokens of people who sign in, and the bearer tokens of Pub/Sub pushes.</summary>
internal sealed class GoogleTokenVerifier(GoogleSigningKeys keys, TimeProvider time)
{
    private const int LongestToken = 8 * 1024;
    private static readonly TimeSpan skew = TimeSpan.FromMinutes(1);

    // Older tokens carry the issuer without its scheme.
    private static readonly string[] issuers = ["https://accounts.google.com", "accounts.google.com"];
    private readonly JsonWebTokenHandler handler = new() { MaximumTokenSizeInBytes = LongestToken, MapInboundClaims = false };

    /// <summary>Never throws for what the token holds.</summary>
    public async Task<GoogleTokenCheck> CheckAsync(string text, string audience, CancellationToken cancellationToken)
    {
        if (Read(text) is not { } token) return new GoogleTokenCheck(PushVerdict.Malformed);

        // Before any key is looked at: HS256 with the public key as its secret, and "none", are the classic forgeries.
        if (token.Alg != SecurityAlgorithms.RsaSha256) return new GoogleTokenCheck(PushVerdict.BadAlgorithm);
        if (token.Kid is not { Length: > 0 and <= 200 } keyId) return new GoogleTokenCheck(PushVerdict.BadSignature);
        var (known, key) = await keys.FindAsync(keyId, cancellationToken);
        if (!known) return new GoogleTokenCheck(PushVerdict.KeysUnavailable);
        if (key is null) return new GoogleTokenCheck(PushVerdict.BadSignature);

        var result = await handler.ValidateTokenAsync(text, new TokenValidationParameters
        {
            IssuerSigningKey = key,
            TryAllIssuerSigningKeys = false,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ValidIssuers = issuers,
            ValidAudience = audience,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            LifetimeValidator = (_, expires, candidate, _) => IsCurrent(candidate.ValidFrom, IssuedAt(candidate), expires),
        });
        if (!result.IsValid) return new GoogleTokenCheck(Verdict(result.Exception));
        return token.Audiences.SequenceEqual([audience], StringComparer.Ordinal)
            ? new GoogleTokenCheck(PushVerdict.Genuine, token)
            : new GoogleTokenCheck(PushVerdict.WrongAudience);
    }

    private JsonWebToken? Read(string text)
    {
        if (text.Length > LongestToken || !handler.CanReadToken(text)) return null;
        try
        {
            return handler.ReadJsonWebToken(text);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or FormatException)
        {
            return null;
        }
    }

    private bool IsCurrent(DateTime validFrom, DateTime issuedAt, DateTime? expires)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + skew && issuedAt <= now + skew && validFrom <= now + skew;
    }

    private static DateTime IssuedAt(SecurityToken token) => token is JsonWebToken jwt ? jwt.IssuedAt : DateTime.MinValue;

    private static PushVerdict Verdict(Exception? refusal) => refusal switch
    {
        SecurityTokenInvalidIssuerException => PushVerdict.WrongIssuer,
        SecurityTokenInvalidAudienceException => PushVerdict.WrongAudience,
        SecurityTokenExpiredException or SecurityTokenNotYetValidException or SecurityTokenNoExpirationException
            or SecurityTokenInvalidLifetimeException => PushVerdict.Expired,
        SecurityTokenInvalidAlgorithmException => PushVerdict.BadAlgorithm,
        SecurityTokenInvalidSignatureException or SecurityTokenSignatureKeyNotFoundException => PushVerdict.BadSignature,
        SecurityTokenMalformedException => PushVerdict.Malformed,
        _ => PushVerdict.BadSignature,
    };
}
