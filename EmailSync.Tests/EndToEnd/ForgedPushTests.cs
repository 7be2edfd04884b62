using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using EmailSync.Tests.EndToEnd.Drivers;
using EmailSync.Tests.Providers;

namespace EmailSync.Tests.EndToEnd;

[TestClass]
public sealed class ForgedPushTests
{
    private static EndToEndWorld world = null!;
    private static SignedTokens forger = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    /// <summary>Nobody looks at a mailbox here unless somebody rings.</summary>
    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        forger = new SignedTokens();
        world = await EndToEndWorld.StartAsync(context.CancellationToken, reconcileInterval: TimeSpan.FromDays(1));
    }

    [ClassCleanup]
    public static async Task EndAsync()
    {
        forger.Dispose();
        await world.DisposeAsync();
    }

    [TestMethod]
    public async Task Forged_pushes_are_refused_counted_and_cause_no_call_and_a_genuine_one_does()
    {
        var desk = await Desk.OpenAsync(world, "forged", Stop);
        var quiet = await QuietAsync(desk.Ana);
        var forgeries = new (string? Token, string Verdict)[]
        {
            (null, "MissingToken"),
            ("not.a.token", "Malformed"),
            (forger.Sign(Claims(), keyId: "unknown"), "BadSignature"),
            (forger.Sign(Claims(), keyId: KeyId()), "BadSignature"),
            (SignedTokens.Unsigned(Claims()), "BadAlgorithm"),
            (forger.SignWithPublicKeyAsSecret(Claims()), "BadAlgorithm"),
            (Signed("aud", "https://elsewhere.example/push"), "WrongAudience"),
            (Signed("email", "somebody@elsewhere.iam.example"), "WrongAccount"),
            (Signed("email_verified", false), "WrongAccount"),
            (Signed("iss", "https://elsewhere.example"), "WrongIssuer"),
            (Signed("exp", TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeSeconds()), "Expired"),
        };

        foreach (var (token, _) in forgeries)
        {
            var refused = await PushAsync(token, Envelope(desk.Ana));
            Assert.AreEqual(HttpStatusCode.Unauthorized, refused.Status);
            Assert.AreEqual("invalid_push_token", refused.Code);
        }

        Assert.AreEqual(quiet, await QuietAsync(desk.Ana));
        foreach (var verdict in forgeries.GroupBy(f => f.Verdict))
            Assert.AreEqual(verdict.Count(), world.Pushes[verdict.Key], verdict.Key);
        Assert.AreEqual(HttpStatusCode.NoContent, (await PushAsync(Genuine(), Envelope(desk.Ana))).Status);
        await Eventually.SeesAsync(
            async () => (await world.Gmail.CallsAsync(desk.Ana, Stop)).TotalCount, calls => calls > quiet, "a genuine push makes us look", Stop);
    }

    [TestMethod]
    public async Task A_genuine_push_for_an_unknown_mailbox_is_acknowledged_and_counted()
    {
        var before = world.Pushes["UnknownMailbox"];

        var answer = await PushAsync(Genuine(), Envelope("nobody@elsewhere.test"));

        Assert.AreEqual(HttpStatusCode.NoContent, answer.Status);
        Assert.AreEqual(before + 1, world.Pushes["UnknownMailbox"]);
    }

    [TestMethod]
    public async Task An_authenticated_envelope_that_cannot_be_read_is_acknowledged_and_counted()
    {
        var before = world.Pushes["Unreadable"];
        string[] bodies = ["", "no json", "[]", "{}", """{"message":null}""", """{"message":{"data":17}}""", """{"message":{"data":"%%%"}}""",
            Wrap("no json"), Wrap("{}"), Wrap("""{"emailAddress":17}"""), Wrap("""{"emailAddress":"nobody"}""")];

        foreach (var body in bodies)
            Assert.AreEqual(HttpStatusCode.NoContent, (await PushAsync(Genuine(), body)).Status, body);

        Assert.AreEqual(before + bodies.Length, world.Pushes["Unreadable"]);
    }

    /// <summary>The number of calls for a mailbox once it no longer grows.</summary>
    private async Task<int> QuietAsync(string mailbox)
    {
        const int looks = 20;
        var (last, same) = (-1, 0);
        return await Eventually.SeesAsync(
            async () =>
            {
                var count = (await world.Gmail.CallsAsync(mailbox, Stop)).TotalCount;
                same = count == last ? same + 1 : 0;
                return last = count;
            },
            _ => same >= looks,
            "the mailbox comes to rest",
            Stop);
    }

    private async Task<CrmAnswer> PushAsync(string? token, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(world.Functions, "api/notifications/gmail"));
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Crm.SendAsync(request, Stop);
    }

    private static string Envelope(string address) => Wrap(new JsonObject { ["emailAddress"] = address, ["historyId"] = 1 }.ToJsonString());

    private static string Wrap(string data) =>
        new JsonObject { ["message"] = new JsonObject { ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(data)), ["messageId"] = "1" } }.ToJsonString();

    private static string Genuine() => world.Simulators.Google.Keys.Sign(Claims());

    private static string Signed(string claim, JsonNode value)
    {
        var claims = Claims();
        claims[claim] = value;
        return world.Simulators.Google.Keys.Sign(claims);
    }

    private static JsonObject Claims()
    {
        var claims = SignedTokens.Claims(TimeProvider.System.GetUtcNow());
        claims["aud"] = world.Options.PushAudience;
        claims["email"] = world.Options.PushServiceAccount;
        return claims;
    }

    private static string KeyId() => world.Simulators.Google.Keys.Jwks()["keys"]![0]!["kid"]!.GetValue<string>();
}
