using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using EmailSync.Simulators.Google;
using Microsoft.AspNetCore.WebUtilities;

namespace EmailSync.Tests.Simulators;

[TestClass]
public sealed class OAuthTests
{
    [TestMethod]
    public async Task A_code_with_the_right_verifier_gives_tokens_and_a_signed_identity()
    {
        await using var world = await TestWorld.StartAsync();
        world.Google.AddAccount("ana@acme.example");

        var tokens = await world.RedeemAsync(await world.CodeAsync("ana@acme.example"));

        var claims = await VerifyAsync(world, tokens["id_token"]!.GetValue<string>());
        Assert.AreEqual("https://accounts.google.com", claims["iss"]!.GetValue<string>());
        Assert.AreEqual(world.Options.GmailClientId, claims["aud"]!.GetValue<string>());
        Assert.AreEqual("ana@acme.example", claims["email"]!.GetValue<string>());
        Assert.AreEqual("n-1", claims["nonce"]!.GetValue<string>());
        Assert.IsTrue(claims["sub"]!.GetValue<string>().All(char.IsAsciiDigit));
        Assert.AreEqual(3599, tokens["expires_in"]!.GetValue<int>());
        Assert.IsNotNull(tokens["refresh_token"]);
    }

    [TestMethod]
    public async Task State_comes_back_unchanged_with_the_code()
    {
        await using var world = await TestWorld.StartAsync();
        world.Google.AddAccount("ana@acme.example");
        using var client = world.Client();

        using var response = await client.GetAsync(world.AuthorizeUrl("ana@acme.example"));

        Assert.AreEqual("st ate", QueryHelpers.ParseQuery(response.Headers.Location!.Query)["state"].ToString());
    }

    [TestMethod]
    public async Task A_wrong_verifier_is_refused_and_uses_the_code_up()
    {
        await using var world = await TestWorld.StartAsync();
        world.Google.AddAccount("ana@acme.example");
        var code = await world.CodeAsync("ana@acme.example");

        var wrong = await world.TokenAsync(("grant_type", "authorization_code"), ("code", code), ("redirect_uri", TestWorld.Redirect), ("code_verifier", new string('x', 50)));
        var second = await world.TokenAsync(("grant_type", "authorization_code"), ("code", code), ("redirect_uri", TestWorld.Redirect), ("code_verifier", TestWorld.Verifier));

        Assert.AreEqual((400, "invalid_grant"), (wrong.Status, wrong.Json["error"]!.GetValue<string>()));
        Assert.AreEqual((400, "invalid_grant"), (second.Status, second.Json["error"]!.GetValue<string>()));
    }

    [TestMethod]
    public async Task A_redirect_uri_that_differs_by_a_slash_is_refused()
    {
        await using var world = await TestWorld.StartAsync();
        world.Google.AddAccount("ana@acme.example");
        var code = await world.CodeAsync("ana@acme.example");

        var (status, json) = await world.TokenAsync(
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", TestWorld.Redirect + "/"), ("code_verifier", TestWorld.Verifier));

        Assert.AreEqual((400, "redirect_uri_mismatch"), (status, json["error"]!.GetValue<string>()));
    }

    [TestMethod]
    public async Task An_old_code_is_refused()
    {
        await using var world = await TestWorld.StartAsync();
        world.Google.AddAccount("ana@acme.example");
        var code = await world.CodeAsync("ana@acme.example");
        world.Clock.Advance(TimeSpan.FromMinutes(11));

        var (status, json) = await world.TokenAsync(
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", TestWorld.Redirect), ("code_verifier", TestWorld.Verifier));

        Assert.AreEqual((400, "invalid_grant"), (status, json["error"]!.GetValue<string>()));
    }

    [TestMethod]
    public async Task A_wrong_client_secret_is_our_own_mistake_not_a_dead_grant()
    {
        await using var world = await TestWorld.StartAsync();

        var (status, json) = await world.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", "any"), ("client_secret", "wrong"));

        Assert.AreEqual((401, "invalid_client"), (status, json["error"]!.GetValue<string>()));
    }

    [TestMethod]
    public async Task A_refresh_gives_no_new_refresh_token()
    {
        await using var world = await TestWorld.StartAsync();
        world.Google.AddAccount("ana@acme.example");
        var tokens = await world.RedeemAsync(await world.CodeAsync("ana@acme.example"));

        var (status, json) = await world.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"]!.GetValue<string>()));

        Assert.AreEqual(200, status);
        Assert.IsFalse(json.ContainsKey("refresh_token"));
    }

    [TestMethod]
    public async Task A_refresh_token_comes_with_the_first_consent_or_when_consent_is_asked_again_offline()
    {
        await using var world = await TestWorld.StartAsync();
        world.Google.AddAccount("ana@acme.example");

        var online = await world.RedeemAsync(await world.CodeAsync("ana@acme.example", extra: ""));
        var later = await world.RedeemAsync(await world.CodeAsync("ana@acme.example"));
        var promptOnly = await world.RedeemAsync(await world.CodeAsync("ana@acme.example", extra: "&prompt=consent"));
        var both = await world.RedeemAsync(await world.CodeAsync("ana@acme.example", extra: "&prompt=consent&access_type=offline"));

        Assert.IsFalse(online.ContainsKey("refresh_token"));
        Assert.IsFalse(later.ContainsKey("refresh_token"));
        Assert.IsFalse(promptOnly.ContainsKey("refresh_token"));
        Assert.IsTrue(both.ContainsKey("refresh_token"));
    }

    [TestMethod]
    public async Task Unticked_permissions_are_missing_from_the_grant()
    {
        await using var world = await TestWorld.StartAsync();
        world.Google.AddAccount("ana@acme.example", deniedScopes: ["gmail.modify"]);

        var tokens = await world.RedeemAsync(await world.CodeAsync("ana@acme.example"));

        Assert.AreEqual("openid email", tokens["scope"]!.GetValue<string>());
    }

    [TestMethod]
    public async Task The_consent_page_lists_accounts_and_the_form_gives_a_code()
    {
        await using var world = await TestWorld.StartAsync();
        world.Google.AddAccount("ana@acme.example", "Ana");
        using var client = world.Client();

        var page = await client.GetStringAsync(world.AuthorizeUrl(loginHint: null));
        using var form = new FormUrlEncodedContent([new("account", "ana@acme.example"), new("decision", "allow")]);
        using var allowed = await client.PostAsync(world.AuthorizeUrl(loginHint: null), form);
        var tokens = await world.RedeemAsync(QueryHelpers.ParseQuery(allowed.Headers.Location!.Query)["code"].ToString());

        StringAssert.Contains(page, "ana@acme.example");
        StringAssert.Contains(page, "type=\"checkbox\"");
        Assert.AreEqual("openid email", tokens["scope"]!.GetValue<string>(), "nothing was ticked");
    }

    [TestMethod]
    public async Task Cancelling_goes_back_with_access_denied()
    {
        await using var world = await TestWorld.StartAsync();
        using var client = world.Client();

        using var form = new FormUrlEncodedContent([new("decision", "deny")]);
        using var response = await client.PostAsync(world.AuthorizeUrl(loginHint: null), form);

        Assert.AreEqual("access_denied", QueryHelpers.ParseQuery(response.Headers.Location!.Query)["error"].ToString());
    }

    [TestMethod]
    public async Task An_unregistered_redirect_ends_on_an_error_page()
    {
        await using var world = await TestWorld.StartAsync(options => options with { GmailRedirectUris = ["http://127.0.0.1:9/other"] });
        world.Google.AddAccount("ana@acme.example");
        using var client = world.Client();

        using var response = await client.GetAsync(world.AuthorizeUrl("ana@acme.example"));

        Assert.AreEqual(HttpStatusCode.BadRequest, response.StatusCode);
        StringAssert.Contains(await response.Content.ReadAsStringAsync(), "redirect_uri_mismatch");
    }

    [TestMethod]
    public async Task Access_tokens_end_by_the_clock()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");

        var before = await ana.GetAsync("profile");
        world.Clock.Advance(TimeSpan.FromHours(1));
        var after = await ana.GetAsync("profile");

        Assert.AreEqual(200, before.Status);
        Assert.AreEqual(401, after.Status);
        Assert.AreEqual("authError", after.Json["error"]!["errors"]![0]!["reason"]!.GetValue<string>());
        Assert.AreEqual("Authorization", after.Json["error"]!["errors"]![0]!["location"]!.GetValue<string>());
    }

    [TestMethod]
    public async Task A_changed_password_kills_refresh_and_access_tokens()
    {
        await using var world = await TestWorld.StartAsync();
        world.Google.AddAccount("ana@acme.example");
        var tokens = await world.RedeemAsync(await world.CodeAsync("ana@acme.example"));
        var ana = new GmailCaller(world, "ana@acme.example", tokens["access_token"]!.GetValue<string>());

        await world.ControlAsync("POST", "/_control/mailboxes/ana@acme.example/revoke");

        Assert.AreEqual(401, (await ana.GetAsync("profile")).Status);
        var (status, json) = await world.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"]!.GetValue<string>()));
        Assert.AreEqual((400, "invalid_grant"), (status, json["error"]!.GetValue<string>()));
    }

    [TestMethod]
    public async Task Revoking_an_access_token_kills_its_refresh_token_too()
    {
        await using var world = await TestWorld.StartAsync();
        world.Google.AddAccount("ana@acme.example");
        var tokens = await world.RedeemAsync(await world.CodeAsync("ana@acme.example"));
        using var client = world.Client();
        using var form = new FormUrlEncodedContent([new("token", tokens["access_token"]!.GetValue<string>())]);

        using var first = await client.PostAsync(new Uri(world.Host.GoogleBaseUrl, "/revoke"), form);
        using var again = await client.PostAsync(new Uri(world.Host.GoogleBaseUrl, "/revoke"), form);

        Assert.AreEqual(HttpStatusCode.OK, first.StatusCode);
        Assert.AreEqual(HttpStatusCode.BadRequest, again.StatusCode);
        Assert.AreEqual(400, (await world.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"]!.GetValue<string>()))).Status);
    }

    [TestMethod]
    public async Task The_hundred_and_first_refresh_token_kills_the_oldest()
    {
        await using var world = await TestWorld.StartAsync();
        world.Google.AddAccount("ana@acme.example");
        var refresh = new List<string>();

        for (var index = 0; index < 101; index++)
        {
            var tokens = await world.RedeemAsync(await world.CodeAsync("ana@acme.example", extra: "&prompt=consent&access_type=offline"));
            refresh.Add(tokens["refresh_token"]!.GetValue<string>());
        }

        Assert.AreEqual(400, (await world.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", refresh[0]))).Status);
        Assert.AreEqual(200, (await world.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", refresh[1]))).Status);
    }

    [TestMethod]
    public async Task After_a_rotation_new_tokens_carry_the_new_key_and_the_old_one_still_verifies()
    {
        await using var world = await TestWorld.StartAsync();
        world.Google.AddAccount("ana@acme.example");
        var before = (await world.RedeemAsync(await world.CodeAsync("ana@acme.example")))["id_token"]!.GetValue<string>();

        var (_, rotated) = await world.ControlAsync("POST", "/_control/keys/rotate");
        var after = (await world.RedeemAsync(await world.CodeAsync("ana@acme.example")))["id_token"]!.GetValue<string>();

        await VerifyAsync(world, before);
        await VerifyAsync(world, after);
        Assert.AreEqual(rotated!["kid"]!.GetValue<string>(), Part(after, 0)["kid"]!.GetValue<string>());
        Assert.AreNotEqual(Part(before, 0)["kid"]!.GetValue<string>(), Part(after, 0)["kid"]!.GetValue<string>());
    }

    [TestMethod]
    public async Task An_account_under_an_admin_policy_cannot_consent()
    {
        await using var world = await TestWorld.StartAsync();
        world.Google.AddAccount("ana@acme.example", type: AccountType.Workspace, adminConsentRequired: true);
        using var client = world.Client();

        using var response = await client.GetAsync(world.AuthorizeUrl("ana@acme.example"));

        StringAssert.Contains(await response.Content.ReadAsStringAsync(), "admin_policy_enforced");
    }

    internal static async Task<JsonObject> VerifyAsync(TestWorld world, string token)
    {
        using var client = world.Client();
        var jwks = JsonNode.Parse(await client.GetStringAsync(new Uri(world.Host.GoogleBaseUrl, "/oauth2/v3/certs")))!["keys"]!.AsArray();
        var key = jwks.Single(entry => entry!["kid"]!.GetValue<string>() == Part(token, 0)["kid"]!.GetValue<string>())!;
        using var rsa = RSA.Create(new RSAParameters
        {
            Modulus = Base64UrlTextEncoder.Decode(key["n"]!.GetValue<string>()),
            Exponent = Base64UrlTextEncoder.Decode(key["e"]!.GetValue<string>()),
        });
        var dot = token.LastIndexOf('.');
        var fits = rsa.VerifyData(
            Encoding.ASCII.GetBytes(token[..dot]), Base64UrlTextEncoder.Decode(token[(dot + 1)..]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Assert.IsTrue(fits);
        return Part(token, 1);
    }

    private static JsonObject Part(string token, int index) =>
        JsonNode.Parse(Base64UrlTextEncoder.Decode(token.Split('.')[index]))!.AsObject();
}
