using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using EmailSync.Core.Mail;
using EmailSync.Core.Providers;

namespace EmailSync.Tests.Providers;

[TestClass]
public sealed class OutlookDraftsTests
{
    private static readonly DraftId draft = new("d1");

    public required TestContext TestContext { get; init; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_draft_goes_up_as_the_mail_that_was_built()
    {
        using var bench = await new OutlookBench(_ => StubHttp.Json("""{"id":"d1"}""", HttpStatusCode.Created)).ConnectedAsync();
        var mime = Mail();

        var made = await bench.Outlook.CreateDraftAsync(OutlookBench.Mailbox, mime, new ProviderThreadId("ignored"), Cancel);

        var asked = bench.Http.Requests.Single();
        Assert.AreEqual((draft, HttpMethod.Post, "/v1.0/me/messages", "text/plain"), (made, asked.Method, asked.Url.AbsolutePath, asked.ContentType));
        CollectionAssert.AreEqual(mime, Convert.FromBase64String(asked.Body));
    }

    [TestMethod]
    public async Task A_sent_copy_that_is_there_at_once_is_named_and_one_that_is_not_is_not_waited_for()
    {
        using var there = await new OutlookBench(asked => asked switch
        {
            { Method.Method: "POST" } => new HttpResponseMessage(HttpStatusCode.Accepted),
            { Url.AbsolutePath: "/v1.0/me/messages/d1" } => StubHttp.Json(Item("d1", isDraft: false, "f-sentitems")),
            _ => OutlookBench.Otherwise(),
        }).ConnectedAsync();
        using var late = await new OutlookBench(asked =>
            asked.Method == HttpMethod.Post ? new HttpResponseMessage(HttpStatusCode.Accepted) : OutlookBench.Error(404, "ErrorItemNotFound")).ConnectedAsync();
        using var waiting = await new OutlookBench(asked => asked switch
        {
            { Method.Method: "POST" } => new HttpResponseMessage(HttpStatusCode.Accepted),
            { Url.AbsolutePath: "/v1.0/me/messages/d1" } => StubHttp.Json(Item("d1", isDraft: false, "f-outbox")),
            _ => OutlookBench.Otherwise(),
        }).ConnectedAsync();
        using var failing = await new OutlookBench(asked =>
            asked.Method == HttpMethod.Post ? new HttpResponseMessage(HttpStatusCode.Accepted) : OutlookBench.Error(429, "ApplicationThrottled")).ConnectedAsync();

        Assert.AreEqual(
            new SentMessage(new ProviderMessageId("d1"), new ProviderThreadId("c1")), await there.Outlook.SendDraftAsync(OutlookBench.Mailbox, draft, Cancel));
        Assert.IsNull(await late.Outlook.SendDraftAsync(OutlookBench.Mailbox, draft, Cancel));
        Assert.IsNull(await waiting.Outlook.SendDraftAsync(OutlookBench.Mailbox, draft, Cancel));
        Assert.IsNull(await failing.Outlook.SendDraftAsync(OutlookBench.Mailbox, draft, Cancel), "What went out is no failure because a look failed.");
    }

    [TestMethod]
    [DataRow(true, MailProviderFailure.Rejected)]
    [DataRow(false, MailProviderFailure.NotFound)]
    public async Task A_refused_send_is_a_refusal_while_the_draft_stands_and_not_found_when_it_is_one_no_more(bool isDraft, MailProviderFailure kind)
    {
        using var bench = await new OutlookBench(asked => asked switch
        {
            { Method.Method: "POST" } => OutlookBench.Error(403, "ErrorSendAsDenied"),
            { Url.AbsolutePath: "/v1.0/me/messages/d1" } => StubHttp.Json(Item("d1", isDraft, "f-drafts")),
            _ => OutlookBench.Otherwise(),
        }).ConnectedAsync();

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(() => bench.Outlook.SendDraftAsync(OutlookBench.Mailbox, draft, Cancel));

        Assert.AreEqual((kind, "ErrorSendAsDenied"), (failure.Kind, failure.Code));
    }

    [TestMethod]
    public async Task Deleting_a_draft_never_deletes_the_mail_that_it_became()
    {
        using var bench = await new OutlookBench(_ => StubHttp.Json(Item("d1", isDraft: false, "f-sentitems"))).ConnectedAsync();

        await bench.Outlook.DeleteDraftAsync(OutlookBench.Mailbox, draft, Cancel);

        Assert.AreEqual(HttpMethod.Get, bench.Http.Requests.Single().Method);
    }

    [TestMethod]
    public async Task A_draft_that_the_user_threw_away_is_there_no_more()
    {
        using var bench = await new OutlookBench(asked => asked.Url.AbsolutePath == "/v1.0/me/messages/d1"
            ? StubHttp.Json(Item("d1", isDraft: true, "f-thrown-away")) : OutlookBench.Otherwise()).ConnectedAsync();

        Assert.IsFalse(await bench.Outlook.DraftExistsAsync(OutlookBench.Mailbox, draft, Cancel));
    }

    [TestMethod]
    public async Task Drafts_and_sent_mail_are_found_by_the_mark_in_both_spellings_and_not_mixed_up()
    {
        using var bench = await new OutlookBench(asked => asked.Url.AbsolutePath != "/v1.0/me/messages" ? OutlookBench.Otherwise()
            : asked.Query.Contains("Name X-EmailSync-Send' and ep/value eq 'it''s'", StringComparison.Ordinal)
                ? StubHttp.Json($$"""{"value":[{{Item("d1", true, "f-drafts")}},{{Item("s1", false, "f-sentitems")}},{{Received("r1")}},{{Item("old", true, "f-drafts", "2026-01-01T00:00:00Z")}}]}""")
                : StubHttp.Json("""{"value":[]}""")).ConnectedAsync();

        var drafts = await bench.Outlook.FindDraftsAsync(OutlookBench.Mailbox, "it's", OutlookBench.Start, Cancel);
        var sent = await bench.Outlook.FindSentAsync(OutlookBench.Mailbox, "it's", OutlookBench.Start, Cancel);

        CollectionAssert.AreEqual(new[] { draft }, drafts.ToArray());
        Assert.AreEqual("s1", sent?.Id.Value);
    }

    [TestMethod]
    public async Task A_large_mail_goes_up_in_pieces_and_gets_its_mark_last()
    {
        var small = Bytes(2_000_000, 1);
        var large = Bytes(7_000_000, 2);
        var uploaded = new List<byte>();
        using var bench = await new OutlookBench(asked => asked switch
        {
            { Method.Method: "GET", Url.AbsolutePath: "/v1.0/me/messages" } => StubHttp.Json($$"""{"value":[{{Item("half", true, "f-drafts")}}]}"""),
            { Method.Method: "GET", Url.AbsolutePath: "/v1.0/me/messages/half" } => StubHttp.Json(Item("half", true, "f-drafts")),
            { Url.Host: "upload.example" } => new HttpResponseMessage(asked.ContentRange.EndsWith("6999999/7000000", StringComparison.Ordinal) ? HttpStatusCode.Created : HttpStatusCode.OK),
            { Url.AbsolutePath: "/v1.0/me/messages/d1/attachments/createUploadSession" } => StubHttp.Json("""{"uploadUrl":"https://upload.example/1?a=b","nextExpectedRanges":["0-"]}""", HttpStatusCode.Created),
            { Url.AbsolutePath: "/v1.0/me/messages/half/permanentDelete" } => new HttpResponseMessage(HttpStatusCode.NoContent),
            _ => StubHttp.Json("""{"@odata.type":"#microsoft.graph.fileAttachment","id":"d1"}""", HttpStatusCode.Created),
        }).ConnectedAsync();

        await bench.Outlook.CreateDraftAsync(OutlookBench.Mailbox, Mail(("a.pdf", small), ("b.pdf", large)), null, Cancel);

        var calls = bench.Http.Requests.Select(asked => $"{asked.Method} {asked.Url.AbsolutePath}").ToList();
        CollectionAssert.AreEqual(
            new[]
            {
                "GET /v1.0/me/messages", "GET /v1.0/me/messages/half", "POST /v1.0/me/messages/half/permanentDelete", "POST /v1.0/me/messages",
                "POST /v1.0/me/messages/d1/attachments/createUploadSession", "PUT /1", "PUT /1", "PUT /1", "PATCH /v1.0/me/messages/d1",
            },
            calls);
        var posted = Encoding.UTF8.GetString(Convert.FromBase64String(bench.Http.Requests[3].Body));
        Assert.Contains("a.pdf", posted);
        Assert.DoesNotContain("b.pdf", posted);
        Assert.DoesNotContain("X-EmailSync-Send", posted);
        Assert.Contains("X-EmailSync-Send", bench.Http.Requests[^1].Body, StringComparison.OrdinalIgnoreCase);
        var pieces = bench.Http.Requests.Where(asked => asked.Method == HttpMethod.Put).ToList();
        Assert.IsTrue(pieces.TrueForAll(piece => piece.Token is null), "The address is the permission; the token stays here.");
        Assert.AreEqual("bytes 0-3276799/7000000", pieces[0].ContentRange);
    }

    [TestMethod]
    public async Task A_mail_whose_text_alone_is_too_large_is_refused_without_a_call()
    {
        using var bench = await new OutlookBench(_ => OutlookBench.Otherwise()).ConnectedAsync();
        var mime = Encoding.ASCII.GetBytes("From: ana@mail.example\r\nSubject: long\r\n\r\n" + new string('x', 3_000_000));

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(() => bench.Outlook.CreateDraftAsync(OutlookBench.Mailbox, mime, null, Cancel));

        Assert.AreEqual((MailProviderFailure.Rejected, "message_too_large"), (failure.Kind, failure.Code));
        Assert.IsEmpty(bench.Http.Requests);
    }

    private static byte[] Mail(params (string Name, byte[] Content)[] attachments) => OutgoingMailBuilder.Build(new OutgoingMail
    {
        From = new MailAddress("Ana", "ana@mail.example"),
        To = [new MailAddress(null, "bo@client.example")],
        Subject = "Grüße",
        Date = OutlookBench.Start,
        MessageId = "token-1@mail.example",
        Text = "Hello.",
        SendToken = "token-1",
        Attachments = [.. attachments.Select(attachment => new OutgoingAttachment(attachment.Name, "application/pdf", attachment.Content))],
    });

    private static byte[] Bytes(int length, byte value)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, value);
        return bytes;
    }

    private static string Item(string id, bool isDraft, string folder, string created = "2026-03-01T09:00:00Z") => new JsonObject
    {
        ["id"] = id,
        ["conversationId"] = "c1",
        ["parentFolderId"] = folder,
        ["isDraft"] = isDraft,
        ["createdDateTime"] = created,
        ["receivedDateTime"] = created,
    }.ToJsonString();

    private static string Received(string id)
    {
        var item = JsonNode.Parse(Item(id, isDraft: false, "f-inbox"))!.AsObject();
        item["internetMessageHeaders"] = new JsonArray(new JsonObject { ["name"] = "From", ["value"] = "ana@mail.example" });
        return item.ToJsonString();
    }
}
