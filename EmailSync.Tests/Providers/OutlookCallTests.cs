using System.Net;
using System.Net.Http.Headers;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;

namespace EmailSync.Tests.Providers;

[TestClass]
public sealed class OutlookCallTests
{
    private const string Me = """{"id":"1","mail":"ana@mail.example","userPrincipalName":"ana@tenant.example","displayName":"Ana","proxyAddresses":["SMTP:ana@mail.example","smtp:sales@mail.example","X500:/o=mail"]}""";
    private static readonly ProviderMessageId message = new("AAMk1");

    public required TestContext TestContext { get; init; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task Every_request_asks_for_immutable_ids_and_is_signed_for_its_mailbox()
    {
        using var bench = await new OutlookBench(_ => StubHttp.Json(Me)).ConnectedAsync();

        var addresses = await bench.Outlook.ListSendAsAsync(OutlookBench.Mailbox, Cancel);

        CollectionAssert.AreEqual(
            new[] { new SendAsAddress("ana@mail.example", "Ana", true), new SendAsAddress("sales@mail.example", "Ana", false) }, addresses.ToArray());
        var asked = bench.Http.Requests.Single();
        Assert.AreEqual(("access-1", "IdType=\"ImmutableId\""), (asked.Token, asked.Prefer));
        Assert.AreEqual("/v1.0/me", asked.Url.AbsolutePath);
    }

    [TestMethod]
    public async Task A_rejected_token_is_refreshed_and_the_rotated_refresh_token_kept()
    {
        using var bench = await new OutlookBench(asked => asked switch
        {
            { Url.AbsolutePath: "/common/oauth2/v2.0/token" } => StubHttp.Json("""{"access_token":"access-2","refresh_token":"refresh-2","expires_in":3599}"""),
            { Token: "access-2" } => StubHttp.Json(Me),
            _ => OutlookBench.Error(401, "InvalidAuthenticationToken"),
        }).ConnectedAsync();

        await bench.Outlook.ListSendAsAsync(OutlookBench.Mailbox, Cancel);

        CollectionAssert.AreEqual(new[] { "access-1", null, "access-2" }, bench.Http.Requests.Select(asked => asked.Token).ToArray());
        Assert.AreEqual("refresh-2", await bench.Get<IMailboxTokens>().RefreshTokenAsync(OutlookBench.Mailbox, Cancel));
    }

    [TestMethod]
    public async Task A_claims_challenge_is_lost_authorisation_and_no_loop()
    {
        using var bench = await new OutlookBench(_ =>
        {
            var challenge = OutlookBench.Error(401, "InvalidAuthenticationToken");
            challenge.Headers.WwwAuthenticate.Add(new AuthenticationHeaderValue("Bearer", "error=\"insufficient_claims\", claims=\"eyJ9\""));
            return challenge;
        }).ConnectedAsync();

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(() => bench.Outlook.ListSendAsAsync(OutlookBench.Mailbox, Cancel));

        Assert.AreEqual((MailProviderFailure.AuthorizationLost, "claims_challenge"), (failure.Kind, failure.Code));
        Assert.HasCount(1, bench.Http.Requests);
    }

    [TestMethod]
    public async Task A_fresh_token_that_is_rejected_too_means_that_authorisation_is_lost()
    {
        using var bench = await new OutlookBench(asked => asked.Url.AbsolutePath.EndsWith("/token", StringComparison.Ordinal)
            ? StubHttp.Json("""{"access_token":"access-2","expires_in":3599}""")
            : OutlookBench.Error(401, "InvalidAuthenticationToken")).ConnectedAsync();

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(() => bench.Outlook.ListSendAsAsync(OutlookBench.Mailbox, Cancel));

        Assert.AreEqual(MailProviderFailure.AuthorizationLost, failure.Kind);
        Assert.HasCount(3, bench.Http.Requests);
    }

    [TestMethod]
    public async Task Throttling_names_the_time_to_wait_and_holds_further_calls_back()
    {
        using var bench = await new OutlookBench(_ =>
        {
            var refusal = OutlookBench.Error(429, "ApplicationThrottled");
            refusal.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(40));
            return refusal;
        }).ConnectedAsync();

        var first = await Assert.ThrowsExactlyAsync<MailProviderException>(() => bench.Outlook.ListSendAsAsync(OutlookBench.Mailbox, Cancel));
        var second = await Assert.ThrowsExactlyAsync<MailProviderException>(() => bench.Outlook.ListSendAsAsync(OutlookBench.Mailbox, Cancel));

        Assert.AreEqual((MailProviderFailure.Throttled, TimeSpan.FromSeconds(40)), (first.Kind, first.RetryAfter));
        Assert.AreEqual((MailProviderFailure.Throttled, "provider_pause"), (second.Kind, second.Code));
        Assert.HasCount(1, bench.Http.Requests);
    }

    [TestMethod]
    public async Task Reads_are_tried_again_after_a_server_error()
    {
        using var bench = await new OutlookBench(asked => asked.Index < 2 ? OutlookBench.Error(503, "serviceNotAvailable") : StubHttp.Json(Me)).ConnectedAsync();

        await bench.Outlook.ListSendAsAsync(OutlookBench.Mailbox, Cancel);

        Assert.HasCount(3, bench.Http.Requests);
    }

    [TestMethod]
    public async Task Writes_are_never_repeated_and_their_outcome_is_unknown()
    {
        using var bench = await new OutlookBench(_ => OutlookBench.Error(503, "serviceNotAvailable")).ConnectedAsync();

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(
            () => bench.Outlook.SendDraftAsync(OutlookBench.Mailbox, new DraftId("d1"), Cancel));

        Assert.AreEqual(MailProviderFailure.Transient, failure.Kind);
        Assert.HasCount(1, bench.Http.Requests);
    }

    [TestMethod]
    public async Task A_broken_connection_of_a_write_is_transient_and_not_repeated()
    {
        using var bench = await new OutlookBench(_ => throw new HttpRequestException("gone")).ConnectedAsync();

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(
            () => bench.Outlook.SendDraftAsync(OutlookBench.Mailbox, new DraftId("d1"), Cancel));

        Assert.AreEqual((MailProviderFailure.Transient, "connection"), (failure.Kind, failure.Code));
        Assert.HasCount(1, bench.Http.Requests);
    }

    [TestMethod]
    [DataRow("<html>sign in to the hotel's network</html>", "text/html")]
    [DataRow("{\"id\":", "application/json")]
    [DataRow("", "application/json")]
    public async Task An_answer_that_is_no_answer_is_transient(string body, string type)
    {
        using var bench = await new OutlookBench(_ =>
        {
            var answer = StubHttp.Json(body);
            answer.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
            return answer;
        }).ConnectedAsync();

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(() => bench.Outlook.GetHeadersAsync(OutlookBench.Mailbox, message, Cancel));

        Assert.AreEqual((MailProviderFailure.Transient, "unreadable_answer"), (failure.Kind, failure.Code));
    }

    [TestMethod]
    public async Task A_link_that_leads_away_from_Graph_is_not_followed_with_the_token()
    {
        using var bench = await new OutlookBench(_ => StubHttp.Json("""{"value":[],"@odata.nextLink":"https://elsewhere.example/v1.0/me/messages?$skip=50"}""")).ConnectedAsync();

        var answered = await Assert.ThrowsExactlyAsync<MailProviderException>(
            () => bench.Outlook.ListSinceAsync(OutlookBench.Mailbox, OutlookBench.Start, null, null, Cancel));
        var asked = await Assert.ThrowsExactlyAsync<MailProviderException>(
            () => bench.Outlook.ListSinceAsync(OutlookBench.Mailbox, OutlookBench.Start, null, "https://graph.example.evil.example/v1.0/me", Cancel));

        Assert.AreEqual(("unreadable_answer", "unreadable_answer"), (answered.Code, asked.Code));
        Assert.HasCount(1, bench.Http.Requests);
    }

    [TestMethod]
    public async Task A_hint_that_leads_nowhere_is_no_failure()
    {
        using var gone = await new OutlookBench(_ => OutlookBench.Error(404, "ErrorItemNotFound")).ConnectedAsync();
        using var odd = await new OutlookBench(_ => OutlookBench.Error(400, "ErrorInvalidIdMalformed")).ConnectedAsync();

        Assert.IsNull(await gone.Outlook.ReadHintAsync(OutlookBench.Mailbox, message, Cancel));
        Assert.IsNull(await odd.Outlook.ReadHintAsync(OutlookBench.Mailbox, message, Cancel));
    }

    [TestMethod]
    public async Task A_raw_message_whose_place_is_known_costs_one_call()
    {
        using var bench = await new OutlookBench(_ => new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent("Subject: Hello\r\nFrom: bo@client.example\r\n\r\nThe body.\r\n"),
        }).ConnectedAsync();
        var known = new MessageLocation(new ProviderThreadId("c1"), Placement.Inbox, OutlookBench.Start, true);

        var raw = await bench.Outlook.GetRawAsync(OutlookBench.Mailbox, message, known, Cancel);

        Assert.AreEqual("/v1.0/me/messages/AAMk1/$value", Uri.UnescapeDataString(bench.Http.Requests.Single().Url.AbsolutePath));
        Assert.AreEqual((message, known, "Hello"), (raw.Headers.Id, MessageLocation.Of(raw.Headers), raw.Headers.Envelope.Subject));
    }
}
