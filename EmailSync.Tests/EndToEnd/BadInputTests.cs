using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EmailSync.Functions.Http;
using EmailSync.Functions.Keys;
using EmailSync.Functions.OpenApi;
using EmailSync.Tests.EndToEnd.Drivers;
using EmailSync.Tests.LocalHost;

namespace EmailSync.Tests.EndToEnd;

[TestClass]
public sealed class BadInputTests
{
    private static EndToEndWorld world = null!;
    private static BadCalls calls = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    /// <summary>Two locations with a message each; nobody looks at the mailboxes of their own accord, so that the world can be compared with itself.</summary>
    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        var stop = context.CancellationToken;
        world = await EndToEndWorld.StartAsync(stop, reconcileInterval: TimeSpan.FromDays(1));
        var here = await Desk.OpenAsync(world, "here", stop);
        var there = await Desk.OpenAsync(world, "there", stop);
        await there.Location.HasUserAsync("zoe", there.Ana, stop);
        await there.Location.HasContactAsync("yan", "yan@there.test", stop);
        var mine = await here.Location.SendsAsync(new CrmMail("ana", "ben", "Mine", Text: "Mine"), "first", stop);
        var theirs = await there.Location.SendsAsync(new CrmMail("ana", "ben", "Theirs", Text: "Theirs"), "first", stop);
        await here.Location.FinishesAsync(mine, stop);
        await there.Location.FinishesAsync(theirs, stop);
        calls = new BadCalls(mine, theirs, await BatchAsync(here.Location, stop), await BatchAsync(there.Location, stop));
    }

    /// <summary>A batch that has been sent, in a location whose mail service is gone again.</summary>
    private static async Task<string> BatchAsync(CrmLocation location, CancellationToken stop)
    {
        await location.SendsThroughAsync(world.Simulators.SmtpPort, "news@acme.test", stop);
        var batch = await location.SendsToManyAsync(new { userId = "ana", subject = "News", text = "News", messages = new[] { new { contactId = "ben" } } }, "many", stop);
        await location.EndsAsync(batch, "finished", stop);
        await location.OpensAsync(stop);
        return batch;
    }

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    public void Every_HTTP_function_has_cases_of_bad_input()
    {
        // They take no input.
        string[] exempt = [nameof(HealthTrigger), nameof(RotateKeysTrigger), nameof(GetOpenApiTrigger), nameof(ShowApiTrigger)];

        var without = HttpFunction.All.Select(f => f.Name).Except(exempt).Except(calls.All.Select(c => c.Function)).ToArray();

        Assert.IsEmpty(without);
    }

    [TestMethod]
    public async Task Bad_input_is_answered_with_the_problem_and_changes_nothing()
    {
        var before = await StateAsync();
        var wrong = new List<string>();

        foreach (var call in calls.All)
        {
            var answer = await SendAsync(call);
            if (answer.Status != call.Status || answer.Code != call.Code || Defect(answer) is not null)
                wrong.Add($"{call} → {(int)answer.Status} {answer.Code} {Defect(answer)}, expected {(int)call.Status} {call.Code}");
        }

        Assert.IsEmpty(wrong, string.Join('\n', wrong));
        Assert.AreEqual(before, await StateAsync());
    }

    [TestMethod]
    public async Task What_another_location_has_looks_like_what_nobody_has()
    {
        foreach (var (unknown, elsewhere) in calls.Walls)
        {
            var nobodys = await world.Crm.CallAsync(HttpMethod.Get, "api/" + unknown, null, Stop, requestId: "wall");
            var somebodys = await world.Crm.CallAsync(HttpMethod.Get, "api/" + elsewhere, null, Stop, requestId: "wall");

            Assert.AreEqual(HttpStatusCode.NotFound, nobodys.Status, unknown);
            Assert.AreEqual(HttpStatusCode.NotFound, somebodys.Status, elsewhere);
            CollectionAssert.AreEqual(nobodys.Body, somebodys.Body, elsewhere);
        }
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("Bearer wrong-key-of-some-length")]
    [DataRow("Bearer ")]
    [DataRow("Basic ZW5kLXRvLWVuZC10ZXN0LWtleTo=")]
    [DataRow("end-to-end-test-key")]
    public async Task Without_the_key_no_function_answers(string? authorization)
    {
        foreach (var function in HttpFunction.All.Where(f => f.NeedsKey))
        {
            using var request = new HttpRequestMessage(new HttpMethod(function.Method), new Uri(world.Functions, function.Path));
            if (authorization is not null)
                Assert.IsTrue(request.Headers.TryAddWithoutValidation("Authorization", authorization));

            var answer = await Crm.SendAsync(request, Stop);

            Assert.AreEqual((HttpStatusCode.Unauthorized, "unauthorized"), (answer.Status, answer.Code), function.Name);
            Assert.AreEqual("Bearer", answer.Headers["WWW-Authenticate"]);
        }
    }

    [TestMethod]
    public async Task A_path_answers_only_to_its_methods_and_names_them()
    {
        foreach (var path in HttpFunction.All.GroupBy(f => f.Path))
        {
            var allowed = path.Select(f => f.Method).Order(StringComparer.Ordinal).ToArray();
            foreach (var method in new[] { "GET", "POST", "PUT", "PATCH", "DELETE" }.Except(allowed))
            {
                var answer = await world.Crm.CallAsync(new HttpMethod(method), path.Key, null, Stop);

                Assert.AreEqual((HttpStatusCode.MethodNotAllowed, "method_not_allowed"), (answer.Status, answer.Code), $"{method} {path.Key}");
                Assert.AreEqual(string.Join(", ", allowed), answer.Headers["Allow"]);
            }
        }
    }

    [TestMethod]
    [DataRow("api")]
    [DataRow("api/")]
    [DataRow("api/nothing")]
    [DataRow("api/locations")]
    [DataRow("api/locations/here/nothing")]
    [DataRow("api/locations//users")]
    public async Task An_unknown_path_is_a_problem_too(string path)
    {
        var answer = await world.Crm.GetAsync(path, Stop);

        Assert.AreEqual((HttpStatusCode.NotFound, "unknown_route"), (answer.Status, answer.Code));
    }

    private async Task<CrmAnswer> SendAsync(BadCall call)
    {
        using var content = Content(call);
        if (content is not null)
            Assert.IsTrue(content.Headers.TryAddWithoutValidation("Content-Type", call.ContentType));
        using var request = new HttpRequestMessage(new HttpMethod(call.Method), new Uri(world.Functions, "api/" + call.Path)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", EndToEndWorld.ApiKey);
        // What is declared too large is refused before it is sent.
        request.Headers.ExpectContinue = call.DeclaredLength is not null;
        if (call.IdempotencyKey is { } key)
            request.Headers.Add("Idempotency-Key", key);
        return await Crm.SendAsync(request, Stop);
    }

    private static HttpContent? Content(BadCall call)
    {
        if (call.DeclaredLength is not { } length)
            return call.Body is { } body ? new ByteArrayContent(body) : null;
        var endless = new StreamContent(new EndlessStream(length));
        endless.Headers.ContentLength = length;
        return endless;
    }

    /// <summary>What is wrong with a problem document beside its status and code; null where nothing is.</summary>
    private static string? Defect(CrmAnswer answer)
    {
        if (answer.MediaType != "application/problem+json")
            return $"is {answer.MediaType}";
        var problem = answer.Json;
        return problem.GetProperty("status").GetInt32() == (int)answer.Status && problem.GetProperty("title").GetString() is { Length: > 0 }
            && problem.GetProperty("detail").GetString() is { Length: > 0 } && problem.GetProperty("requestId").GetString() == answer.Headers["Request-Id"]
                ? null
                : "is incomplete";
    }

    /// <summary>Everything the API and the people can see; only when a mailbox was last looked at may differ.</summary>
    private async Task<string> StateAsync()
    {
        var state = new StringBuilder();
        foreach (var location in new[] { "here", "there" })
        {
            foreach (var path in new[] { "", "/users/ana", "/contacts/ben", "/contacts/ben/messages", "/users/ana/mailbox/quarantine" })
                state.AppendLine(Encoding.UTF8.GetString((await world.Crm.GetAsync($"api/locations/{location}{path}", Stop)).Expect(HttpStatusCode.OK).Body));
            state.AppendLine((await world.Crm.Location(location).MailboxAsync("ana", Stop) with { LastSyncedAt = null }).ToString());
            foreach (var folder in new[] { "sent", "drafts", "inbox" })
                state.AppendLine(JsonSerializer.Serialize(await world.Gmail.SeesAsync($"ana@{location}.example", folder, Stop)));
        }

        return state.ToString();
    }
}
