using System.Net;
using System.Text.Json.Nodes;
using EmailSync.Core.Providers.Gmail;

namespace EmailSync.Tests.Providers;

[TestClass]
public sealed class GmailPushVerifierTests : IDisposable
{
    private readonly SignedTokens google = new();
    private readonly SignedTokens stranger = new();
    private readonly GmailBench bench;
    private HttpStatusCode keysStatus = HttpStatusCode.OK;
    private string keyId = "key-1";

    public GmailPushVerifierTests() => bench = new GmailBench(_ => StubHttp.Json(google.Jwks(keyId), keysStatus));

    public required TestContext TestContext { get; init; }

    public void Dispose()
    {
        bench.Dispose();
        google.Dispose();
        stranger.Dispose();
    }

    [TestMethod]
    public async Task A_push_of_our_subscription_is_genuine()
    {
        Assert.AreEqual(PushVerdict.Genuine, await VerifyAsync(google.Sign(Claims())));
    }

    [TestMethod]
    [DataRow("iss", "accounts.google.com", PushVerdict.Genuine)]
    [DataRow("iss", "https://accounts.google.example", PushVerdict.WrongIssuer)]
    [DataRow("iss", null, PushVerdict.WrongIssuer)]
    [DataRow("aud", "https://sync.example/push/", PushVerdict.WrongAudience)]
    [DataRow("aud", "https://SYNC.example/push", PushVerdict.WrongAudience)]
    [DataRow("aud", "https://other.example/push", PushVerdict.WrongAudience)]
    [DataRow("aud", null, PushVerdict.WrongAudience)]
    [DataRow("email", "other@crm.iam.example", PushVerdict.WrongAccount)]
    [DataRow("email", null, PushVerdict.WrongAccount)]
    [DataRow("email_verified", "false", PushVerdict.WrongAccount)]
    [DataRow("email_verified", null, PushVerdict.WrongAccount)]
    [DataRow("exp", null, PushVerdict.Expired)]
    public async Task Every_claim_counts(string claim, string? value, PushVerdict expected)
    {
        var claims = Claims();
        if (value is null) claims.Remove(claim);
        else claims[claim] = value;

        Assert.AreEqual(expected, await VerifyAsync(google.Sign(claims)));
    }

    [TestMethod]
    public async Task A_token_for_several_audiences_is_not_ours()
    {
        var claims = Claims();
        claims["aud"] = new JsonArray("https://sync.example/push", "https://other.example/push");

        Assert.AreEqual(PushVerdict.WrongAudience, await VerifyAsync(google.Sign(claims)));
    }

    [TestMethod]
    [DataRow(-30, PushVerdict.Genuine)]
    [DataRow(30, PushVerdict.Genuine)]
    [DataRow(90, PushVerdict.Expired)]
    public async Task A_token_ends_with_a_small_allowance_for_clocks(int secondsAfterExpiry, PushVerdict expected)
    {
        var token = google.Sign(Claims());

        bench.Time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(secondsAfterExpiry));

        Assert.AreEqual(expected, await VerifyAsync(token));
    }

    [TestMethod]
    public async Task A_token_from_the_future_is_not_current()
    {
        Assert.AreEqual(PushVerdict.Expired, await VerifyAsync(google.Sign(SignedTokens.Claims(bench.Time.GetUtcNow().AddMinutes(10)))));
    }

    [TestMethod]
    public async Task Forged_signatures_are_refused_each_in_its_own_way()
    {
        var genuine = google.Sign(Claims());

        Assert.AreEqual(PushVerdict.BadSignature, await VerifyAsync(stranger.Sign(Claims())));
        Assert.AreEqual(PushVerdict.BadSignature, await VerifyAsync(genuine[..genuine.LastIndexOf('.')] + "." + new string('A', 342)));
        Assert.AreEqual(PushVerdict.BadAlgorithm, await VerifyAsync(SignedTokens.Unsigned(Claims())));
        Assert.AreEqual(PushVerdict.BadAlgorithm, await VerifyAsync(google.SignWithPublicKeyAsSecret(Claims())));
        Assert.AreEqual(PushVerdict.BadAlgorithm, await VerifyAsync(google.Sign(Claims(), algorithm: "RS512")));
    }

    [TestMethod]
    [DataRow(null, PushVerdict.MissingToken)]
    [DataRow("", PushVerdict.MissingToken)]
    [DataRow("Bearer ", PushVerdict.MissingToken)]
    [DataRow("Basic dXNlcjpwYXNz", PushVerdict.MissingToken)]
    [DataRow("Bearer x", PushVerdict.Malformed)]
    [DataRow("Bearer a.b.c", PushVerdict.Malformed)]
    [DataRow("Bearer ....", PushVerdict.Malformed)]
    [DataRow("Bearer eyJhbGciOiJSUzI1NiJ9.bm9qc29u.AAAA", PushVerdict.Malformed)]
    [DataRow("Bearer eyJhbGciOiJSUzI1NiJ9.W10.AAAA", PushVerdict.Malformed)]
    public async Task What_is_no_token_is_told_apart_and_never_throws(string? header, PushVerdict expected)
    {
        Assert.AreEqual(expected, await bench.Get<GmailPushVerifier>().VerifyAsync(header, TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task Damaged_tokens_never_throw_and_are_never_genuine()
    {
        var token = google.Sign(Claims());
        var random = new Random(20260301);

        for (var round = 0; round < 300; round++)
        {
            var damaged = token.ToCharArray();
            var place = random.Next(token.LastIndexOf('.'));
            damaged[place] = damaged[place] == 'Q' ? 'R' : (char)random.Next('!', '~');
            if (damaged[place] == token[place]) continue;
            Assert.AreNotEqual(PushVerdict.Genuine, await VerifyAsync(new string(damaged)));
        }
    }

    [TestMethod]
    public async Task A_token_too_long_to_be_one_is_malformed()
    {
        Assert.AreEqual(PushVerdict.Malformed, await VerifyAsync(google.Sign(Claims()) + new string('A', 10_000)));
    }

    [TestMethod]
    public async Task A_storm_of_unknown_key_ids_fetches_keys_once_a_minute()
    {
        await VerifyAsync(google.Sign(Claims()));

        for (var number = 0; number < 50; number++)
            Assert.AreEqual(PushVerdict.BadSignature, await VerifyAsync(stranger.Sign(Claims(), $"made-up-{number}")));
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        await VerifyAsync(stranger.Sign(Claims(), "made-up"));
        await VerifyAsync(stranger.Sign(Claims(), "made-up-too"));

        Assert.HasCount(2, bench.Http.Requests);
    }

    [TestMethod]
    public async Task A_new_key_of_Googles_is_found_at_once_after_the_minute()
    {
        await VerifyAsync(google.Sign(Claims()));

        keyId = "key-2";
        bench.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.AreEqual(PushVerdict.Genuine, await VerifyAsync(google.Sign(Claims(), "key-2")));
    }

    [TestMethod]
    public async Task Without_keys_nobody_can_tell_and_old_keys_go_on_for_a_while()
    {
        keysStatus = HttpStatusCode.Forbidden;
        var before = await VerifyAsync(google.Sign(Claims()));
        keysStatus = HttpStatusCode.OK;
        bench.Time.Advance(TimeSpan.FromSeconds(6));
        var between = await VerifyAsync(google.Sign(Claims()));
        keysStatus = HttpStatusCode.Forbidden;
        bench.Time.Advance(TimeSpan.FromHours(8));
        var stale = await VerifyAsync(google.Sign(Claims()));
        bench.Time.Advance(TimeSpan.FromHours(20));
        var tooOld = await VerifyAsync(google.Sign(Claims()));

        Assert.AreEqual(PushVerdict.KeysUnavailable, before);
        Assert.AreEqual(PushVerdict.Genuine, between);
        Assert.AreEqual(PushVerdict.Genuine, stale);
        Assert.AreEqual(PushVerdict.KeysUnavailable, tooOld);
    }

    private JsonObject Claims() => SignedTokens.Claims(bench.Time.GetUtcNow());

    private Task<PushVerdict> VerifyAsync(string token) =>
        bench.Get<GmailPushVerifier>().VerifyAsync("Bearer " + token, TestContext.CancellationToken);
}
