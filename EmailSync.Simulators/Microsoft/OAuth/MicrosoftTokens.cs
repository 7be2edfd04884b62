using System.Buffers.Text;
using System.Security.Cryptography;

namespace EmailSync.Simulators.Microsoft.OAuth;

/// <summary>Codes, tokens, and the consents of people and tenants.</summary>
internal sealed class MicrosoftTokens(TimeProvider clock)
{
    private const int ShortestAccessSeconds = 3_600;
    private const int LongestAccessSeconds = 5_400;
    private static readonly TimeSpan codeLife = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan refreshLife = TimeSpan.FromDays(90);

    private readonly Lock gate = new();
    private readonly Dictionary<string, AuthorizationCode> codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AccessToken> access = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RefreshToken> refresh = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Grant>> grants = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, HashSet<string>> consents = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, HashSet<string>> tenantConsents = new(StringComparer.OrdinalIgnoreCase);
    private DateTimeOffset prunedAt;

    public bool HasConsented(MicrosoftAccount account, IEnumerable<string> scopes)
    {
        lock (gate)
            return scopes.All(scope => Contains(consents, account.Address, scope) || Contains(tenantConsents, account.TenantId, scope));
    }

    public bool TenantAllows(string tenantId, string scope)
    {
        lock (gate)
            return Contains(tenantConsents, tenantId, scope);
    }

    public void ConsentForTenant(string tenantId, IEnumerable<string> scopes)
    {
        lock (gate)
            Note(tenantConsents, tenantId, scopes);
    }

    /// <summary>Notes a consent and returns the code of this sign-in.</summary>
    public string NewCode(MicrosoftAccount account, string clientId, AuthorizeRequest request, IReadOnlyList<string> scopes)
    {
        lock (gate)
        {
            Note(consents, account.Address, scopes);
            Prune();
            var code = "M.C5_BL2." + Secret(48);
            var grant = new Grant(account.Address, account.TenantId, clientId, scopes);
            if (!grants.TryGetValue(account.Address, out var mine))
                grants.Add(account.Address, mine = []);
            mine.Add(grant);
            codes.Add(code, new AuthorizationCode(grant, request, clock.GetUtcNow() + codeLife));
            return code;
        }
    }

    /// <summary>The one use of a code. A wrong verifier does not come here, so that a guess does not use up the code of another.</summary>
    public AuthorizationCode Redeem(string code)
    {
        lock (gate)
        {
            var found = FindCode(code);
            if (found.IsRedeemed)
                throw OAuthError.InvalidGrant(54005, "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.");
            found.IsRedeemed = true;
            return found;
        }
    }

    public AuthorizationCode FindCode(string code)
    {
        lock (gate)
        {
            if (!codes.TryGetValue(code, out var found))
                throw OAuthError.InvalidGrant(70000, "The provided value for the 'code' parameter is not valid.");
            if (found.ExpiresAt <= clock.GetUtcNow())
                throw OAuthError.InvalidGrant(70008, "The provided authorization code or refresh token has expired due to inactivity.", "bad_token");
            if (found.Grant.IsRevoked)
                throw Revoked();
            return found;
        }
    }

    /// <summary>Uses a refresh token. It stays good until its own end; the answer's new one lives longer.</summary>
    public Grant UseRefreshToken(string token)
    {
        lock (gate)
        {
            if (!refresh.TryGetValue(token, out var found))
                throw OAuthError.InvalidGrant(70000, "The provided value for the 'refresh_token' parameter is not valid.", "bad_token");
            if (found.Grant.IsRevoked)
                throw Revoked();
            if (found.ExpiresAt <= clock.GetUtcNow())
                throw OAuthError.InvalidGrant(700082, "The refresh token has expired due to inactivity.", "bad_token");
            return found.Grant;
        }
    }

    public string NewRefreshToken(Grant grant)
    {
        lock (gate)
        {
            Prune();
            var token = "1.Aa" + Secret(96);
            var expiresAt = clock.GetUtcNow() + refreshLife;
            refresh.Add(token, new RefreshToken(grant, expiresAt));
            grant.LiveUntil = expiresAt;
            return token;
        }
    }

    /// <summary>A new access token, good for some time between an hour and an hour and a half.</summary>
    public (string Token, int Seconds) NewAccessToken(Grant grant, IReadOnlyList<string> scopes)
    {
        lock (gate)
        {
            var seconds = RandomNumberGenerator.GetInt32(ShortestAccessSeconds, LongestAccessSeconds + 1);
            var token = "EwB" + Secret(96);
            var expiresAt = clock.GetUtcNow().AddSeconds(seconds);
            access.Add(token, new AccessToken(grant, scopes.ToHashSet(StringComparer.OrdinalIgnoreCase), expiresAt));
            grant.LiveUntil = expiresAt > grant.LiveUntil ? expiresAt : grant.LiveUntil;
            return (token, seconds);
        }
    }

    /// <summary>An access token that was handed out, dead or alive; null for anything else.</summary>
    public AccessToken? FindAccessToken(string token)
    {
        lock (gate)
            return access.GetValueOrDefault(token);
    }

    public bool HasLiveGrant(string address, string clientId)
    {
        lock (gate)
        {
            return grants.TryGetValue(address, out var mine)
                && mine.Any(grant => !grant.IsRevoked && grant.LiveUntil > clock.GetUtcNow() && Same(grant.ClientId, clientId));
        }
    }

    public string? AddressOf(string? secret)
    {
        if (secret is null)
            return null;
        lock (gate)
            return (codes.GetValueOrDefault(secret)?.Grant ?? refresh.GetValueOrDefault(secret)?.Grant ?? access.GetValueOrDefault(secret)?.Grant)?.Address;
    }

    /// <summary>"Revoke sessions": every sign-in so far is worth nothing; consent stays, as in the directory.</summary>
    public void Revoke(string address)
    {
        lock (gate)
        {
            foreach (var grant in grants.GetValueOrDefault(address) ?? [])
                grant.IsRevoked = true;
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            codes.Clear();
            access.Clear();
            refresh.Clear();
            grants.Clear();
            consents.Clear();
            tenantConsents.Clear();
        }
    }

    // What is long over is forgotten; what ended lately is kept, because its refusal has words of its own.
    // That is looked through once a day: years of tokens are long, and every sign-in comes by here.
    private void Prune()
    {
        var now = clock.GetUtcNow();
        if (now < prunedAt + TimeSpan.FromDays(1))
            return;
        prunedAt = now;
        var before = now - TimeSpan.FromDays(30);
        foreach (var old in codes.Where(entry => entry.Value.ExpiresAt < before).Select(entry => entry.Key).ToArray())
            codes.Remove(old);
        foreach (var old in refresh.Where(entry => entry.Value.ExpiresAt < before).Select(entry => entry.Key).ToArray())
            refresh.Remove(old);
        foreach (var old in access.Where(entry => entry.Value.ExpiresAt < before).Select(entry => entry.Key).ToArray())
            access.Remove(old);
        foreach (var mine in grants.Values)
            mine.RemoveAll(grant => grant.LiveUntil != default && grant.LiveUntil < before);
    }

    private static OAuthError Revoked() => OAuthError.InvalidGrant(
        50173, "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.", "bad_token");

    private static void Note(Dictionary<string, HashSet<string>> book, string key, IEnumerable<string> scopes)
    {
        if (!book.TryGetValue(key, out var granted))
            book.Add(key, granted = new HashSet<string>(StringComparer.Ordinal));
        granted.UnionWith(scopes);
    }

    private static bool Contains(Dictionary<string, HashSet<string>> book, string key, string scope) =>
        book.TryGetValue(key, out var granted) && granted.Contains(scope);

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);

    private static string Secret(int bytes) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));
}
