using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace EmailSync.Tests.Simulators;

[TestClass]
public sealed class ReadingTests
{
    [TestMethod]
    public async Task Hostile_mail_is_kept_byte_for_byte_below_the_trace_lines()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        byte[][] mails =
        [
            [0xFF, 0xFE, 0x00, 0x0A, 0x0D, 0x80],
            Encoding.ASCII.GetBytes("no header at all, just text"),
            Encoding.Latin1.GetBytes("Subject: caf\xE9\nFrom: <<<broken\n\nbody\nwith LF only"),
            Encoding.ASCII.GetBytes("Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x"),
            Encoding.ASCII.GetBytes("Subject: =?utf-8?B?////?=\r\nMessage-ID: \r\nReferences: <a <b> ,, junk\r\n\r\n"),
        ];

        foreach (var mail in mails)
        {
            var delivered = world.Google.Mailbox("ana@acme.example").Deliver(mail);
            var raw = await ana.OkAsync(HttpMethod.Get, $"messages/{delivered.Id}?format=raw");
            var full = await ana.GetAsync($"messages/{delivered.Id}?format=full");

            var bytes = Base64UrlTextEncoder.Decode(raw["raw"]!.GetValue<string>());
            CollectionAssert.AreEqual(mail, bytes[^mail.Length..]);
            Assert.AreEqual(200, full.Status);
        }
    }

    [TestMethod]
    public async Task Real_world_mail_is_kept_and_can_be_read_in_every_format()
    {
        if (Corpus() is not { } corpus)
        {
            Assert.Inconclusive("The corpus of real mail is not here.");
            return;
        }

        await using var world = await TestWorld.StartAsync();
        await world.ControlAsync("POST", "/_control/settings", """{"priceList":"old"}""");
        var ana = await world.ConnectAsync("ana@acme.example");
        foreach (var file in Directory.EnumerateFiles(corpus, "*.eml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var mail = await File.ReadAllBytesAsync(file);
            var id = world.Google.Mailbox("ana@acme.example").Deliver(mail).Id;

            var raw = await ana.OkAsync(HttpMethod.Get, $"messages/{id}?format=raw");
            var full = await ana.GetAsync($"messages/{id}?format=full");
            world.Clock.Advance(TimeSpan.FromSeconds(1));

            Assert.IsTrue(Base64UrlTextEncoder.Decode(raw["raw"]!.GetValue<string>()).AsSpan().EndsWith(mail), file);
            Assert.AreEqual(200, full.Status, file);
        }
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

    [TestMethod]
    public async Task Big_numbers_are_strings_and_base64_has_no_padding()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var delivered = world.Google.Mailbox("ana@acme.example").Deliver(TestWorld.Mail("bob@client.example", "ana@acme.example", "x", "a"));

        var json = await ana.OkAsync(HttpMethod.Get, $"messages/{delivered.Id}?format=raw");

        Assert.AreEqual("String", json["historyId"]!.GetValueKind().ToString());
        Assert.AreEqual("String", json["internalDate"]!.GetValueKind().ToString());
        Assert.AreEqual("Number", json["sizeEstimate"]!.GetValueKind().ToString());
        Assert.IsFalse(json["raw"]!.GetValue<string>().AsSpan().ContainsAny('=', '+', '/'));
    }

    [TestMethod]
    public async Task An_empty_mailbox_has_no_messages_key_and_no_history_key()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");

        var list = await ana.OkAsync(HttpMethod.Get, "messages");
        var history = await ana.OkAsync(HttpMethod.Get, $"history?startHistoryId={await ana.HistoryIdAsync()}");

        Assert.IsFalse(list.ContainsKey("messages"));
        Assert.IsFalse(history.ContainsKey("history"));
        Assert.AreEqual(await ana.HistoryIdAsync(), history["historyId"]!.GetValue<string>());
    }

    [TestMethod]
    public async Task Attachments_are_fetched_by_an_id_that_differs_with_every_read()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var mail = Encoding.ASCII.GetBytes(
            "From: b@client.example\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n"
            + "--b\r\nContent-Type: application/pdf; name=offer.pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=offer.pdf\r\n\r\nAAECAw==\r\n--b--\r\n");
        var id = world.Google.Mailbox("ana@acme.example").Deliver(mail).Id;

        var one = (await ana.OkAsync(HttpMethod.Get, $"messages/{id}"))["payload"]!["parts"]![1]!;
        var two = (await ana.OkAsync(HttpMethod.Get, $"messages/{id}"))["payload"]!["parts"]![1]!;
        var content = await ana.OkAsync(HttpMethod.Get, $"messages/{id}/attachments/{one["body"]!["attachmentId"]!.GetValue<string>()}");
        var wrong = await ana.GetAsync($"messages/{id}/attachments/ANGxxxx");

        Assert.AreEqual("offer.pdf", one["filename"]!.GetValue<string>());
        Assert.AreNotEqual(one["body"]!["attachmentId"]!.GetValue<string>(), two["body"]!["attachmentId"]!.GetValue<string>());
        Assert.AreEqual("AAECAw", content["data"]!.GetValue<string>());
        Assert.AreEqual(4, content["size"]!.GetValue<int>());
        Assert.AreEqual(400, wrong.Status);
    }

    [TestMethod]
    public async Task Search_finds_what_it_says_and_refuses_what_it_does_not_know()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var mailbox = world.Google.Mailbox("ana@acme.example");
        var first = mailbox.Deliver(TestWorld.Mail("bob@client.example", "ana@acme.example", "Offer one", "x", "Message-ID: <m1@client.example>")).Id;
        world.Clock.Advance(TimeSpan.FromHours(2));
        var between = world.Clock.GetUtcNow().AddHours(-1).ToUnixTimeSeconds();
        var second = mailbox.Deliver(TestWorld.Mail("eve@client.example", "ana@acme.example", "Offer two", "x", "Message-ID: <m2@client.example>")).Id;
        var junk = mailbox.Deliver(TestWorld.Mail("spam@bad.example", "ana@acme.example", "Win", "x"), spam: true).Id;
        ana = await world.ConnectAsync("ana@acme.example");

        CollectionAssert.AreEqual(new[] { first }, await ana.IdsAsync("q=rfc822msgid:m1@client.example"));
        CollectionAssert.AreEqual(new[] { second }, await ana.IdsAsync("q=from:eve"));
        CollectionAssert.AreEqual(new[] { second, first }, await ana.IdsAsync("q=subject:offer+in:inbox"));
        CollectionAssert.AreEqual(new[] { second }, await ana.IdsAsync($"q=after:{between}"));
        CollectionAssert.AreEqual(new[] { first }, await ana.IdsAsync($"q=before:{between}"));
        CollectionAssert.AreEqual(new[] { second }, await ana.IdsAsync("q=newer_than:1h"));
        CollectionAssert.AreEqual(new[] { second, first }, await ana.IdsAsync(""));
        CollectionAssert.AreEqual(new[] { junk, second, first }, await ana.IdsAsync("includeSpamTrash=true"));
        CollectionAssert.AreEqual(new[] { junk }, await ana.IdsAsync("labelIds=SPAM"));
        foreach (var unsupported in new[] { "has:attachment", "free+words", "after:2026/03/01", "in:somewhere", "from:a+OR+from:b" })
            Assert.AreEqual(400, (await ana.GetAsync($"messages?q={unsupported}")).Status, unsupported);
    }

    [TestMethod]
    public async Task Lists_page_without_losing_a_message()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var mailbox = world.Google.Mailbox("ana@acme.example");
        var delivered = Enumerable.Range(0, 25).Select(index => mailbox.Deliver(TestWorld.Mail("b@client.example", "ana@acme.example", $"Mail {index}")).Id).ToArray();

        var seen = new List<string>();
        string? page = null;
        do
        {
            var json = await ana.OkAsync(HttpMethod.Get, "messages?maxResults=10" + (page is null ? "" : $"&pageToken={page}"));
            seen.AddRange(json["messages"]!.AsArray().Select(message => message!["id"]!.GetValue<string>()));
            page = json["nextPageToken"]?.GetValue<string>();
        }
        while (page is not null);

        CollectionAssert.AreEqual(delivered.Reverse().ToArray(), seen);
    }

    [TestMethod]
    public async Task Arrival_times_rise_strictly()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var mailbox = world.Google.Mailbox("ana@acme.example");
        var ids = Enumerable.Range(0, 5).Select(_ => mailbox.Deliver(TestWorld.Mail("b@client.example", "ana@acme.example", "x")).Id).ToArray();

        var times = new List<long>();
        foreach (var id in ids)
            times.Add(long.Parse((await ana.OkAsync(HttpMethod.Get, $"messages/{id}?format=minimal"))["internalDate"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture));

        CollectionAssert.AreEqual(times.Distinct().Order().ToArray(), times);
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
    public async Task Thousands_of_messages_are_listed_and_found_by_id()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var mailbox = world.Google.Mailbox("ana@acme.example");
        for (var index = 0; index < 5_000; index++)
            mailbox.Deliver(TestWorld.Mail("b@client.example", "ana@acme.example", $"Mail {index}", "x", $"Message-ID: <m{index}@client.example>"));

        var page = await ana.IdsAsync("maxResults=500");
        var found = await ana.IdsAsync("q=rfc822msgid:m17@client.example");

        Assert.HasCount(500, page);
        Assert.AreEqual("Mail 17", await ana.HeaderAsync(found.Single(), "Subject"));
    }

    private static string? Corpus()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EmailSync.sln")))
            {
                var corpus = Path.Combine(folder.FullName, "..", "shared", "corpus");
                return Directory.Exists(corpus) ? corpus : null;
            }
        }

        return null;
    }
}
