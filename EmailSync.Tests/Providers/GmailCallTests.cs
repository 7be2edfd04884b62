using System.Net;
using System.Net.Http.Headers;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Providers.Gmail;

namespace EmailSync.Tests.Providers;

[TestClass]
public sealed class GmailCallTests
{
    private static readonly ProviderMessageId message = new("18f01");

    public required TestContext TestContext { get; init; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_rejected_token_is_refreshed_and_the_call_made_once_more()
    {
        using var bench = await new GmailBench(asked => asked switch
        {
            { Url.AbsolutePath: "/token" } => StubHttp.Json("""{"access_token":"access-2","expires_in":3599}"""),
            { Token: "access-2" } => StubHttp.Json("""{"emailAddress":"ana@mail.example","historyId":"77"}"""),
            _ => StubHttp.Error(401, "authError"),
        }).ConnectedAsync();

        var cursors = await bench.Gmail.PinCursorsAsync(GmailBench.Mailbox, Cancel);

        Assert.AreEqual("h:77", cursors.Single().Position);
        CollectionAssert.AreEqual(new[] { "access-1", null, "access-2" }, bench.Http.Requests.Select(asked => asked.Token).ToArray());
    }

    [TestMethod]
    public async Task A_fresh_token_that_is_rejected_too_means_that_authorisation_is_lost()
    {
        using var bench = await new GmailBench(asked => asked.Url.AbsolutePath == "/token"
            ? StubHttp.Json("""{"access_token":"access-2","expires_in":3599}""")
            : StubHttp.Error(401, "authError")).ConnectedAsync();

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(() => bench.Gmail.PinCursorsAsync(GmailBench.Mailbox, Cancel));

        Assert.AreEqual(MailProviderFailure.AuthorizationLost, failure.Kind);
        Assert.HasCount(3, bench.Http.Requests);
    }

    [TestMethod]
    public async Task Reads_are_tried_again_after_a_server_error()
    {
        using var bench = await new GmailBench(asked => asked.Index < 2
            ? StubHttp.Error(503, "backendError")
            : StubHttp.Json("""{"emailAddress":"ana@mail.example","historyId":"77"}""")).ConnectedAsync();

        var cursors = await bench.Gmail.PinCursorsAsync(GmailBench.Mailbox, Cancel);

        Assert.AreEqual("h:77", cursors.Single().Position);
    }

    [TestMethod]
    public async Task Writes_are_never_repeated_and_their_outcome_is_unknown()
    {
        using var bench = await new GmailBench(_ => StubHttp.Error(503, "backendError")).ConnectedAsync();

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(
            () => bench.Gmail.SendDraftAsync(GmailBench.Mailbox, new DraftId("r1"), Cancel));

        Assert.AreEqual(MailProviderFailure.Transient, failure.Kind);
        Assert.HasCount(1, bench.Http.Requests);
    }

    [TestMethod]
    public async Task A_broken_connection_of_a_write_is_transient_and_not_repeated()
    {
        using var bench = await new GmailBench(_ => throw new HttpRequestException("gone")).ConnectedAsync();

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(
            () => bench.Gmail.SendDraftAsync(GmailBench.Mailbox, new DraftId("r1"), Cancel));

        Assert.AreEqual((MailProviderFailure.Transient, "connection"), (failure.Kind, failure.Code));
        Assert.HasCount(1, bench.Http.Requests);
    }

    [TestMethod]
    [DataRow(200, MailProviderFailure.Transient, "unreadable_answer")]
    [DataRow(403, MailProviderFailure.Rejected, "http_403")]
    [DataRow(404, MailProviderFailure.NotFound, "http_404")]
    [DataRow(502, MailProviderFailure.Transient, "http_502")]
    public async Task An_answer_that_is_no_json_is_judged_by_its_status(int status, MailProviderFailure kind, string code)
    {
        using var bench = await new GmailBench(_ => new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new StringContent("<html>proxy of ana@mail.example</html>"),
        }).ConnectedAsync();

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(
            () => bench.Gmail.SendDraftAsync(GmailBench.Mailbox, new DraftId("r1"), Cancel));

        Assert.AreEqual((kind, code), (failure.Kind, failure.Code));
        Assert.DoesNotContain("ana", failure.Message);
    }

    [TestMethod]
    public async Task Being_throttled_pauses_the_mailbox_for_the_time_that_the_header_names()
    {
        using var bench = await new GmailBench(_ =>
        {
            var refusal = StubHttp.Error(429, "userRateLimitExceeded");
            refusal.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(90));
            return refusal;
        }).ConnectedAsync();

        var first = await Assert.ThrowsExactlyAsync<MailProviderException>(() => bench.Gmail.GetHeadersAsync(GmailBench.Mailbox, message, Cancel));
        bench.Time.Advance(TimeSpan.FromSeconds(30));
        var second = await Assert.ThrowsExactlyAsync<MailProviderException>(() => bench.Gmail.GetHeadersAsync(GmailBench.Mailbox, message, Cancel));

        Assert.AreEqual((MailProviderFailure.Throttled, TimeSpan.FromSeconds(90)), (first.Kind, first.RetryAfter));
        Assert.AreEqual((MailProviderFailure.Throttled, TimeSpan.FromSeconds(60)), (second.Kind, second.RetryAfter));
        Assert.HasCount(1, bench.Http.Requests);
    }

    [TestMethod]
    public async Task The_sending_limit_stops_sending_but_not_reading()
    {
        using var bench = await new GmailBench(asked => asked.Method == HttpMethod.Post
            ? StubHttp.Error(429, "userRateLimitExceeded", "User-rate limit exceeded. Retry after 2026-03-01T15:00:00.000Z (Mail sending)")
            : StubHttp.Json("""{"emailAddress":"ana@mail.example","historyId":"77"}""")).ConnectedAsync();

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(
            () => bench.Gmail.SendDraftAsync(GmailBench.Mailbox, new DraftId("r1"), Cancel));
        var cursors = await bench.Gmail.PinCursorsAsync(GmailBench.Mailbox, Cancel);

        Assert.AreEqual(TimeSpan.FromHours(6), failure.RetryAfter);
        Assert.HasCount(1, cursors);
    }

    [TestMethod]
    public async Task A_dead_page_token_begins_the_pages_again_from_the_plain_position()
    {
        using var bench = await new GmailBench(asked => asked.Url.Query.Contains("pageToken", StringComparison.Ordinal)
            ? StubHttp.Error(400, "invalidArgument", "Invalid pageToken")
            : StubHttp.Json("""{"historyId":"120"}""")).ConnectedAsync();

        var page = await bench.Gmail.ListChangesAsync(GmailBench.Mailbox, new FeedCursor("history", "h:100:old"), Cancel);

        Assert.AreEqual("h:120", page.Next.Position);
        Assert.IsFalse(page.HasMore);
    }

    [TestMethod]
    public async Task A_draft_for_a_thread_that_is_gone_is_made_without_it()
    {
        using var bench = await new GmailBench(asked => asked.Index == 0
            ? StubHttp.Error(404, "notFound")
            : StubHttp.Json("""{"id":"r9","message":{"id":"18f09","threadId":"18f09"}}""")).ConnectedAsync();

        var draft = await bench.Gmail.CreateDraftAsync(GmailBench.Mailbox, "Subject: x\r\n\r\ny"u8.ToArray(), new ProviderThreadId("t-gone"), Cancel);

        Assert.AreEqual("r9", draft.Value);
        Assert.HasCount(2, bench.Http.Requests);
    }

    [TestMethod]
    public async Task A_large_draft_goes_up_as_it_is_beside_its_metadata()
    {
        using var bench = await new GmailBench(_ => StubHttp.Json("""{"id":"r9"}""")).ConnectedAsync();
        var mime = new byte[GmailDrafts.LargestInline + 1];
        mime.AsSpan().Fill((byte)'x');

        await bench.Gmail.CreateDraftAsync(GmailBench.Mailbox, mime, new ProviderThreadId("t1"), Cancel);

        var asked = bench.Http.Requests.Single();
        Assert.AreEqual("/upload/gmail/v1/users/me/drafts?uploadType=multipart", asked.Url.PathAndQuery);
        Assert.Contains("""{"message":{"threadId":"t1"}}""", asked.Body);
        Assert.Contains("Content-Type: message/rfc822", asked.Body);
    }

    [TestMethod]
    public async Task A_draft_beyond_Gmails_limit_is_refused_without_a_call()
    {
        using var bench = await new GmailBench(_ => StubHttp.Json("{}")).ConnectedAsync();

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(
            () => bench.Gmail.CreateDraftAsync(GmailBench.Mailbox, new byte[GmailDrafts.Largest + 1], null, Cancel));

        Assert.AreEqual((MailProviderFailure.Rejected, "message_too_large"), (failure.Kind, failure.Code));
        Assert.IsEmpty(bench.Http.Requests);
    }

    [TestMethod]
    public async Task Headers_are_read_whatever_their_case_and_without_the_body()
    {
        using var bench = await new GmailBench(_ => StubHttp.Json("""
            {"id":"18f01","threadId":"18f00","labelIds":["UNREAD","INBOX","Label_3"],"internalDate":"1772355600000",
             "payload":{"headers":[{"name":"message-id","value":"<m1@client.example>"},{"name":"FROM","value":"Bo <bo@client.example>"},
               {"name":"Subject","value":"Offer"},{"name":"X-EmailSync-Send","value":"tok1"}]}}
            """)).ConnectedAsync();

        var headers = await bench.Gmail.GetHeadersAsync(GmailBench.Mailbox, message, Cancel);

        Assert.AreEqual(Placement.Inbox | Placement.Unread, headers.Placement);
        Assert.AreEqual(DateTimeOffset.FromUnixTimeMilliseconds(1772355600000), headers.ReceivedAt);
        Assert.IsFalse(headers.StartsThread);
        Assert.AreEqual("m1@client.example", headers.Envelope.MessageId);
        Assert.AreEqual("bo@client.example", headers.Envelope.From.Single().Address);
        Assert.AreEqual("tok1", headers.Envelope.SendToken);
        var query = bench.Http.Requests.Single().Url.Query;
        Assert.Contains("format=metadata", query);
        Assert.Contains("metadataHeaders=X-EmailSync-Send", query);
        Assert.DoesNotContain("raw", query);
    }

    [TestMethod]
    public async Task Only_addresses_that_are_confirmed_may_be_sent_from()
    {
        using var bench = await new GmailBench(_ => StubHttp.Json("""
            {"sendAs":[{"sendAsEmail":"ana@mail.example","isPrimary":true,"displayName":""},
              {"sendAsEmail":"sales@mail.example","displayName":"Sales","verificationStatus":"accepted"},
              {"sendAsEmail":"not.mine@mail.example","verificationStatus":"pending"}]}
            """)).ConnectedAsync();

        var addresses = await bench.Gmail.ListSendAsAsync(GmailBench.Mailbox, Cancel);

        CollectionAssert.AreEqual(
            new[] { new SendAsAddress("ana@mail.example", null, true), new SendAsAddress("sales@mail.example", "Sales", false) },
            addresses.ToArray());
    }

    [TestMethod]
    public async Task A_watch_names_the_account_as_pushes_are_looked_up()
    {
        using var bench = await new GmailBench(asked => StubHttp.Json(asked.Method == HttpMethod.Get
            ? """{"emailAddress":"Ana@Mail.Example","historyId":"77"}"""
            : """{"historyId":"78","expiration":"1793000000000"}""")).ConnectedAsync();

        var watch = await bench.Gmail.WatchAsync(GmailBench.Mailbox, null, Cancel);

        Assert.AreEqual(new WatchState("ana@mail.example", DateTimeOffset.FromUnixTimeMilliseconds(1793000000000)), watch);
    }

    [TestMethod]
    public async Task A_mailbox_without_a_grant_has_lost_authorisation()
    {
        using var bench = new GmailBench(_ => StubHttp.Json("{}"));

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(() => bench.Gmail.PinCursorsAsync(new MailboxId("nobody"), Cancel));

        Assert.AreEqual((MailProviderFailure.AuthorizationLost, "no_grant"), (failure.Kind, failure.Code));
    }
}
