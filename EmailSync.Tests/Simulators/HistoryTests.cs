using System.Text.Json.Nodes;

namespace EmailSync.Tests.Simulators;

[TestClass]
public sealed class HistoryTests
{
    [TestMethod]
    public async Task Every_kind_of_change_is_reported_in_order()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example", TestWorld.Everything);
        var start = await ana.HistoryIdAsync();
        var id = world.Google.Mailbox("ana@acme.example").Deliver(Mail()).Id;
        await ana.OkAsync(HttpMethod.Post, $"messages/{id}/modify", """{"removeLabelIds":["UNREAD"]}""");
        await ana.OkAsync(HttpMethod.Post, $"messages/{id}/trash");
        await ana.OkAsync(HttpMethod.Delete, $"messages/{id}");

        var history = (await ana.OkAsync(HttpMethod.Get, $"history?startHistoryId={start}"))["history"]!.AsArray();

        var kinds = history.Select(record => record!.AsObject().Select(field => field.Key).First(key => key.Contains("Added") || key.Contains("Deleted") || key.Contains("Removed")));
        CollectionAssert.AreEqual(new[] { "messagesAdded", "labelsRemoved", "labelsAdded", "labelsRemoved", "messagesDeleted" }, kinds.ToArray());
        Assert.AreEqual("""["TRASH"]""", history[2]!["labelsAdded"]![0]!["labelIds"]!.ToJsonString());
        var ids = history.Select(record => ulong.Parse(record!["id"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        CollectionAssert.AreEqual(ids.Distinct().Order().ToArray(), ids);
    }

    [TestMethod]
    public async Task Pages_join_up_and_the_last_one_has_the_newest_id()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var start = await ana.HistoryIdAsync();
        var delivered = Enumerable.Range(0, 7).Select(_ => world.Google.Mailbox("ana@acme.example").Deliver(Mail()).Id).ToArray();

        var seen = new List<string>();
        JsonObject page;
        string? token = null;
        do
        {
            page = await ana.OkAsync(HttpMethod.Get, $"history?startHistoryId={start}&maxResults=3" + (token is null ? "" : $"&pageToken={token}"));
            seen.AddRange(page["history"]!.AsArray().Select(record => record!["messages"]![0]!["id"]!.GetValue<string>()));
            token = page["nextPageToken"]?.GetValue<string>();
        }
        while (token is not null);

        CollectionAssert.AreEqual(delivered, seen);
        Assert.AreEqual(await ana.HistoryIdAsync(), page["historyId"]!.GetValue<string>());
    }

    [TestMethod]
    public async Task Types_and_label_filter_the_changes()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var start = await ana.HistoryIdAsync();
        var mailbox = world.Google.Mailbox("ana@acme.example");
        mailbox.Deliver(Mail());
        mailbox.Deliver(Mail(), spam: true);
        await ana.SendMailAsync(TestWorld.Mail("ana@acme.example", "nobody@nowhere.example", "x"));

        async Task<int> CountAsync(string filter) =>
            (await ana.OkAsync(HttpMethod.Get, $"history?startHistoryId={start}{filter}"))["history"]?.AsArray().Count ?? 0;

        Assert.AreEqual(4, await CountAsync("&historyTypes=messageAdded&historyTypes=labelAdded"));
        Assert.AreEqual(0, await CountAsync("&historyTypes=labelRemoved"));
        Assert.AreEqual(2, await CountAsync("&labelId=INBOX"), "the mail and the bounce");
        Assert.AreEqual(1, await CountAsync("&labelId=SPAM"));
        Assert.AreEqual(400, (await ana.GetAsync($"history?startHistoryId={start}&historyTypes=nonsense")).Status);
    }

    [TestMethod]
    public async Task A_cursor_older_than_the_window_is_not_found()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var start = await ana.HistoryIdAsync();
        world.Google.Mailbox("ana@acme.example").Deliver(Mail());
        var afterFirst = await ana.HistoryIdAsync();
        world.Clock.Advance(TimeSpan.FromDays(8));
        world.Google.Mailbox("ana@acme.example").Deliver(Mail());
        ana = await world.ConnectAsync("ana@acme.example");

        var old = await ana.GetAsync($"history?startHistoryId={start}");
        var recent = await ana.OkAsync(HttpMethod.Get, $"history?startHistoryId={afterFirst}");

        Assert.AreEqual(404, old.Status);
        Assert.AreEqual("notFound", old.Json["error"]!["errors"]![0]!["reason"]!.GetValue<string>());
        Assert.HasCount(1, recent["history"]!.AsArray());
    }

    [TestMethod]
    public async Task Expired_and_foreign_cursors_are_not_found_and_a_new_one_works()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var start = await ana.HistoryIdAsync();

        await world.FaultAsync("""{"fault":"expireCursor","match":{"mailbox":"ana@acme.example"}}""");
        var expired = await ana.GetAsync($"history?startHistoryId={start}");
        var future = await ana.GetAsync("history?startHistoryId=99999999999");
        var fresh = await ana.GetAsync($"history?startHistoryId={await ana.HistoryIdAsync()}");

        Assert.AreEqual(404, expired.Status);
        Assert.AreEqual(404, future.Status);
        Assert.AreEqual(200, fresh.Status);
    }

    private static byte[] Mail() => TestWorld.Mail("bob@client.example", "ana@acme.example", "x");
}
