using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using EmailSync.Simulators.Microsoft;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace EmailSync.Tests.Simulators;

[TestClass]
public sealed class MicrosoftTokenTests
{
    private const string Ana = "ana@acme.example";

    [TestMethod]
    public async Task An_identity_is_signed_and_issued_in_the_name_of_the_persons_tenant()
    {
        await using var world = await TestWorld.StartAsync();
        var driver = new MicrosoftDriver(world);
        var ana = driver.Microsoft.AddAccount(Ana, "Ana Alves")!;

        var tokens = await driver.TokensAsync(Ana);

        var (_, configuration, _) = await GetAsync(world, "common/v2.0/.well-known/openid-configuration");
        var (_, keys, _) = await GetAsync(world, new Uri(MicrosoftDriver.Text(configuration, "jwks_uri")).PathAndQuery.TrimStart('/'));
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(MicrosoftDriver.Text(tokens, "id_token"), new TokenValidationParameters
        {
            IssuerSigningKeys = new JsonWebKeySet(keys.ToJsonString()).GetSigningKeys(),
            ValidIssuer = MicrosoftDriver.Text(configuration, "issuer").Replace("{tenantid}", ana.TenantId, StringComparison.Ordinal),
            ValidAudience = world.Options.OutlookClientId,
        });
        Assert.IsTrue(result.IsValid, result.Exception?.Message);
        Assert.AreEqual(ana.TenantId, result.Claims["tid"]);
        Assert.AreEqual(ana.ObjectId, result.Claims["oid"]);
        Assert.AreEqual(Ana, result.Claims["preferred_username"]);
        Assert.AreEqual("Ana Alves", result.Claims["name"]);
        Assert.AreEqual("n-1", result.Claims["nonce"]);
        Assert.AreEqual("2.0", result.Claims["ver"]);
    }

    [TestMethod]
    public async Task All_personal_accounts_share_one_tenant()
    {
        await using var world = await TestWorld.StartAsync();
        var driver = new MicrosoftDriver(world);
        driver.Microsoft.AddAccount("pia@outlook.example", type: MicrosoftAccountType.Personal);

        var tokens = await driver.TokensAsync("pia@outlook.example");

        var claims = new JsonWebToken(MicrosoftDriver.Text(tokens, "id_token"));
        Assert.AreEqual("https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0", claims.Issuer);
    }

    [TestMethod]
    public async Task Access_lasts_between_an_hour_and_an_hour_and_a_half()
    {
        await using var world = await TestWorld.StartAsync();
        var driver = new MicrosoftDriver(world);
        var tokens = await driver.TokensAsync(Ana);
        var access = MicrosoftDriver.Text(tokens, "access_token");

        var before = await driver.GraphAsync("GET", "/subscriptions/none", access);
        world.Clock.Advance(TimeSpan.FromSeconds(tokens["expires_in"]!.GetValue<int>() + 1));
        var after = await driver.GraphAsync("GET", "/subscriptions/none", access);

        Assert.IsInRange(3_600, 5_400, tokens["expires_in"]!.GetValue<int>());
        Assert.AreEqual(HttpStatusCode.NotFound, before.Status);
        Assert.AreEqual((HttpStatusCode.Unauthorized, "InvalidAuthenticationToken"), (after.Status, MicrosoftDriver.CodeOf(after.Json)));
        StringAssert.StartsWith(after.Headers.WwwAuthenticate.ToString(), "Bearer realm=\"\"");
    }

    [TestMethod]
    public async Task A_code_is_redeemed_once()
    {
        await using var world = await TestWorld.StartAsync();
        var driver = new MicrosoftDriver(world);
        driver.Microsoft.AddAccount(Ana);
        var code = await driver.CodeAsync(Ana);

        var first = await driver.RedeemAsync(code);
        var second = await driver.RedeemAsync(code);

        Assert.AreEqual(200, first.Status);
        AssertRefused(second, 400, "invalid_grant", 54005);
    }

    [TestMethod]
    public async Task A_code_lives_ten_minutes()
    {
        await using var world = await TestWorld.StartAsync();
        var driver = new MicrosoftDriver(world);
        driver.Microsoft.AddAccount(Ana);
        var code = await driver.CodeAsync(Ana);
        world.Clock.Advance(TimeSpan.FromMinutes(10));

        AssertRefused(await driver.RedeemAsync(code), 400, "invalid_grant", 70008);
    }

    [TestMethod]
    public async Task A_wrong_verifier_is_refused_in_the_documented_shape_and_leaves_the_code()
    {
        await using var world = await TestWorld.StartAsync();
        var driver = new MicrosoftDriver(world);
        driver.Microsoft.AddAccount(Ana);
        var code = await driver.CodeAsync(Ana);

        var wrong = await driver.RedeemAsync(code, new string('x', 50));
        var right = await driver.RedeemAsync(code);

        AssertRefused(wrong, 400, "invalid_grant", 501481);
        foreach (var member in (string[])["error_description", "timestamp", "trace_id", "correlation_id", "error_uri"])
            Assert.IsFalse(string.IsNullOrEmpty(MicrosoftDriver.Text(wrong.Json, member)), member);
        Assert.AreEqual(200, right.Status);
    }

    [TestMethod]
    [DataRow("client_secret", "wrong", 401, "invalid_client", 7000215)]
    [DataRow("client_secret", "", 401, "invalid_client", 7000218)]
    [DataRow("client_id", "nobody", 400, "unauthorized_client", 700016)]
    [DataRow("grant_type", "password", 400, "unsupported_grant_type", 70003)]
    [DataRow("redirect_uri", "http://127.0.0.1:9/other", 400, "invalid_grant", 500112)]
    [DataRow("code", "made-up", 400, "invalid_grant", 70000)]
    [DataRow("scope", "Mail.ReadWrite.Shared", 400, "invalid_grant", 65001)]
    public async Task A_token_request_with_a_mistake_says_which(string field, string value, int status, string error, int number)
    {
        await using var world = await TestWorld.StartAsync();
        var driver = new MicrosoftDriver(world);
        driver.Microsoft.AddAccount(Ana);
        var code = await driver.CodeAsync(Ana);

        var answer = await driver.TokenAsync(
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", TestWorld.Redirect), ("code_verifier", TestWorld.Verifier), (field, value));

        AssertRefused(answer, status, error, number);
    }

    [TestMethod]
    public async Task Each_refresh_gives_a_new_token_and_the_old_one_works_on()
    {
        await using var world = await TestWorld.StartAsync();
        var driver = new MicrosoftDriver(world);
        var first = MicrosoftDriver.Text(await driver.TokensAsync(Ana), "refresh_token");

        var second = MicrosoftDriver.Text((await driver.RefreshAsync(first)).Json, "refresh_token");
        var again = await driver.RefreshAsync(first);
        world.Clock.Advance(TimeSpan.FromDays(50));
        var third = MicrosoftDriver.Text((await driver.RefreshAsync(second)).Json, "refresh_token");
        world.Clock.Advance(TimeSpan.FromDays(41));

        Assert.AreNotEqual(first, second);
        Assert.AreEqual(200, again.Status);
        AssertRefused(await driver.RefreshAsync(second), 400, "invalid_grant", 700082);
        Assert.AreEqual(200, (await driver.RefreshAsync(third)).Status);
    }

    [TestMethod]
    public async Task Without_offline_access_there_is_no_refresh_token()
    {
        await using var world = await TestWorld.StartAsync();
        var driver = new MicrosoftDriver(world);

        var tokens = await driver.TokensAsync(Ana, "openid User.Read");

        Assert.IsFalse(tokens.ContainsKey("refresh_token"));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Revoked_sessions_are_dead_everywhere(bool claimsChallenge)
    {
        await using var world = await TestWorld.StartAsync();
        var driver = new MicrosoftDriver(world);
        var tokens = await driver.TokensAsync(Ana);
        driver.Microsoft.Settings = driver.Microsoft.Settings with { ClaimsChallenge = claimsChallenge };

        driver.Microsoft.Revoke(Ana);

        AssertRefused(await driver.RefreshAsync(MicrosoftDriver.Text(tokens, "refresh_token")), 400, "invalid_grant", 50173);
        var graph = await driver.GraphAsync("GET", "/subscriptions", MicrosoftDriver.Text(tokens, "access_token"));
        Assert.AreEqual(HttpStatusCode.Unauthorized, graph.Status);
        Assert.AreEqual(claimsChallenge, graph.Headers.WwwAuthenticate.ToString().Contains("insufficient_claims", StringComparison.Ordinal));
        Assert.AreEqual(200, (await driver.RedeemAsync(await driver.CodeAsync(Ana))).Status, "a new sign-in is a new grant");
    }

    [TestMethod]
    public async Task A_client_that_asks_the_same_in_a_loop_is_stopped_for_a_while()
    {
        await using var world = await TestWorld.StartAsync();
        var driver = new MicrosoftDriver(world);
        var token = MicrosoftDriver.Text(await driver.TokensAsync(Ana), "refresh_token");
        driver.Microsoft.Settings = driver.Microsoft.Settings with { MaxIdenticalTokenRequests = 3 };

        for (var request = 0; request < 3; request++)
            Assert.AreEqual(200, (await driver.RefreshAsync(token)).Status);
        var looping = await driver.RefreshAsync(token);
        world.Clock.Advance(TimeSpan.FromMinutes(6));
        var later = await driver.RefreshAsync(token);

        AssertRefused(looping, 400, "invalid_grant", 50196);
        Assert.AreEqual(200, later.Status);
    }

    [TestMethod]
    public async Task Permissions_are_written_short_or_in_full()
    {
        await using var world = await TestWorld.StartAsync();
        var driver = new MicrosoftDriver(world);
        driver.Microsoft.Settings = driver.Microsoft.Settings with { FullScopeNames = true };

        var tokens = await driver.TokensAsync(Ana, "openid offline_access https://graph.microsoft.com/mail.send");

        Assert.AreEqual("openid https://graph.microsoft.com/Mail.Send", MicrosoftDriver.Text(tokens, "scope"));
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("made-up")]
    public async Task Graph_wants_a_token_that_was_given(string? token)
    {
        await using var world = await TestWorld.StartAsync();

        var answer = await new MicrosoftDriver(world).GraphAsync("GET", "/me", token);

        Assert.AreEqual((HttpStatusCode.Unauthorized, "InvalidAuthenticationToken"), (answer.Status, MicrosoftDriver.CodeOf(answer.Json)));
    }

    [TestMethod]
    public async Task What_the_identity_platform_does_not_have_is_an_error()
    {
        await using var world = await TestWorld.StartAsync();

        var (status, _, _) = await GetAsync(world, "common/oauth2/v2.0/userinfo");

        Assert.AreEqual(HttpStatusCode.NotFound, status);
        Assert.HasCount(1, world.Host.Microsoft.Calls.Unknown);
    }

    private static void AssertRefused((int Status, JsonObject Json) answer, int status, string error, int number)
    {
        Assert.AreEqual((status, error), (answer.Status, MicrosoftDriver.Text(answer.Json, "error")), answer.Json.ToJsonString());
        Assert.AreEqual(number, answer.Json["error_codes"]!.AsArray().Single()!.GetValue<int>());
        StringAssert.StartsWith(MicrosoftDriver.Text(answer.Json, "error_description"), $"AADSTS{number}:");
    }

    private static async Task<(HttpStatusCode Status, JsonObject Json, string Type)> GetAsync(TestWorld world, string path)
    {
        using var client = world.Client();
        using var response = await client.GetAsync(new Uri(world.Host.MicrosoftBaseUrl, path));
        var bytes = await response.Content.ReadAsByteArrayAsync();
        return (response.StatusCode, JsonNode.Parse(Encoding.UTF8.GetString(bytes))!.AsObject(), response.Content.Headers.ContentType!.MediaType!);
    }
}
