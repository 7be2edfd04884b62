using System.Text;
using System.Text.Json.Nodes;

namespace EmailSync.Tests.Simulators;

[TestClass]
public sealed class ApiRulesTests
{
    [TestMethod]
    public async Task Unknown_requests_are_errors_and_are_remembered()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");

        var method = await ana.GetAsync("filters");
        var parameter = await ana.GetAsync("messages?pageSize=10");
        var member = await ana.PostAsync("watch", """{"topicName":"x","filter":"y"}""");

        Assert.AreEqual(404, method.Status);
        Assert.AreEqual(404, method.Json["error"]!["code"]!.GetValue<int>());
        Assert.AreEqual(400, parameter.Status);
        Assert.AreEqual(400, member.Status);
        Assert.AreEqual("/gmail/v1/users/me/filters", world.Google.Calls.Unknown.Single().Path);
    }

    [TestMethod]
    public async Task Scopes_are_checked_per_method()
    {
        await using var world = await TestWorld.StartAsync();
        var modify = await world.ConnectAsync("ana@acme.example");
        var metadata = await world.ConnectAsync("bob@acme.example", "https://www.googleapis.com/auth/gmail.metadata");
        var anas = world.Google.Mailbox("ana@acme.example").Deliver(TestWorld.Mail("b@client.example", "ana@acme.example", "x")).Id;
        var bobs = world.Google.Mailbox("bob@acme.example").Deliver(TestWorld.Mail("b@client.example", "bob@acme.example", "x")).Id;
        var everything = await world.ConnectAsync("ana@acme.example", TestWorld.Everything);

        var refused = await modify.DeleteAsync($"messages/{anas}");

        Assert.AreEqual(403, refused.Status);
        Assert.AreEqual("insufficientPermissions", refused.Json["error"]!["errors"]![0]!["reason"]!.GetValue<string>());
        Assert.AreEqual(204, (await everything.DeleteAsync($"messages/{anas}")).Status);
        Assert.AreEqual(403, (await metadata.GetAsync($"messages/{bobs}?format=raw")).Status);
        Assert.AreEqual(403, (await metadata.GetAsync("messages?q=in:inbox")).Status);
        Assert.AreEqual(200, (await metadata.GetAsync($"messages/{bobs}?format=metadata")).Status);
        Assert.AreEqual(403, (await metadata.GetAsync("/gmail/v1/users/ana@acme.example/profile")).Status);
        Assert.AreEqual(200, (await metadata.GetAsync("/gmail/v1/users/bob@acme.example/profile")).Status);
    }

    [TestMethod]
    public async Task Sent_and_draft_labels_cannot_be_set_by_hand()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var id = world.Google.Mailbox("ana@acme.example").Deliver(TestWorld.Mail("b@client.example", "ana@acme.example", "x")).Id;

        var sent = await ana.PostAsync($"messages/{id}/modify", """{"addLabelIds":["SENT"]}""");
        var read = await ana.PostAsync($"messages/{id}/modify", """{"removeLabelIds":["UNREAD"]}""");
        var batch = await ana.PostAsync("messages/batchModify", $$"""{"ids":["{{id}}","ffff"],"addLabelIds":["STARRED"]}""");
        var after = await ana.OkAsync(HttpMethod.Get, $"messages/{id}?format=minimal");

        Assert.AreEqual(400, sent.Status);
        Assert.AreEqual(200, read.Status);
        Assert.AreEqual(204, batch.Status);
        Assert.AreEqual("""["INBOX","STARRED"]""", after["labelIds"]!.ToJsonString());
    }

    [TestMethod]
    public async Task A_batch_answers_each_call_in_another_order()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var id = world.Google.Mailbox("ana@acme.example").Deliver(TestWorld.Mail("b@client.example", "ana@acme.example", "x")).Id;
        using var client = world.Client();
        using var request = ana.Request(HttpMethod.Post, "/batch/gmail/v1");
        request.Content = new StringContent(
            $"--q\r\nContent-Type: application/http\r\nContent-ID: <one>\r\n\r\nGET /gmail/v1/users/me/messages/{id}?format=minimal\r\n\r\n"
            + "--q\r\nContent-Type: application/http\r\nContent-ID: <two>\r\n\r\nGET /gmail/v1/users/me/messages/ffff HTTP/1.1\r\n\r\n--q--\r\n");
        request.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/mixed; boundary=q");

        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();

        Assert.AreEqual(200, (int)response.StatusCode, text);
        StringAssert.Matches(text, new System.Text.RegularExpressions.Regex("<response-two>\\s+HTTP/1.1 404.*<response-one>\\s+HTTP/1.1 200", System.Text.RegularExpressions.RegexOptions.Singleline));
    }

    [TestMethod]
    public async Task The_quota_is_counted_by_the_chosen_price_list_and_refills()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var id = world.Google.Mailbox("ana@acme.example").Deliver(TestWorld.Mail("b@client.example", "ana@acme.example", "x")).Id;
        for (var call = 0; call < 60; call++)
            await ana.OkAsync(HttpMethod.Post, "watch", new JsonObject { ["topicName"] = world.Options.PubSubTopic }.ToJsonString());

        var over = await ana.GetAsync($"messages/{id}");
        await world.ControlAsync("POST", "/_control/settings", """{"quotaStatus":403}""");
        var other = await ana.GetAsync($"messages/{id}");
        await world.ControlAsync("POST", "/_control/settings", """{"priceList":"old"}""");
        var old = await ana.GetAsync($"messages/{id}");
        await world.ControlAsync("POST", "/_control/settings", """{"priceList":"new"}""");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var later = await ana.GetAsync($"messages/{id}");

        Assert.AreEqual((429, "rateLimitExceeded"), (over.Status, over.Json["error"]!["errors"]![0]!["reason"]!.GetValue<string>()));
        Assert.AreEqual((403, "userRateLimitExceeded"), (other.Status, other.Json["error"]!["errors"]![0]!["reason"]!.GetValue<string>()));
        Assert.AreEqual(200, old.Status);
        Assert.AreEqual(200, later.Status);
    }

    [TestMethod]
    public async Task Partial_answers_hold_what_was_asked_and_a_wrong_selector_is_refused()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var start = await ana.HistoryIdAsync();
        var id = world.Google.Mailbox("ana@acme.example").Deliver(TestWorld.Mail("b@client.example", "ana@acme.example", "x")).Id;

        var history = await ana.OkAsync(HttpMethod.Get, $"history?startHistoryId={start}&fields=history(messagesAdded/message/id),historyId");
        var unknown = await ana.GetAsync($"messages/{id}?fields=id,nonsense");
        var broken = await ana.GetAsync($"messages/{id}?fields=payload(headers");

        Assert.AreEqual("[{\"messagesAdded\":[{\"message\":{\"id\":\"" + id + "\"}}]}]", history["history"]!.ToJsonString());
        Assert.AreEqual(400, unknown.Status);
        Assert.AreEqual(400, broken.Status);
    }

    [TestMethod]
    public async Task A_compressed_request_body_is_understood()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var json = new JsonObject { ["raw"] = TestWorld.Encode(TestWorld.Mail("ana@acme.example", "ana@acme.example", "Zipped")) }.ToJsonString();
        using var zipped = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(zipped, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(json));
        using var client = world.Client();
        using var request = ana.Request(HttpMethod.Post, "messages/send");
        request.Content = new ByteArrayContent(zipped.ToArray());
        request.Content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("application/json");
        request.Content.Headers.ContentEncoding.Add("gzip");

        using var response = await client.SendAsync(request);

        Assert.AreEqual(200, (int)response.StatusCode, await response.Content.ReadAsStringAsync());
        Assert.HasCount(1, await ana.IdsAsync("q=subject:Zipped"));
    }
}
