using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>Verifies ID tokens: signature, audience, lifetime, nonce, and that the issuer is the tenant that the token names, one for whom its key may sign.</summary>
internal sealed class MicrosoftIdTokens(MicrosoftSigningKeys keys, IOptions<OutlookOptions> options, TimeProvider time)
{
    private const int LongestToken = 16 * 1024;
    private static readonly TimeSpan skew = TimeSpan.FromMinutes(1);
    private readonly JsonWebTokenHandler handler = new() { MaximumTokenSizeInBytes = LongestToken, MapInboundClaims = false };

    /// <summary>
    /// The account's stable id (tenant and object; addresses change), or null where the token is not genuine. <c>Known</c> is false where the keys
    /// could not be had.
    /// </summary>
    public async Task<(bool Known, string? AccountId)> AccountAsync(string? text, string nonce, CancellationToken cancellationToken)
    {
        // Before any key is looked at: HS256 with the public key as its secret, and "none", are the classic forgeries.
        if (Read(text) is not { Alg: SecurityAlgorithms.RsaSha256, Kid: { Length: > 0 and <= 200 } keyId } token) return (true, null);
        if (Claim(token, "tid") is not { } tenant || Claim(token, "oid") is not { } person || Claim(token, "nonce") != nonce) return (true, null);
        var authority = new MicrosoftAuthority(options.Value.Authority);
        if (!authority.Admits(tenant)) return (true, null);
        var (known, key) = await keys.FindAsync(keyId, cancellationToken);
        if (key is null) return (known, null);

        var result = await handler.ValidateTokenAsync(text, new TokenValidationParameters
        {
            IssuerSigningKey = key,
            TryAllIssuerSigningKeys = false,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ValidIssuer = MicrosoftAuthority.IssuerOf(keys.IssuerOf(keyId), tenant) ?? authority.IssuerOf(tenant),
            ValidAudience = options.Value.ClientId,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            LifetimeValidator = (notBefore, expires, _, _) => IsCurrent(notBefore, expires),
        });
        return (true, result.IsValid ? $"{tenant}/{person}" : null);
    }

    private JsonWebToken? Read(string? text)
    {
        if (text is not { Length: > 0 and <= LongestToken } || !handler.CanReadToken(text)) return null;
        try
        {
            return handler.ReadJsonWebToken(text);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or FormatException)
        {
            return null;
        }
    }

    private bool IsCurrent(DateTime? notBefore, DateTime? expires)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + skew && (notBefore is null || notBefore <= now + skew);
    }

    private static string? Claim(JsonWebToken token, string name) =>
        token.TryGetClaim(name, out var claim) && claim.Value is { Length: > 0 and <= 512 } value ? value : null;
}
