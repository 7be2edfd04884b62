using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace EmailSync.Simulators.Http;

/// <summary>The keys that sign ID and push tokens. After a rotation the old key is still published once, as the providers do.</summary>
public sealed class SigningKeys : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<(string Id, RSA Key)> keys = [];

    public SigningKeys() => Rotate();

    public string Rotate()
    {
        lock (gate)
        {
            var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
            keys.Insert(0, (id, RSA.Create(2048)));
            while (keys.Count > 2)
            {
                keys[^1].Key.Dispose();
                keys.RemoveAt(keys.Count - 1);
            }

            return id;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var (_, key) in keys)
                key.Dispose();
            keys.Clear();
        }
    }

    internal JsonObject Jwks()
    {
        lock (gate)
            return new JsonObject { ["keys"] = new JsonArray([.. keys.Select(key => Public(key.Id, key.Key))]) };
    }

    internal string Sign(JsonObject claims)
    {
        lock (gate)
        {
            var (id, key) = keys[0];
            var header = new JsonObject { ["alg"] = "RS256", ["kid"] = id, ["typ"] = "JWT" };
            var text = $"{Encode(header)}.{Encode(claims)}";
            var signature = key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return $"{text}.{Base64Url.EncodeToString(signature)}";
        }
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static JsonObject Public(string id, RSA key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["kid"] = id,
            ["kty"] = "RSA",
            ["alg"] = "RS256",
            ["use"] = "sig",
            ["n"] = Base64Url.EncodeToString(parameters.Modulus),
            ["e"] = Base64Url.EncodeToString(parameters.Exponent),
        };
    }
}
