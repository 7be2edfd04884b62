using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using EmailSync.Core.Access;
using EmailSync.Functions.Events;
using EmailSync.Functions.Http;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

/// <summary>Tenants are walls: what another location has is answered exactly as what nobody has, down to the reads of storage.</summary>
[TestClass]
public sealed partial class IsolationTests
{
    private static EndToEndWorld world = null!;
    private static ForeignCalls calls = null!;
    private static string key = "";
    private static string token = "";

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        var stop = context.CancellationToken;
        world = await EndToEndWorld.StartAsync(
            stop,
            TimeSpan.FromDays(1),
            new Dictionary<string, string?> { ["EmailSync:RequestsPerMinute"] = "0", ["EmailSync:UserRequestsPerMinute"] = "0" },
            typeof(StorageUse));
        calls = new ForeignCalls(await ForeignThings.MakeAsync(world, stop));
        (_, key) = await world.Crm.Location("here").MakesKeyAsync(stop);
        token = await world.Crm.Location("here").IssuesTokenAsync("ana", stop, "read", "send", "mailbox");

        // The note of its first use is a write that no other call makes for an hour.
        (await world.Crm.With(key).GetAsync("api/locations/here", stop)).Expect(HttpStatusCode.OK);
    }

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    public void Every_function_that_takes_a_key_has_its_calls_with_foreign_ids() => Assert.IsEmpty(calls.Gaps, string.Join('\n', calls.Gaps));

    [TestMethod]
    public async Task A_foreign_id_is_answered_as_nobodys_is_with_the_same_reads()
    {
        var differences = new List<string>();
        var compared = 0;
        foreach (var call in calls.All)
        {
            foreach (var (caller, credential) in ((string, string)[])[("key", key), ("token", token)])
            {
                var nobodys = await SendAsync(call, call.Id.Nobodys, credential);
                var theirs = await SendAsync(call, call.Id.Theirs, credential);
                compared++;
                if (nobodys != theirs)
                    differences.Add($"{call} by {caller}:\n  nobody's {nobodys}\n  theirs   {theirs}");
                if (theirs.Contains(" 500 ", StringComparison.Ordinal) || (call.What == "locations/{loc}" && !theirs.Contains("unknown_location", StringComparison.Ordinal)))
                    differences.Add($"{call} by {caller}: {theirs}");
            }
        }

        TestContext.WriteLine($"{compared} pairs compared, of {calls.All.Select(c => c.Function.Name).Distinct().Count()} functions");
        Assert.IsEmpty(differences, string.Join('\n', differences));
    }

    /// <summary>The comparison sees something: where an id of the caller's own stands, the answer is another one. A stream of events has no end to wait for.</summary>
    [TestMethod]
    public async Task An_own_id_is_answered_otherwise()
    {
        var same = new List<string>();
        foreach (var call in calls.All.Where(c => c.IsOfMine && c.Function.Method == "GET" && c.What != "attachments/{att}" && c.Function.Name != nameof(ListenTrigger)))
        {
            var mine = await SendAsync(call, call.Id.Mine, key);
            if (!mine.StartsWith("200 ", StringComparison.Ordinal) || mine == await SendAsync(call, call.Id.Theirs, key))
                same.Add($"{call}: {mine}");
        }

        Assert.IsEmpty(same, string.Join('\n', same));
    }

    [TestMethod]
    public async Task Calls_about_the_whole_installation_take_its_key_and_read_nothing_for_another()
    {
        var catalog = new FunctionCatalog();
        foreach (var function in HttpFunction.All.Where(f => f.NeedsKey && !f.Route.Contains("{loc}", StringComparison.Ordinal)))
        {
            Assert.AreEqual(Reach.Installation, catalog.ReachOf(function.Name), function.Name);
            foreach (var (credential, reads) in ((string, string)[])[(key, "EsKeys get 1"), (token, "")])
            {
                var answer = await world.Crm.With(credential).CallAsync(new HttpMethod(function.Method), function.Path, null, Stop);
                Assert.AreEqual((HttpStatusCode.Forbidden, "installation_key_required", reads), (answer.Status, answer.Code, answer.Headers[StorageUse.Header]), function.Name);
            }
        }
    }

    /// <returns>Status, storage use and body, without what has to differ: the id itself, and times.</returns>
    private async Task<string> SendAsync(ForeignCall call, string id, string credential)
    {
        var path = call.Path.Replace("*", id, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(call.Function.Method), new Uri(world.Functions, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        request.Headers.Add("Request-Id", "wall");
        if (call.Function.Method == "POST")
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        if (call.Body is { } body)
        {
            // Where the id is not in the body, the body's mark stands for it all the same: people are told apart by their address.
            request.Content = new StringContent(body.Replace("*", Uri.UnescapeDataString(id), StringComparison.Ordinal), Encoding.UTF8, "application/json");
        }
        var answer = await Crm.SendAsync(request, Stop);
        var text = Hash().Replace(Encoding.UTF8.GetString(answer.Body).Replace(Uri.UnescapeDataString(id), "*", StringComparison.Ordinal), "H");
        text = Time().Replace(text, "T");
        return $"{(int)answer.Status} {answer.Headers.GetValueOrDefault(StorageUse.Header)} | {text}";
    }

    /// <summary>What is named after how it was asked for: a suppression after its address, a batch after its idempotency key.</summary>
    [GeneratedRegex("(?<![0-9a-v])[0-9a-v]{24}(?![0-9a-v])")]
    private static partial Regex Hash();

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+]00:00)")]
    private static partial Regex Time();
}
