using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers.Gmail;

namespace EmailSync.Tests.Providers;

[TestClass]
public sealed class GoogleOAuthClientTests
{
    private const string Address = "ana@mail.example";

    public required TestContext TestContext { get; init; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task Signing_in_gives_a_grant_with_the_accounts_own_id()
    {
        await using var google = await SimulatedGoogle.StartAsync(Cancel);
        google.Google.AddAccount(Address);

        var grant = await GoogleSignIn.ConnectAsync(google.OAuth, google.Http, Address, Cancel);

        Assert.AreEqual(Address, grant.Address);
        Assert.AreNotEqual(Address, grant.AccountId);
        Assert.AreNotEqual("", grant.RefreshToken);
        Assert.IsEmpty(grant.MissingScopes);
        Assert.IsGreaterThan(google.Clock.GetUtcNow().AddMinutes(50), grant.AccessTokenExpiresAt);
    }

    [TestMethod]
    public async Task Signing_in_again_gives_a_refresh_token_again()
    {
        await using var google = await SimulatedGoogle.StartAsync(Cancel);
        google.Google.AddAccount(Address);

        var first = await GoogleSignIn.ConnectAsync(google.OAuth, google.Http, Address, Cancel);
        var second = await GoogleSignIn.ConnectAsync(google.OAuth, google.Http, Address, Cancel);

        Assert.AreEqual(first.AccountId, second.AccountId);
        Assert.AreNotEqual("", second.RefreshToken);
    }

    [TestMethod]
    public async Task R1_A_permission_that_was_unticked_is_named()
    {
        await using var google = await SimulatedGoogle.StartAsync(Cancel);
        google.Google.AddAccount(Address, deniedScopes: ["gmail.modify"]);

        var grant = await GoogleSignIn.ConnectAsync(google.OAuth, google.Http, Address, Cancel);

        CollectionAssert.AreEqual(new[] { "gmail.modify" }, grant.MissingScopes.ToArray());
    }

    [TestMethod]
    public async Task Scopes_in_Googles_long_spelling_count_as_granted()
    {
        await using var google = await SimulatedGoogle.StartAsync(Cancel);
        google.Google.AddAccount(Address);
        google.Google.Settings = google.Google.Settings with { CanonicalScopes = true };

        var grant = await GoogleSignIn.ConnectAsync(google.OAuth, google.Http, Address, Cancel);

        Assert.IsEmpty(grant.MissingScopes);
    }

    [TestMethod]
    public async Task A_code_works_once_and_only_with_its_verifier()
    {
        await using var google = await SimulatedGoogle.StartAsync(Cancel);
        google.Google.AddAccount(Address);
        var code = await GoogleSignIn.CodeAsync(google.OAuth, google.Http, Address, Cancel);
        var stolen = await GoogleSignIn.CodeAsync(google.OAuth, google.Http, Address, Cancel);

        await google.OAuth.RedeemAsync(code, GoogleSignIn.Verifier, GoogleSignIn.RedirectUri, Cancel);
        var again = await Assert.ThrowsExactlyAsync<OAuthException>(
            () => google.OAuth.RedeemAsync(code, GoogleSignIn.Verifier, GoogleSignIn.RedirectUri, Cancel));
        var thief = await Assert.ThrowsExactlyAsync<OAuthException>(
            () => google.OAuth.RedeemAsync(stolen, new string('w', 50), GoogleSignIn.RedirectUri, Cancel));

        Assert.AreEqual(("code_rejected", "code_rejected"), (again.Code, thief.Code));
    }

    [TestMethod]
    public async Task Revoking_twice_is_no_failure_and_ends_the_grant()
    {
        await using var google = await SimulatedGoogle.StartAsync(Cancel);
        var world = await google.ConnectAsync(Address, Cancel);
        var refreshToken = await google.Get<IMailboxTokens>().RefreshTokenAsync(world.Mailbox, Cancel);

        await google.OAuth.RevokeAsync(refreshToken!, Cancel);
        await google.OAuth.RevokeAsync(refreshToken!, Cancel);

        await Assert.ThrowsExactlyAsync<Core.Providers.MailProviderException>(() => world.Provider.PinCursorsAsync(world.Mailbox, Cancel));
    }

    [TestMethod]
    [DataRow("""{"access_token":"a","expires_in":3599,"scope":"openid email https://www.googleapis.com/auth/gmail.modify"}""", 200, "identity_unverified")]
    [DataRow("""{"access_token":"a","expires_in":3599,"id_token":"x.y.z","refresh_token":"r"}""", 200, "identity_unverified")]
    [DataRow("""{"error":"invalid_grant"}""", 400, "code_rejected")]
    [DataRow("""{"error":"invalid_client"}""", 401, "provider_misconfigured")]
    [DataRow("""{"error":"redirect_uri_mismatch"}""", 400, "provider_misconfigured")]
    [DataRow("<html>", 502, "provider_unavailable")]
    [DataRow("{}", 200, "provider_unavailable")]
    public async Task What_goes_wrong_has_a_stable_word(string answer, int status, string code)
    {
        using var bench = new GmailBench(_ => StubHttp.Json(answer, (System.Net.HttpStatusCode)status));

        var failure = await Assert.ThrowsExactlyAsync<OAuthException>(
            () => bench.Get<IOAuthClient>().RedeemAsync("code", GoogleSignIn.Verifier, GoogleSignIn.RedirectUri, Cancel));

        Assert.AreEqual(code, failure.Code);
    }

    [TestMethod]
    public async Task A_grant_without_a_refresh_token_is_refused()
    {
        using var google = new SignedTokens();
        var claims = SignedTokens.Claims(GmailBench.Start);
        claims["aud"] = "client.example";
        var idToken = google.Sign(claims);
        using var bench = new GmailBench(asked => StubHttp.Json(asked.Url.AbsolutePath.EndsWith("certs", StringComparison.Ordinal)
            ? google.Jwks("key-1")
            : $$"""{"access_token":"a","expires_in":3599,"scope":"{{GoogleScopes.Asked}}","id_token":"{{idToken}}"}"""));

        var failure = await Assert.ThrowsExactlyAsync<OAuthException>(
            () => bench.Get<IOAuthClient>().RedeemAsync("code", GoogleSignIn.Verifier, GoogleSignIn.RedirectUri, Cancel));

        Assert.AreEqual("no_refresh_token", failure.Code);
    }

    [TestMethod]
    public void The_consent_page_is_asked_for_offline_access_with_a_challenge()
    {
        using var bench = new GmailBench(_ => StubHttp.Json("{}"));

        var url = bench.Get<IOAuthClient>().AuthorizationUrl("https://sync.example/cb?x=1", "st&te", "challenge", null);

        foreach (var part in (string[])["access_type=offline", "prompt=consent", "code_challenge=challenge", "code_challenge_method=S256", "state=st%26te", "response_type=code"])
            Assert.Contains(part, url);
        Assert.DoesNotContain("include_granted_scopes", url);
        Assert.DoesNotContain("login_hint", url);
    }
}
