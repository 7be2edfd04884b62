using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using Polly.Timeout;

namespace EmailSync.Core.Providers.Http;

/// <summary>
/// A provider's public keys by id. They are fetched when they are old and when an unknown id is seen, but the latter once a minute at most: anybody
/// can make up ids, and must not make us call the provider for each.
/// </summary>
/// <param name="client">The named HTTP client that keys are fetched through.</param>
/// <param name="url">Where they stand, as a JSON Web Key Set.</param>
internal abstract partial class SigningKeys(
    IHttpClientFactory http, string client, Func<string> url, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan freshFor = TimeSpan.FromHours(6);
    private static readonly TimeSpan usableFor = TimeSpan.FromHours(24);
    private static readonly TimeSpan betweenFetches = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan afterFailure = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile Fetched? fetched;
    private DateTimeOffset notBefore = DateTimeOffset.MinValue;
    private bool lastFailed;

    /// <summary>The key, or null where the provider has none of that id; <c>Known</c> is false where its keys could not be had, so that nobody can tell.</summary>
    public async Task<(bool Known, SecurityKey? Key)> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        if (fetched is { } current && IsWithin(current, freshFor) && current.Keys.TryGetValue(keyId, out var key)) return (true, key);
        await gate.WaitAsync(cancellationToken);
        try
        {
            var found = fetched is { } before && IsWithin(before, freshFor) && before.Keys.ContainsKey(keyId);
            if (!found && time.GetUtcNow() >= notBefore) await FetchAsync(cancellationToken);
            return fetched is { } after && IsWithin(after, usableFor)
                ? after.Keys.TryGetValue(keyId, out key) ? (true, key) : (!lastFailed, null)
                : (false, null);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Whose tokens a key that was found may sign, where the provider says so of each key.</summary>
    public string? IssuerOf(string keyId) => fetched?.Issuers.GetValueOrDefault(keyId);

    public void Dispose()
    {
        gate.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        var keys = await DownloadAsync(cancellationToken);
        var now = time.GetUtcNow();
        lastFailed = keys is null;
        notBefore = now + (lastFailed ? afterFailure : betweenFetches);
        if (keys is { } downloaded) fetched = new Fetched(downloaded.Keys, downloaded.Issuers, now);
    }

    private async Task<(Dictionary<string, SecurityKey> Keys, Dictionary<string, string?> Issuers)?> DownloadAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var connection = http.CreateClient(client);
            using var response = await connection.GetAsync(url(), cancellationToken);
            response.EnsureSuccessStatusCode();
            var set = JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellationToken), KeySetJson.Default.JsonKeySet);
            var keys = new Dictionary<string, SecurityKey>(StringComparer.Ordinal);
            var issuers = new Dictionary<string, string?>(StringComparer.Ordinal);
            foreach (var key in set?.Keys ?? [])
                if (key is { Kty: "RSA", Kid.Length: > 0, Use: null or "sig", Alg: null or "RS256", N: not null, E: not null })
                {
                    keys[key.Kid] = new RsaSecurityKey(new RSAParameters { Modulus = Decode(key.N), Exponent = Decode(key.E) }) { KeyId = key.Kid };
                    issuers[key.Kid] = key.Issuer;
                }
            return keys.Count > 0 ? (keys, issuers) : null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is HttpRequestException or IOException or JsonException
            or FormatException or TimeoutRejectedException or OperationCanceledException)
        {
            LogNotFetched(logger, client, e.GetType().Name);
            return null;
        }
    }

    private static byte[] Decode(string text) => Base64Url.DecodeFromChars(text);

    private bool IsWithin(Fetched set, TimeSpan age) => time.GetUtcNow() - set.At < age;

    [LoggerMessage(2201, LogLevel.Warning, "Signing keys could not be fetched ({Client}): {Cause}")]
    private static partial void LogNotFetched(ILogger logger, string client, string cause);

    private sealed record Fetched(Dictionary<string, SecurityKey> Keys, Dictionary<string, string?> Issuers, DateTimeOffset At);
}
