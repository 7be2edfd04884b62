using System.Security.Cryptography;
using EmailSync.Simulators.Google.Gmail;

namespace EmailSync.Simulators.Google.OAuth;

/// <summary>Codes, access tokens, refresh tokens and what each account has consented to.</summary>
internal sealed class TokenStore(TimeProvider clock)
{
    public const int AccessSeconds = 3_599;
    private const int MaxRefreshTokens = 100;
    private static readonly TimeSpan codeLife = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan idleLife = TimeSpan.FromDays(180);

    private readonly Lock gate = new();
    private readonly Dictionary<string, AuthorizationCode> codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AccessToken> access = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RefreshToken> refresh = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> consents = new(StringComparer.OrdinalIgnoreCase);
    private long order;

    public bool HasConsented(string address, IEnumerable<string> scopes)
    {
        lock (gate)
            return consents.TryGetValue(address, out var granted) && granted.IsSupersetOf(scopes);
    }

    /// <summary>Whether the account's own page lists us among the apps that have access.</summary>
    public bool IsListed(string address)
    {
        lock (gate)
            return consents.ContainsKey(address);
    }

    /// <summary>Notes a consent and returns its code. A refresh token follows offline access at the first consent or when consent is asked again.</summary>
    public string Grant(ConsentRequest request, string address, IReadOnlyList<string> scopes)
    {
        lock (gate)
        {
            var first = !consents.TryGetValue(address, out var earlier);
            if (earlier is null)
                consents.Add(address, earlier = new HashSet<string>(StringComparer.Ordinal));
            var effective = request.IncludeGrantedScopes ? [.. scopes.Union(earlier)] : scopes;
            earlier.UnionWith(scopes);
            var code = "4/0A" + Secret(32);
            var withRefresh = request.Offline && (first || request.ForcesConsent);
            codes.Add(code, new AuthorizationCode(address, effective, request, withRefresh, clock.GetUtcNow() + codeLife));
            return code;
        }
    }

    /// <summary>Takes a code out of the world; null when it is unknown, used or too old.</summary>
    public AuthorizationCode? TakeCode(string code)
    {
        lock (gate)
            return codes.Remove(code, out var found) && found.ExpiresAt > clock.GetUtcNow() ? found : null;
    }

    public string? AddressOfCode(string code)
    {
        lock (gate)
            return codes.GetValueOrDefault(code)?.Address;
    }

    public string? AddressOfRefreshToken(string token)
    {
        lock (gate)
            return refresh.GetValueOrDefault(token)?.Address;
    }

    public string NewRefreshToken(string address, IReadOnlyList<string> scopes)
    {
        lock (gate)
        {
            var token = "1//0" + Secret(48);
            refresh.Add(token, new RefreshToken(address, scopes, ++order) { UsedAt = clock.GetUtcNow() });
            var mine = refresh.Where(entry => Same(entry.Value.Address, address)).ToArray();
            if (mine.Length > MaxRefreshTokens)
                EndRefreshToken(mine.MinBy(entry => entry.Value.Order).Key);
            return token;
        }
    }

    public string NewAccessToken(string address, IReadOnlyList<string> scopes, string? refreshToken)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            foreach (var old in access.Where(entry => entry.Value.ExpiresAt <= now).Select(entry => entry.Key).ToArray())
                access.Remove(old);
            var token = "ya29." + Secret(48);
            access.Add(token, new AccessToken(address, scopes, GmailScopeNames.Parse(scopes), refreshToken, now.AddSeconds(AccessSeconds)));
            return token;
        }
    }

    /// <summary>The grant of a refresh token, which this use keeps alive for another six months.</summary>
    public RefreshToken? UseRefreshToken(string token)
    {
        lock (gate)
        {
            if (!refresh.TryGetValue(token, out var found))
                return null;
            if (clock.GetUtcNow() - found.UsedAt > idleLife)
            {
                EndRefreshToken(token);
                return null;
            }

            found.UsedAt = clock.GetUtcNow();
            return found;
        }
    }

    public AccessToken? Access(string token)
    {
        lock (gate)
            return access.TryGetValue(token, out var found) && found.ExpiresAt > clock.GetUtcNow() ? found : null;
    }

    public bool Revoke(string token, bool wholeGrant)
    {
        lock (gate)
        {
            var address = refresh.GetValueOrDefault(token)?.Address ?? access.GetValueOrDefault(token)?.Address;
            if (address is null)
                return false;
            if (wholeGrant)
            {
                EndAccount(address);
                return true;
            }

            var root = refresh.ContainsKey(token) ? token : access[token].RefreshToken;
            access.Remove(token);
            if (root is not null)
                EndRefreshToken(root);
            return true;
        }
    }

    /// <summary>All grants of an account die: access removed, or the password changed.</summary>
    public void RevokeAccount(string address)
    {
        lock (gate)
            EndAccount(address);
    }

    private void EndAccount(string address)
    {
        foreach (var token in refresh.Where(entry => Same(entry.Value.Address, address)).Select(entry => entry.Key).ToArray())
            refresh.Remove(token);
        foreach (var token in access.Where(entry => Same(entry.Value.Address, address)).Select(entry => entry.Key).ToArray())
            access.Remove(token);
        foreach (var code in codes.Where(entry => Same(entry.Value.Address, address)).Select(entry => entry.Key).ToArray())
            codes.Remove(code);
        consents.Remove(address);
    }

    private void EndRefreshToken(string token)
    {
        refresh.Remove(token);
        foreach (var derived in access.Where(entry => entry.Value.RefreshToken == token).Select(entry => entry.Key).ToArray())
            access.Remove(derived);
    }

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);

    private static string Secret(int bytes) => GmailIds.Base64Url(RandomNumberGenerator.GetBytes(bytes));
}
