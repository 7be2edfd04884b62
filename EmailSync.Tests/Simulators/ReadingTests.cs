using System.Text;
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
        CollectionAssert.AreEqual(new[] { second }, await ana.IdsAsync("q={from:nobody+from:\"EVE\"}+in:inbox"));
        Assert.IsEmpty(await ana.IdsAsync("q=from:ev"), "whole words");
        CollectionAssert.AreEqual(new[] { second, first }, await ana.IdsAsync("q=subject:offer+in:inbox"));
        CollectionAssert.AreEqual(new[] { second }, await ana.IdsAsync($"q=after:{between}"));
        CollectionAssert.AreEqual(new[] { first }, await ana.IdsAsync($"q=before:{between}"));
        CollectionAssert.AreEqual(new[] { second }, await ana.IdsAsync("q=newer_than:1h"));
        CollectionAssert.AreEqual(new[] { second, first }, await ana.IdsAsync(""));
        CollectionAssert.AreEqual(new[] { junk, second, first }, await ana.IdsAsync("includeSpamTrash=true"));
        CollectionAssert.AreEqual(new[] { junk }, await ana.IdsAsync("labelIds=SPAM"));
        foreach (var unsupported in new[] { "has:attachment", "free+words", "after:2026/03/01", "in:somewhere", "from:a+OR+from:b", "{from:a", "{from:a+{from:b}}", "{in:trash}" })
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
