using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using EmailSync.Core.Mailboxes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Tokens;

namespace EmailSync.Tests.Providers;

[TestClass]
public sealed class MicrosoftOAuthClientTests
{
    private const string Address = "ana@mail.example";
    private const string Tenant = "0b1c2d3e-0000-4000-8000-000000000001";
    private static readonly Uri nowhere = new("https://sync.example/");

    public required TestContext TestContext { get; init; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task Signing_in_gives_a_grant_of_the_tenants_person_with_the_address_that_Graph_names()
    {
        await using var microsoft = await SimulatedMicrosoft.StartAsync(nowhere, Cancel);
        var account = microsoft.Microsoft.AddAccount(Address)!;

        var grant = await microsoft.SignInAsync(Address, Cancel);

        Assert.AreEqual((Address, $"{account.TenantId}/{account.ObjectId}"), (grant.Address, grant.AccountId));
        Assert.IsEmpty(grant.MissingScopes);
        Assert.IsGreaterThan(microsoft.Clock.GetUtcNow().AddMinutes(50), grant.AccessTokenExpiresAt);
    }

    [TestMethod]
    public async Task R1_A_permission_that_was_not_granted_is_named()
    {
        await using var microsoft = await SimulatedMicrosoft.StartAsync(nowhere, Cancel);
        microsoft.Microsoft.AddAccount(Address, deniedScopes: ["Mail.Send"]);

        var grant = await microsoft.SignInAsync(Address, Cancel);

        CollectionAssert.AreEqual(new[] { "Mail.Send" }, grant.MissingScopes.ToArray());
    }

    [TestMethod]
    public async Task Where_an_administrator_has_to_approve_there_is_a_page_for_that_and_then_signing_in_works()
    {
        await using var microsoft = await SimulatedMicrosoft.StartAsync(nowhere, Cancel);
        microsoft.Microsoft.AddAccount(Address, adminConsentRequired: true);

        var refused = await microsoft.ConsentAsync(Address, Cancel);

        Assert.AreEqual(
            "admin_consent_required", microsoft.OAuth.RefusalCode(refused.GetValueOrDefault("error"), refused.GetValueOrDefault("error_description")));
        var page = new Uri(microsoft.OAuth.AdminConsentUrl(SimulatedMicrosoft.RedirectUri)!);
        Assert.AreEqual("/organizations/v2.0/adminconsent", page.AbsolutePath);
        Assert.Contains("https://graph.microsoft.com/Mail.ReadWrite", QueryHelpers.ParseQuery(page.Query)["scope"].ToString());
    }

    [TestMethod]
    public void What_the_user_declined_is_told_from_what_Microsoft_refused()
    {
        using var bench = new OutlookBench(_ => OutlookBench.Otherwise());
        var client = bench.Get<IOAuthClient>();

        Assert.AreEqual(
            ("access_denied", "provider_refused", "provider_refused"),
            (client.RefusalCode("access_denied", "AADSTS65004: declined"), client.RefusalCode("server_error", null), client.RefusalCode(null, null)));
    }

    [TestMethod]
    [DataRow("as it should be", null)]
    [DataRow("an issuer of another tenant", "identity_unverified")]
    [DataRow("another audience", "identity_unverified")]
    [DataRow("another nonce", "identity_unverified")]
    [DataRow("no nonce", "identity_unverified")]
    [DataRow("expired", "identity_unverified")]
    [DataRow("no tenant", "identity_unverified")]
    [DataRow("an unknown key", "identity_unverified")]
    [DataRow("unsigned", "identity_unverified")]
    [DataRow("a symmetric signature", "identity_unverified")]
    [DataRow("no keys to be had", "provider_unavailable")]
    [DataRow("no refresh token", "no_refresh_token")]
    [DataRow("no mailbox", "mailbox_not_enabled")]
    public async Task An_id_token_counts_only_when_it_is_genuine_and_meant_for_this_attempt(string what, string? refusal)
    {
        using var signer = new SignedTokens();
        using var bench = new OutlookBench(asked => asked.Url.AbsolutePath switch
        {
            "/common/oauth2/v2.0/token" => StubHttp.Json(Answer(signer, what).ToJsonString()),
            "/common/discovery/v2.0/keys" => what == "no keys to be had" ? new HttpResponseMessage(HttpStatusCode.BadGateway) : StubHttp.Json(Keys(signer)),
            _ => what == "no mailbox" ? OutlookBench.Error(404, "MailboxNotEnabledForRESTAPI") : StubHttp.Json("""{"mail":null,"userPrincipalName":"ana@tenant.example"}"""),
        });

        Task<OAuthGrant> Redeem() => bench.Get<IOAuthClient>().RedeemAsync("code", Verifier, "https://sync.example/back", Cancel);

        if (refusal is null)
        {
            var grant = await Redeem();
            Assert.AreEqual(($"{Tenant}/person-1", "ana@tenant.example"), (grant.AccountId, grant.Address));
            var form = QueryHelpers.ParseQuery(bench.Http.Requests[0].Body);
            Assert.AreEqual((Verifier, "secret", "code"), (form["code_verifier"].ToString(), form["client_secret"].ToString(), form["code"].ToString()));
        }
        else
        {
            Assert.AreEqual(refusal, (await Assert.ThrowsExactlyAsync<OAuthException>(Redeem)).Code);
        }
    }

    [TestMethod]
    [DataRow("invalid_grant", 54005, "code_rejected")]
    [DataRow("invalid_client", 7000215, "provider_misconfigured")]
    [DataRow("invalid_grant", 65001, "admin_consent_required")]
    [DataRow("server_error", 0, "provider_unavailable")]
    public async Task A_code_that_is_not_redeemed_ends_with_a_stable_word(string error, int number, string code)
    {
        using var bench = new OutlookBench(_ => StubHttp.Json($$"""{"error":"{{error}}","error_codes":[{{number}}],"error_description":"AADSTS{{number}}: no"}""", HttpStatusCode.BadRequest));

        var failure = await Assert.ThrowsExactlyAsync<OAuthException>(
            () => bench.Get<IOAuthClient>().RedeemAsync("code", Verifier, "https://sync.example/back", Cancel));

        Assert.AreEqual(code, failure.Code);
    }

    private const string Verifier = "verifier-verifier-verifier-verifier-verifier-1";

    private static string Keys(SignedTokens signer)
    {
        var keys = JsonNode.Parse(signer.Jwks("key-1"))!;
        keys["keys"]![0]!.AsObject()["issuer"] = "https://issuer.example/{tenantid}/v2.0";
        keys["keys"]![0]!.AsObject().Remove("alg");
        return keys.ToJsonString();
    }

    private static JsonObject Answer(SignedTokens signer, string what)
    {
        var claims = new JsonObject
        {
            ["iss"] = what == "an issuer of another tenant" ? "https://issuer.example/other/v2.0" : $"https://issuer.example/{Tenant}/v2.0",
            ["aud"] = what == "another audience" ? "client-2" : "client-1",
            ["tid"] = what == "no tenant" ? null : Tenant,
            ["oid"] = "person-1",
            ["nonce"] = what == "another nonce" ? "n-1" : Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
            ["iat"] = OutlookBench.Start.ToUnixTimeSeconds(),
            ["nbf"] = OutlookBench.Start.ToUnixTimeSeconds(),
            ["exp"] = OutlookBench.Start.AddHours(what == "expired" ? -1 : 1).ToUnixTimeSeconds(),
        };
        if (what == "no nonce") claims.Remove("nonce");
        if (what == "no tenant") claims.Remove("tid");
        var answer = new JsonObject
        {
            ["access_token"] = "access-1",
            ["expires_in"] = 3599,
            ["scope"] = "User.Read Mail.ReadWrite Mail.Send",
            ["id_token"] = what switch
            {
                "unsigned" => SignedTokens.Unsigned(claims),
                "a symmetric signature" => signer.SignWithPublicKeyAsSecret(claims),
                "an unknown key" => signer.Sign(claims, "key-2"),
                _ => signer.Sign(claims),
            },
        };
        if (what != "no refresh token") answer["refresh_token"] = "refresh-1";
        return answer;
    }
}
