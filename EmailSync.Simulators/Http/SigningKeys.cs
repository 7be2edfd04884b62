using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace EmailSync.Simulators.Http;

/// <summary>
/// The keys that sign ID and push tokens. After a rotation the old key is still published once, as the providers do. An issuer begins with the same key in every world
/// of a process: making one takes longer than everything else that a small world does.
/// </summary>
public sealed class SigningKeys
{
    private static readonly ConcurrentDictionary<string, SigningKey> first = new(StringComparer.Ordinal);

    private readonly Lock gate = new();
    private readonly List<SigningKey> keys;

    public SigningKeys(string issuer) => keys = [first.GetOrAdd(issuer, _ => SigningKey.Make())];

    public string Rotate()
    {
        lock (gate)
        {
            keys.Insert(0, SigningKey.Make());
            if (keys.Count > 2)
                keys.RemoveAt(2);
            return keys[0].Id;
        }
    }

    internal JsonObject Jwks()
    {
        lock (gate)
            return new JsonObject { ["keys"] = new JsonArray([.. keys.Select(Public)]) };
    }

    internal string Sign(JsonObject claims)
    {
        lock (gate)
        {
            var header = new JsonObject { ["alg"] = "RS256", ["kid"] = keys[0].Id, ["typ"] = "JWT" };
            var text = $"{Encode(header)}.{Encode(claims)}";
            using var key = RSA.Create(keys[0].Parameters);
            var signature = key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return $"{text}.{Base64Url.EncodeToString(signature)}";
        }
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static JsonObject Public(SigningKey key) => new()
    {
        ["kid"] = key.Id,
        ["kty"] = "RSA",
        ["alg"] = "RS256",
        ["use"] = "sig",
        ["n"] = Base64Url.EncodeToString(key.Parameters.Modulus),
        ["e"] = Base64Url.EncodeToString(key.Parameters.Exponent),
    };

    private sealed record SigningKey(string Id, RSAParameters Parameters)
    {
        public static SigningKey Make()
        {
            using var key = RSA.Create(2048);
            return new SigningKey(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)), key.ExportParameters(includePrivateParameters: true));
        }
    }
}
