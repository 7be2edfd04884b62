using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EmailSync.Core.Crm.Webhooks;

/// <summary>Standard Webhooks signatures: HMAC-SHA256 over <c>id.timestamp.body</c>, keyed with the bytes behind <c>whsec_</c>.</summary>
public static class WebhookSignature
{
    private const string Prefix = "whsec_";

    public static bool IsValidSecret(string? secret) =>
        secret is not null && secret.StartsWith(Prefix, StringComparison.Ordinal) && secret.Length <= 200
        && TryDecode(secret, out var key) && key.Length is >= 24 and <= 64;

    public static string Sign(string secret, string id, DateTimeOffset at, string body)
    {
        if (!TryDecode(secret, out var key))
            throw new ArgumentException("A webhook secret is whsec_ and base64.", nameof(secret));
        var signed = $"{id}.{Timestamp(at)}.{body}";
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed)));
    }

    /// <summary>
    /// Whether one of the signatures in <paramref name="signatures"/> (separated by spaces, as while a secret is rotated) is that of this body, made
    /// within <paramref name="tolerance"/> of now. Compared in constant time.
    /// </summary>
    public static bool Verify(
        string secret, string id, string timestamp, ReadOnlySpan<byte> body, string signatures, DateTimeOffset now, TimeSpan tolerance)
    {
        if (!TryDecode(secret, out var key) || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((double)now.ToUnixTimeSeconds() - seconds) > tolerance.TotalSeconds)
            return false;
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        var expected = Encoding.ASCII.GetBytes("v1," + Convert.ToBase64String(hmac.GetHashAndReset()));
        var genuine = false;
        foreach (var signature in signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            genuine |= CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(signature));
        return genuine;
    }

    public static string Timestamp(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static bool TryDecode(string secret, out byte[] key)
    {
        var buffer = new byte[secret.Length];
        var decoded = Convert.TryFromBase64String(secret[Prefix.Length..], buffer, out var written);
        key = decoded ? buffer[..written] : [];
        return decoded;
    }
}
