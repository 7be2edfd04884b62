using System.Security.Cryptography;
using System.Text;
using EmailSync.Core.Mailboxes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Tokens;

namespace EmailSync.Tests.Providers;

/// <summary>A person who signs in at simulated Google and grants what is asked.</summary>
internal static class GoogleSignIn
{
    public const string RedirectUri = "https://sync.example/api/oauth/gmail/callback";
    public const string Verifier = "verifier-verifier-verifier-verifier-verifier-1";

    public static async Task<OAuthGrant> ConnectAsync(IOAuthClient oauth, HttpClient browser, string address, CancellationToken cancellationToken) =>
        await oauth.RedeemAsync(await CodeAsync(oauth, browser, address, cancellationToken), Verifier, RedirectUri, cancellationToken);

    public static async Task<string> CodeAsync(IOAuthClient oauth, HttpClient browser, string address, CancellationToken cancellationToken)
    {
        var challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));
        using var consent = await browser.GetAsync(oauth.AuthorizationUrl(RedirectUri, "state-1", challenge, address), cancellationToken);
        var query = QueryHelpers.ParseQuery(consent.Headers.Location!.Query);
        Assert.AreEqual("state-1", query["state"].ToString());
        return query["code"].ToString();
    }
}
