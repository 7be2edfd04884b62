using System.Text.Json.Nodes;

namespace EmailSync.Tests.Simulators;

[TestClass]
public sealed class DraftTests
{
    [TestMethod]
    public async Task Sending_consumes_the_draft_and_makes_a_new_message()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var draft = await ana.DraftAsync(Mail("Offer"));
        var before = (await ana.IdsAsync("q=in:drafts")).Single();

        var sent = await ana.PostAsync("drafts/send", $$"""{"id":"{{draft}}"}""");
        var again = await ana.PostAsync("drafts/send", $$"""{"id":"{{draft}}"}""");

        Assert.AreEqual(200, sent.Status);
        Assert.AreNotEqual(before, sent.Json["id"]!.GetValue<string>());
        Assert.AreEqual(404, again.Status);
        Assert.AreEqual(404, (await ana.GetAsync($"drafts/{draft}")).Status);
        Assert.AreEqual(404, (await ana.GetAsync($"messages/{before}")).Status);
        Assert.HasCount(1, await ana.IdsAsync("q=in:sent"));
    }

    [TestMethod]
    public async Task Many_sends_of_one_draft_at_once_send_one_mail()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var draft = await ana.DraftAsync(Mail("Offer"));

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ana.PostAsync("drafts/send", $$"""{"id":"{{draft}}"}""")));

        Assert.AreEqual(1, results.Count(result => result.Status == 200));
        Assert.AreEqual(7, results.Count(result => result.Status == 404));
        Assert.HasCount(1, await ana.IdsAsync("q=in:sent"));
    }

    [TestMethod]
    public async Task A_late_effect_finds_the_draft_gone_when_a_retry_was_first()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var draft = await ana.DraftAsync(Mail("Offer"));
        await world.FaultAsync("""{"fault":"lateEffect","match":{"path":"*/drafts/send"},"delayMs":30000}""");

        var first = await ana.PostAsync("drafts/send", $$"""{"id":"{{draft}}"}""");
        var retry = await ana.PostAsync("drafts/send", $$"""{"id":"{{draft}}"}""");
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        await TestWorld.EventuallyAsync(() => world.Google.Calls.List("ana@acme.example").Single(call => call.Path.EndsWith("drafts/send", StringComparison.Ordinal)).Count == 2, "the late call runs");

        Assert.AreEqual(504, first.Status);
        Assert.AreEqual(200, retry.Status);
        Assert.HasCount(1, await ana.IdsAsync("q=in:sent"));
    }

    [TestMethod]
    public async Task A_late_effect_sends_by_itself_when_nobody_retries()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var draft = await ana.DraftAsync(Mail("Offer"));
        await world.FaultAsync("""{"fault":"lateEffect","match":{"path":"*/drafts/send"},"delayMs":30000}""");

        var first = await ana.PostAsync("drafts/send", $$"""{"id":"{{draft}}"}""");
        var still = await ana.GetAsync($"drafts/{draft}?format=minimal");
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        await TestWorld.EventuallyAsync(() => world.Google.Mailbox("ana@acme.example").Read(() => world.Google.Mailbox("ana@acme.example").Drafts.Count) == 0, "the draft goes");

        Assert.AreEqual(504, first.Status);
        Assert.AreEqual(200, still.Status);
        Assert.HasCount(1, await ana.IdsAsync("q=in:sent"));
    }

    [TestMethod]
    public async Task An_edit_keeps_the_draft_id_and_shows_as_deleted_and_added()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var draft = await ana.DraftAsync(Mail("One"));
        var start = await ana.HistoryIdAsync();

        var edited = await ana.OkAsync(
            HttpMethod.Put, $"drafts/{draft}", new JsonObject { ["message"] = new JsonObject { ["raw"] = TestWorld.Encode(Mail("Two")) } }.ToJsonString());
        var history = (await ana.OkAsync(HttpMethod.Get, $"history?startHistoryId={start}"))["history"]!.AsArray();
        var listed = await ana.OkAsync(HttpMethod.Get, "drafts");

        Assert.AreEqual(draft, edited["id"]!.GetValue<string>());
        Assert.IsNotNull(history[0]!["messagesDeleted"]);
        Assert.IsNotNull(history[1]!["messagesAdded"]);
        Assert.AreEqual(edited["message"]!["id"]!.GetValue<string>(), listed["drafts"]![0]!["message"]!["id"]!.GetValue<string>());
    }

    [TestMethod]
    public async Task A_deleted_draft_is_gone_with_its_message()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var draft = await ana.DraftAsync(Mail("One"));

        var (status, _) = await ana.DeleteAsync($"drafts/{draft}");
        var list = await ana.OkAsync(HttpMethod.Get, "drafts");

        Assert.AreEqual(204, status);
        Assert.IsFalse(list.ContainsKey("drafts"));
        Assert.IsEmpty(await ana.IdsAsync("q=in:drafts"));
    }

    [TestMethod]
    public async Task Drafts_page_without_losing_one()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        for (var index = 0; index < 5; index++)
            await ana.DraftAsync(Mail($"Draft {index}"));

        var seen = new List<string>();
        string? page = null;
        do
        {
            var json = await ana.OkAsync(HttpMethod.Get, "drafts?maxResults=2" + (page is null ? "" : $"&pageToken={page}"));
            seen.AddRange(json["drafts"]!.AsArray().Select(draft => draft!["id"]!.GetValue<string>()));
            page = json["nextPageToken"]?.GetValue<string>();
        }
        while (page is not null);

        Assert.HasCount(5, seen.Distinct());
    }

    private static byte[] Mail(string subject) => TestWorld.Mail("ana@acme.example", "ana@acme.example", subject);
}
