using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace EmailSync.Tests.Providers;

/// <summary>A signer of tokens like Google's, and of forgeries.</summary>
internal sealed class SignedTokens : IDisposable
{
    private readonly RSA key = RSA.Create(2048);

    public string Jwks(params string[] keyIds)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["keys"] = new JsonArray([.. keyIds.Select(id => new JsonObject
            {
                ["kty"] = "RSA", ["kid"] = id, ["use"] = "sig", ["alg"] = "RS256",
                ["n"] = Base64Url.EncodeToString(parameters.Modulus), ["e"] = Base64Url.EncodeToString(parameters.Exponent),
            })]),
        }.ToJsonString();
    }

    public static JsonObject Claims(DateTimeOffset now) => new()
    {
        ["iss"] = "https://accounts.google.com",
        ["aud"] = "https://sync.example/push",
        ["email"] = "push@crm.iam.example",
        ["email_verified"] = true,
        ["sub"] = "113",
        ["azp"] = "113",
        ["iat"] = now.ToUnixTimeSeconds(),
        ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
    };

    public string Sign(JsonObject claims, string keyId = "key-1", string algorithm = "RS256")
    {
        var text = Text(claims, keyId, algorithm);
        return $"{text}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    /// <summary>The public key, which everybody knows, used as the secret of a symmetric signature.</summary>
    public string SignWithPublicKeyAsSecret(JsonObject claims)
    {
        var text = Text(claims, "key-1", "HS256");
        return $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(key.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(text)))}";
    }

    public static string Unsigned(JsonObject claims) => Text(claims, "key-1", "none") + ".";

    public void Dispose() => key.Dispose();

    private static string Text(JsonObject claims, string keyId, string algorithm) =>
        $"{Part(new JsonObject { ["alg"] = algorithm, ["kid"] = keyId, ["typ"] = "JWT" })}.{Part(claims)}";

    private static string Part(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
