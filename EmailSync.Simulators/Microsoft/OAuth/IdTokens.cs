using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using EmailSync.Simulators.Http;

namespace EmailSync.Simulators.Microsoft.OAuth;

/// <summary>ID tokens of the v2.0 endpoints, issued in the name of the account's own tenant whatever endpoint was asked.</summary>
internal sealed class IdTokens(SimulatorOptions options, TimeProvider clock, SigningKeys keys)
{
    public const string Issuer = "https://login.microsoftonline.com/{tenantid}/v2.0";

    public static string IssuerOf(string tenantId) => Issuer.Replace("{tenantid}", tenantId, StringComparison.Ordinal);

    public string Create(MicrosoftAccount account, IReadOnlyList<string> scopes, string? nonce)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["aud"] = options.OutlookClientId,
            ["iss"] = IssuerOf(account.TenantId),
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + 3_600,
            ["rh"] = "1.A" + Pairwise(account, "rh"),
            ["sub"] = Pairwise(account, "sub"),
            ["tid"] = account.TenantId,
            ["ver"] = "2.0",
        };
        if (scopes.Contains("profile"))
        {
            claims["oid"] = account.ObjectId;
            claims["name"] = account.DisplayName;
            claims["preferred_username"] = account.Address;
        }

        // Only people who have a mail address in the directory carry the claim, and only when it was asked for.
        if (scopes.Contains("email"))
            claims["email"] = account.Address;
        if (nonce is not null)
            claims["nonce"] = nonce;
        return keys.Sign(claims);
    }

    /// <summary>The subject differs from app to app; nobody can tell people apart by it across applications.</summary>
    private string Pairwise(MicrosoftAccount account, string purpose) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{purpose}|{options.OutlookClientId}|{account.TenantId}|{account.ObjectId}")));
}
