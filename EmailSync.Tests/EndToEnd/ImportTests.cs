using System.Net;
using System.Text;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

/// <summary>A CRM brings its contacts on the first day.</summary>
[TestClass]
public sealed class ImportTests
{
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => world = await EndToEndWorld.StartAsync(context.CancellationToken);

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    public async Task Good_lines_become_contacts_and_bad_ones_are_named_and_stop_nobody()
    {
        var location = world.Crm.Location("imports");
        await location.OpensAsync(Stop);
        string[] lines =
        [
            """{"id":"ben","name":"Ben","emails":["ben@imports.test","Ben@Work.test"],"assignedTo":"ana","createdAt":"2020-02-03T04:05:06Z"}""",
            """{"id":"ben""",
            "",
            """{"id":"carl","emails":["nobody"],"name":"two\nlines"}""",
            "null",
            $$"""{"id":"dora","name":"{{new string('d', 70_000)}}"}""",
            """{"emails":["x@imports.test"]}""",
            """{"id":"early","createdAt":"0001-01-01T00:00:00Z"}""",
            """{"id":"eva"}""",
        ];

        var accepted = await ImportAsync(location, string.Join("\r\n", lines));
        var over = await EndAsync(accepted);

        Assert.AreEqual((8, 2, 6, 0), (Number(over, "total"), Number(over, "imported"), Number(over, "failed"), Number(over, "skipped")));
        var errors = over.Json.GetProperty("errors").EnumerateArray()
            .Select(e => $"{e.GetProperty("line")} {(e.TryGetProperty("id", out var id) ? id.GetString() : "-")} {e.GetProperty("code").GetString()} {string.Join(',', e.GetProperty("errors").EnumerateArray().Select(f => f.GetProperty("field").GetString()))}");
        Assert.AreEqual(
            "2 - invalid_json $.id; 4 carl invalid_request name,emails[0]; 5 - invalid_json $; 6 - line_too_long $; 7 - invalid_request id; 8 early invalid_request createdAt",
            string.Join("; ", errors));
        Assert.AreEqual(accepted.Json.GetProperty("errors").GetRawText(), over.Json.GetProperty("errors").GetRawText());
        var ben = (await world.Crm.GetAsync($"{location.Path}/contacts/ben", Stop)).Expect(HttpStatusCode.OK);
        var found = (await world.Crm.GetAsync($"{location.Path}/contacts?email=ben@work.test", Stop)).Expect(HttpStatusCode.OK);
        Assert.AreEqual(ben.Json.GetRawText(), found.Json.GetProperty("items")[0].GetRawText());
        Assert.AreEqual("""{"id":"ben","name":"Ben","emails":["ben@imports.test","Ben@Work.test"],"assignedTo":"ana","createdAt":"2020-02-03T04:05:06+00:00"}""", ben.Json.GetRawText());
        (await world.Crm.GetAsync($"{location.Path}/contacts/eva", Stop)).Expect(HttpStatusCode.OK);
        Assert.AreEqual("unknown_contact", (await world.Crm.GetAsync($"{location.Path}/contacts/early", Stop)).Code);

        await EndAsync(await ImportAsync(location, string.Join('\n', lines)));
        Assert.AreEqual(ben.Json.GetRawText(), (await world.Crm.GetAsync($"{location.Path}/contacts/ben", Stop)).Json.GetRawText());
    }

    [TestMethod]
    public async Task A_thousand_contacts_in_a_body_of_unknown_length_and_no_more_than_a_thousand_mistakes_are_told()
    {
        var location = world.Crm.Location("crowd");
        await location.OpensAsync(Stop);
        var body = new StringBuilder();
        for (var i = 0; i < 1_100; i++)
            body.Append("{\"id\":\"c").Append(i).Append("\",\"emails\":[\"c").Append(i).Append("@crowd.test\"]}\n{\"id\":\"\"}\n");

        var over = await EndAsync(await ImportAsync(location, body.ToString(), chunked: true));

        Assert.AreEqual((2_200, 1_100, 1_100), (Number(over, "total"), Number(over, "imported"), Number(over, "failed")));
        Assert.AreEqual(1_000, over.Json.GetProperty("errors").GetArrayLength());
        (await world.Crm.GetAsync($"{location.Path}/contacts/c1099", Stop)).Expect(HttpStatusCode.OK);
        var elsewhere = world.Crm.Location("not-the-crowd");
        await elsewhere.OpensAsync(Stop);
        var id = over.Json.GetProperty("importId").GetString();
        Assert.AreEqual("unknown_import", (await world.Crm.GetAsync($"{elsewhere.Path}/imports/{id}", Stop)).Code);
    }

    private async Task<CrmAnswer> ImportAsync(CrmLocation location, string body, bool chunked = false)
    {
        using HttpContent content = chunked ? new StreamContent(new Unseekable(Encoding.UTF8.GetBytes(body))) : new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new("application/x-ndjson");
        return (await world.Crm.CallAsync(HttpMethod.Post, $"{location.Path}/contacts:import", content, Stop)).Expect(HttpStatusCode.Accepted);
    }

    private async Task<CrmAnswer> EndAsync(CrmAnswer accepted)
    {
        var path = accepted.Json.GetProperty("statusUrl").GetString()![1..];
        return await Eventually.SeesAsync(
            () => world.Crm.GetAsync(path, Stop), a => a.Expect(HttpStatusCode.OK).Json.GetProperty("status").GetString() == "finished", "the import is at its end", Stop);
    }

    private static int Number(CrmAnswer answer, string name) => answer.Json.GetProperty(name).GetInt32();

    private sealed class Unseekable(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }
}
