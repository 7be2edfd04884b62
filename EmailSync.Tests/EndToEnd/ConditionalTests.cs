using System.Net;
using System.Net.Http.Json;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

/// <summary>Entity tags of what the CRM keeps here: nobody writes over what they have not seen.</summary>
[TestClass]
public sealed class ConditionalTests
{
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        world = await EndToEndWorld.StartAsync(context.CancellationToken);
        await world.Crm.Location("tags").OpensAsync(context.CancellationToken);
    }

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    [DataRow("api/locations/tags-1", "location")]
    [DataRow("api/locations/tags/users/ana", "user")]
    [DataRow("api/locations/tags/contacts/ben", "contact")]
    public async Task A_tag_that_no_longer_stands_changes_nothing_and_one_that_stands_does(string path, string kind)
    {
        var created = (await CallAsync("PUT", path, Body(kind, "First"), ("If-None-Match", "*"))).Expect(HttpStatusCode.OK);
        var again = await CallAsync("PUT", path, Body(kind, "Again"), ("If-None-Match", "*"));
        var seen = (await CallAsync("GET", path, null)).Expect(HttpStatusCode.OK);
        var first = seen.Headers["ETag"];

        Assert.AreEqual((HttpStatusCode.PreconditionFailed, "precondition_failed"), (again.Status, again.Code));
        Assert.AreEqual(first, created.Headers["ETag"]);
        Assert.AreEqual(first, (await CallAsync("GET", path, null)).Headers["ETag"]);
        var known = await CallAsync("GET", path, null, ("If-None-Match", $"\"other\", W/{first}"));
        Assert.AreEqual((HttpStatusCode.NotModified, 0, first), (known.Status, known.Body.Length, known.Headers["ETag"]));
        (await CallAsync("GET", path, null, ("If-None-Match", "\"other\""))).Expect(HttpStatusCode.OK);
        Assert.AreEqual("precondition_failed", (await CallAsync("GET", path, null, ("If-Match", "\"other\""))).Expect(HttpStatusCode.PreconditionFailed).Code);

        var second = (await CallAsync("PUT", path, Body(kind, "Second"), ("If-Match", $"\"other\", {first}"))).Expect(HttpStatusCode.OK).Headers["ETag"];
        Assert.AreNotEqual(first, second);
        foreach (var stale in new[] { first, $"W/{second}" })
        {
            var late = await CallAsync("PUT", path, Body(kind, "Late"), ("If-Match", stale));
            Assert.AreEqual((HttpStatusCode.PreconditionFailed, "precondition_failed"), (late.Status, late.Code));
            var gone = await CallAsync("DELETE", path, null, ("If-Match", stale));
            Assert.AreEqual((HttpStatusCode.PreconditionFailed, "precondition_failed"), (gone.Status, gone.Code));
        }
        Assert.AreEqual("Second", (await CallAsync("GET", path, null)).Json.GetProperty("name").GetString());
        Assert.AreEqual(second, (await CallAsync("GET", path, null)).Headers["ETag"]);
        (await CallAsync("PUT", path, Body(kind, "Third"), ("If-Match", "*"))).Expect(HttpStatusCode.OK);
        var third = (await CallAsync("GET", path, null)).Headers["ETag"];
        Assert.AreEqual(HttpStatusCode.NoContent, (await CallAsync("DELETE", path, null, ("If-Match", third))).Status);
        Assert.AreEqual(HttpStatusCode.NotFound, (await CallAsync("GET", path, null)).Status);
    }

    [TestMethod]
    [DataRow("api/locations/tags-2", "location")]
    [DataRow("api/locations/tags/users/eva", "user")]
    [DataRow("api/locations/tags/contacts/eva", "contact")]
    public async Task Of_many_who_write_upon_the_same_state_one_succeeds(string path, string kind)
    {
        var tag = (await CallAsync("PUT", path, Body(kind, "First"))).Expect(HttpStatusCode.OK).Headers["ETag"];

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => CallAsync("PUT", path, Body(kind, $"Writer {i}"), ("If-Match", tag))));

        var winner = Array.FindIndex(answers, a => a.Status == HttpStatusCode.OK);
        Assert.AreEqual(7, answers.Count(a => (a.Status, a.Code) == (HttpStatusCode.PreconditionFailed, "precondition_failed")));
        Assert.AreEqual($"Writer {winner}", (await CallAsync("GET", path, null)).Json.GetProperty("name").GetString());
        Assert.AreEqual(answers[winner].Headers["ETag"], (await CallAsync("GET", path, null)).Headers["ETag"]);
    }

    [TestMethod]
    [DataRow("If-Match", "unquoted")]
    [DataRow("If-Match", "")]
    [DataRow("If-Match", "*, \"a\"")]
    [DataRow("If-None-Match", "\"a")]
    [DataRow("If-None-Match", "W/*")]
    public async Task A_header_that_cannot_be_read_is_refused(string name, string value)
    {
        foreach (var (method, path, kind) in new[]
        {
            ("PUT", "api/locations/tags", "location"), ("PUT", "api/locations/tags/users/dan", "user"), ("PUT", "api/locations/tags/contacts/dan", "contact"),
            ("DELETE", "api/locations/tags", ""), ("GET", "api/locations/tags", ""),
        })
        {
            var answer = await CallAsync(method, path, kind.Length == 0 ? null : Body(kind, "Dan"), (name, value));

            Assert.AreEqual((HttpStatusCode.BadRequest, "invalid_request"), (answer.Status, answer.Code), $"{method} {path}");
            Assert.AreEqual(name, answer.Json.GetProperty("errors")[0].GetProperty("field").GetString());
        }
        Assert.AreEqual(HttpStatusCode.NotFound, (await CallAsync("GET", "api/locations/tags/contacts/dan", null)).Status);
    }

    [TestMethod]
    public async Task A_condition_on_what_is_not_there_fails_and_does_not_go_with_taking_over()
    {
        const string path = "api/locations/tags/contacts/nobody";
        Assert.AreEqual("precondition_failed", (await CallAsync("PUT", path, Body("contact", "Nobody"), ("If-Match", "*"))).Code);
        Assert.AreEqual("unknown_contact", (await CallAsync("DELETE", path, null, ("If-Match", "*"))).Code);
        Assert.AreEqual("unknown_contact", (await CallAsync("GET", path, null)).Code);
        Assert.AreEqual("invalid_request", (await CallAsync("PUT", path, new { adopts = "other" }, ("If-None-Match", "*"))).Code);
    }

    private static object Body(string kind, string name) => kind switch
    {
        "user" => new { name, email = "somebody@tags.example" },
        "contact" => new { name, emails = new[] { "somebody@tags.test" } },
        _ => new { name },
    };

    private async Task<CrmAnswer> CallAsync(string method, string path, object? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(world.Functions, path))
        {
            Content = body is null ? null : JsonContent.Create(body, options: Crm.Json),
        };
        request.Headers.Authorization = new("Bearer", EndToEndWorld.ApiKey);
        foreach (var (name, value) in headers)
            Assert.IsTrue(request.Headers.TryAddWithoutValidation(name, value));
        return await Crm.SendAsync(request, Stop);
    }
}
