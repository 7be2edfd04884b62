using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

/// <summary>Limits, CORS and names of requests: what every answer has, whatever was asked.</summary>
[TestClass]
public sealed class EdgeTests
{
    private const string Page = "https://app.crm.example";
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        world = await EndToEndWorld.StartAsync(context.CancellationToken, TimeSpan.FromDays(1), new Dictionary<string, string?>
        {
            ["EmailSync:AllowedOrigins"] = $"{Page} http://localhost:3000",
            ["EmailSync:RequestsPerMinute"] = "5",
            ["EmailSync:UserRequestsPerMinute"] = "3",
            ["EmailSync:RefusedCallsPerMinute"] = "4",
        });
        await world.Crm.Location("here").OpensAsync(context.CancellationToken);
        await world.Crm.Location("here").HasUserAsync("ana", "ana@here.example", context.CancellationToken);
    }

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    public async Task A_key_that_calls_too_often_is_told_when_it_may_again_and_the_others_go_on()
    {
        var (_, key) = await world.Crm.Location("here").MakesKeyAsync(Stop);
        var (_, other) = await world.Crm.Location("here").MakesKeyAsync(Stop);
        var answers = new List<CrmAnswer>();
        for (var call = 0; call < 6; call++)
            answers.Add(await world.Crm.With(key).GetAsync("api/locations/here", Stop));

        Assert.IsTrue(answers.Take(5).All(a => a.Status == HttpStatusCode.OK));
        Assert.AreEqual("\"key\";q=5;w=60", answers[0].Headers["RateLimit-Policy"]);
        Assert.AreEqual("\"key\";r=4;t=12", answers[0].Headers["RateLimit"]);
        var refused = answers[5];
        Assert.AreEqual((HttpStatusCode.TooManyRequests, "rate_limited"), (refused.Status, refused.Code));
        Assert.IsInRange(1, 12, int.Parse(refused.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture));
        Assert.IsInRange(TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow().AddSeconds(12), refused.Json.GetProperty("retryAt").GetDateTimeOffset());
        StringAssert.StartsWith(refused.Headers["RateLimit"], "\"key\";r=0;t=");
        Assert.IsTrue(refused.Headers.ContainsKey("RateLimit-Policy"));

        (await world.Crm.With(other).GetAsync("api/locations/here", Stop)).Expect(HttpStatusCode.OK);
        var installation = (await world.Crm.GetAsync("api/locations/here", Stop)).Expect(HttpStatusCode.OK);
        Assert.IsFalse(installation.Headers.ContainsKey("RateLimit"));
    }

    [TestMethod]
    public async Task The_tokens_of_a_user_share_a_limit()
    {
        var here = world.Crm.Location("here");
        var statuses = new List<HttpStatusCode>();
        for (var call = 0; call < 4; call++)
            statuses.Add((await world.Crm.With(await here.IssuesTokenAsync("ana", Stop, "read")).GetAsync("api/locations/here/users/ana", Stop)).Status);

        CollectionAssert.AreEqual(new[] { HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests }, statuses);
    }

    [TestMethod]
    public async Task Whoever_guesses_keys_is_held_up_and_a_caller_on_this_machine_and_a_provider_are_not()
    {
        for (var guess = 0; guess < 4; guess++)
            Assert.AreEqual("unauthorized", (await GuessAsync($"guess-{guess}", "198.51.100.9:4711")).Code);

        var held = await GuessAsync(EndToEndWorld.ApiKey, "192.0.2.1, 198.51.100.9:4712");
        Assert.AreEqual((HttpStatusCode.TooManyRequests, "rate_limited"), (held.Status, held.Code));
        Assert.IsTrue(held.Headers.ContainsKey("Retry-After"));
        (await GuessAsync(EndToEndWorld.ApiKey, "198.51.100.10")).Expect(HttpStatusCode.OK);
        for (var guess = 0; guess < 10; guess++)
            Assert.AreEqual("unauthorized", (await GuessAsync($"guess-{guess}", null)).Code);

        for (var push = 0; push < 10; push++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(world.Functions, "api/notifications/gmail"));
            request.Headers.Add("X-Forwarded-For", "198.51.100.9");
            Assert.AreEqual("invalid_push_token", (await Crm.SendAsync(request, Stop)).Code);
        }
    }

    [TestMethod]
    [DataRow("api/locations/here/contacts/ben", "DELETE, GET, PUT")]
    [DataRow("api/locations/here/messages", "POST")]
    [DataRow("api/health", "GET")]
    public async Task A_page_that_is_allowed_may_ask_before_it_calls(string path, string methods)
    {
        var answer = await PreflightAsync(path, Page);

        Assert.AreEqual(HttpStatusCode.NoContent, answer.Status);
        Assert.IsEmpty(answer.Body);
        Assert.AreEqual(Page, answer.Headers["Access-Control-Allow-Origin"]);
        Assert.AreEqual(methods, answer.Headers["Access-Control-Allow-Methods"]);
        foreach (var header in (string[])["Authorization", "Content-Type", "Idempotency-Key", "If-Match", "Last-Event-ID", "X-Acting-User"])
            StringAssert.Contains(answer.Headers["Access-Control-Allow-Headers"], header);
        StringAssert.Contains(answer.Headers["Vary"], "Origin");
        Assert.AreEqual("600", answer.Headers["Access-Control-Max-Age"]);
        Assert.IsFalse(answer.Headers.ContainsKey("Access-Control-Allow-Credentials"));
    }

    [TestMethod]
    [DataRow("https://evil.example")]
    [DataRow("http://app.crm.example")]
    [DataRow("null")]
    public async Task Another_page_is_answered_as_if_there_were_no_CORS(string origin)
    {
        var asked = await PreflightAsync("api/locations/here", origin);
        var called = await CallFromAsync("api/locations/here", origin, EndToEndWorld.ApiKey);

        Assert.AreEqual((HttpStatusCode.MethodNotAllowed, "method_not_allowed"), (asked.Status, asked.Code));
        foreach (var answer in (CrmAnswer[])[asked, called])
        {
            Assert.IsFalse(answer.Headers.Keys.Any(h => h.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase)));
            StringAssert.Contains(answer.Headers["Vary"], "Origin");
        }
    }

    [TestMethod]
    public async Task A_page_reads_answers_and_errors_alike()
    {
        var fine = await CallFromAsync("api/locations/here", Page, EndToEndWorld.ApiKey);
        var refused = await CallFromAsync("api/locations/here", Page, "wrong");
        var unknown = await CallFromAsync("api/nothing", Page, "wrong");
        var asked = await PreflightAsync("api/nothing", Page);

        Assert.AreEqual("OK Unauthorized NotFound NotFound", string.Join(' ', fine.Status, refused.Status, unknown.Status, asked.Status));
        foreach (var answer in (CrmAnswer[])[fine, refused, unknown])
        {
            Assert.AreEqual(Page, answer.Headers["Access-Control-Allow-Origin"]);
            foreach (var header in (string[])["ETag", "Retry-After", "RateLimit", "RateLimit-Policy", "Request-Id", "Location"])
                StringAssert.Contains(answer.Headers["Access-Control-Expose-Headers"], header);
        }
    }

    [TestMethod]
    public async Task Every_answer_says_which_request_it_is_for()
    {
        var made = await world.Crm.GetAsync("api/locations/here", Stop);
        var given = await world.Crm.CallAsync(HttpMethod.Get, "api/locations/nowhere", null, Stop, requestId: "crm-4711");
        var health = await Crm.SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(world.Functions, "api/health")), Stop);
        var unknown = await world.Crm.CallAsync(HttpMethod.Get, "api/nothing", null, Stop, requestId: "two words");

        Assert.IsTrue(Regex.IsMatch(made.Headers["Request-Id"], "^[0-9a-f]{32}$"));
        Assert.AreEqual("crm-4711", given.Headers["Request-Id"]);
        Assert.AreEqual("crm-4711", given.Json.GetProperty("requestId").GetString());
        Assert.AreEqual(32, health.Headers["Request-Id"].Length);
        Assert.AreEqual(unknown.Headers["Request-Id"], unknown.Json.GetProperty("requestId").GetString());
        Assert.AreNotEqual("two words", unknown.Headers["Request-Id"]);
    }

    private Task<CrmAnswer> GuessAsync(string key, string? from)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(world.Functions, "api/locations/here"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (from is not null)
            request.Headers.Add("X-Forwarded-For", from);
        return Crm.SendAsync(request, Stop);
    }

    private Task<CrmAnswer> PreflightAsync(string path, string origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, new Uri(world.Functions, path));
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "PUT");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        return Crm.SendAsync(request, Stop);
    }

    private Task<CrmAnswer> CallFromAsync(string path, string origin, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(world.Functions, path));
        request.Headers.Add("Origin", origin);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return Crm.SendAsync(request, Stop);
    }
}
