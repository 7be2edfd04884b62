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
            var signature = keys[0].Sign(Encoding.ASCII.GetBytes(text));
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
        ["n"] = Base64Url.EncodeToString(key.Public.Modulus),
        ["e"] = Base64Url.EncodeToString(key.Public.Exponent),
    };

    /// <summary>The key itself stays as long as the process: to take it in again for each token costs more than to sign.</summary>
    private sealed class SigningKey
    {
        private readonly Lock gate = new();
        private readonly RSA key = RSA.Create(2048);

        private SigningKey()
        {
        }

        public string Id { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));

        public RSAParameters Public => key.ExportParameters(includePrivateParameters: false);

        public static SigningKey Make() => new();

        /// <summary>One after the other, as worlds side by side sign with the same key.</summary>
        public byte[] Sign(byte[] text)
        {
            lock (gate)
                return key.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }
}
