using System.Text;
using System.Text.Json.Nodes;
using EmailSync.Simulators.Faults;

namespace EmailSync.Tests.Simulators;

[TestClass]
public sealed class GraphSendingTests
{
    private const string Ana = "ana@acme.example";
    private const string Kim = "kim@client.example";

    [TestMethod]
    public async Task A_draft_is_sent_once_only_and_moves_to_sent_items_under_the_same_immutable_id()
    {
        await using var world = await GraphWorld.StartAsync();
        var (ana, kim) = (world.User(Ana, immutableIds: true), world.User(Kim));
        var draft = await ana.DraftAsync(TestWorld.Mail(Ana, Kim, "Offer", "Hello", "Message-ID: <own-1@acme.example>", "Bcc: boss@acme.example", "Auto-Submitted: auto-replied", "X-Mark: 42"));
        world.User("boss@acme.example");

        var sent = await ana.SendAsync(HttpMethod.Post, $"messages/{draft}/send", null);
        var again = await ana.SendAsync(HttpMethod.Post, $"messages/{draft}/send", null);
        var copy = await ana.ReadAsync($"messages/{draft}");
        var received = Encoding.UTF8.GetString(kim.Mailbox.Raw(kim.Mailbox.See("inbox").Single().Id));

        Assert.AreEqual(202, sent.Status);
        Assert.AreEqual((400, "ErrorInvalidOperation"), (again.Status, GraphUser.Code(again)));
        Assert.IsFalse(copy["isDraft"]!.GetValue<bool>());
        Assert.AreEqual((await ana.ReadAsync("mailFolders/sentitems"))["id"]!.GetValue<string>(), copy["parentFolderId"]!.GetValue<string>());
        Assert.AreEqual("<own-1@acme.example>", copy["internetMessageId"]!.GetValue<string>());
        Assert.AreEqual("boss@acme.example", copy["bccRecipients"]![0]!["emailAddress"]!["address"]!.GetValue<string>());
        StringAssert.Contains(received, "Message-ID: <own-1@acme.example>");
        StringAssert.Contains(received, "X-Mark: 42");
        Assert.IsFalse(received.Contains("Bcc:", StringComparison.Ordinal));
        Assert.IsFalse(received.Contains("Auto-Submitted", StringComparison.Ordinal));
        Assert.HasCount(1, world.User("boss@acme.example").Mailbox.See("inbox"));
        Assert.HasCount(1, kim.Mailbox.See());
    }

    [TestMethod]
    public async Task Observers_see_a_draft_go_and_its_copy_come()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User(Ana);
        world.User(Kim);
        var draft = await ana.DraftAsync(TestWorld.Mail(Ana, Kim, "Offer"));

        await ana.OkAsync(HttpMethod.Post, $"messages/{draft}/send");

        var changes = world.Seen.Where(seen => seen.Address == Ana).Select(seen => seen.Change).ToArray();
        CollectionAssert.AreEqual(new[] { "created", "deleted", "created" }, changes.Select(change => change.ChangeType).ToArray());
        Assert.AreEqual(draft, changes[1].MessageId);
        Assert.AreNotEqual(draft, changes[2].MessageId);
        Assert.AreEqual(changes[0].ImmutableId, changes[2].ImmutableId);
        Assert.AreEqual(ana.Mailbox.FolderId("sentitems"), changes[2].FolderId);
    }

    [TestMethod]
    public async Task An_immutable_id_may_change_when_a_draft_is_sent()
    {
        await using var world = await GraphWorld.StartAsync();
        world.Microsoft.Settings = world.Microsoft.Settings with { ImmutableIdChangesOnSend = true };
        var ana = world.User(Ana, immutableIds: true);
        world.User(Kim);
        var draft = await ana.DraftAsync(TestWorld.Mail(Ana, Kim, "Offer"));

        await ana.OkAsync(HttpMethod.Post, $"messages/{draft}/send");

        Assert.AreEqual(404, (await ana.GetAsync($"messages/{draft}")).Status);
        Assert.HasCount(1, ana.Mailbox.See("sentitems"));
    }

    [TestMethod]
    public async Task A_lagging_copy_is_nowhere_until_its_time_though_the_recipient_has_the_mail()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User(Ana, immutableIds: true);
        var kim = world.User(Kim);
        world.Microsoft.AddFault(new FaultRule(FaultKind.SentLag, DelayMs: 600_000));
        var draft = await ana.DraftAsync(TestWorld.Mail(Ana, Kim, "Offer"));

        await ana.OkAsync(HttpMethod.Post, $"messages/{draft}/send");
        var meanwhile = ana.Mailbox.See();
        var again = await ana.SendAsync(HttpMethod.Post, $"messages/{draft}/send", null);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await TestWorld.EventuallyAsync(() => ana.Mailbox.See("sentitems").Count == 1, "the copy appears");

        Assert.IsEmpty(meanwhile);
        Assert.AreEqual(404, again.Status);
        Assert.HasCount(1, kim.Mailbox.See());
        Assert.AreEqual(200, (await ana.GetAsync($"messages/{draft}")).Status);
    }

    [TestMethod]
    public async Task A_json_draft_has_its_own_headers_and_threading_by_properties()
    {
        await using var world = await GraphWorld.StartAsync();
        var (ana, kim) = (world.User(Ana), world.User(Kim));
        var draft = await ana.OkAsync(HttpMethod.Post, "messages", """
            {"@odata.type":"#microsoft.graph.message","subject":"Grüße","body":{"contentType":"html","content":"<p>Hi &amp; bye</p>"},
             "toRecipients":[{"emailAddress":{"name":"Kim","address":"kim@client.example"}}],
             "internetMessageHeaders":[{"name":"x-mark","value":"42"}],
             "singleValueExtendedProperties":[{"id":"String 0x1042","value":"<m1@client.example>"},{"id":"String 0x1039","value":"<m0@client.example> <m1@client.example>"}]}
            """);

        await ana.OkAsync(HttpMethod.Patch, $"messages/{draft["id"]!.GetValue<string>()}", """{"subject":"Grüße 2"}""");
        await ana.OkAsync(HttpMethod.Post, $"messages/{draft["id"]!.GetValue<string>()}/send");
        var received = Encoding.UTF8.GetString(kim.Mailbox.Raw(kim.Mailbox.See().Single().Id));

        Assert.AreEqual("Grüße 2", kim.Mailbox.See().Single().Subject);
        StringAssert.Contains(received, "In-Reply-To: <m1@client.example>");
        StringAssert.Contains(received, "References: <m0@client.example> <m1@client.example>");
        StringAssert.Contains(received, "x-mark: 42");
        StringAssert.Contains(received, "multipart/alternative");
        StringAssert.Contains(received, $"Message-ID: {draft["internetMessageId"]!.GetValue<string>()}");
    }

    [TestMethod]
    [DataRow("""{"internetMessageHeaders":[{"name":"List-Unsubscribe","value":"x"}]}""", "InvalidInternetMessageHeader")]
    [DataRow("""{"internetMessageHeaders":[{"name":"x-1","value":"x"},{"name":"x-2","value":"x"},{"name":"x-3","value":"x"},{"name":"x-4","value":"x"},{"name":"x-5","value":"x"},{"name":"x-6","value":"x"}]}""", "InvalidInternetMessageHeaderCollection")]
    [DataRow("""{"colour":"red"}""", "BadRequest")]
    [DataRow("""{"singleValueExtendedProperties":[{"id":"Nonsense","value":"x"}]}""", "ErrorInvalidExtendedPropertyId")]
    [DataRow("""{"body":{"contentType":"rtf","content":"x"}}""", "BadRequest")]
    [DataRow("not json", "BadRequest")]
    public async Task A_draft_that_breaks_a_rule_is_not_made(string body, string code)
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User(Ana);

        var answer = await ana.PostAsync("messages", body);

        Assert.AreEqual((400, code), (answer.Status, GraphUser.Code(answer)));
        Assert.IsEmpty(ana.Mailbox.See());
    }

    [TestMethod]
    public async Task Mime_must_be_base64_and_have_headers()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User(Ana);

        var raw = await ana.SendAsync(HttpMethod.Post, "messages", "From: ana@acme.example\r\n\r\nx", "text/plain");
        var empty = await ana.SendAsync(HttpMethod.Post, "sendMail", Convert.ToBase64String("just text"u8), "text/plain");
        var other = await ana.SendAsync(HttpMethod.Post, "messages", "x", "message/rfc822");

        Assert.AreEqual((400, "ErrorMimeContentInvalidBase64String"), (raw.Status, GraphUser.Code(raw)));
        Assert.AreEqual((400, "ErrorMimeContentInvalid"), (empty.Status, GraphUser.Code(empty)));
        Assert.AreEqual(415, other.Status);
    }

    [TestMethod]
    public async Task SendMail_answers_202_without_an_id_and_leaves_a_copy_only_where_wanted()
    {
        await using var world = await GraphWorld.StartAsync();
        var (ana, kim) = (world.User(Ana), world.User(Kim));
        const string Message = """{"subject":"Hi","toRecipients":[{"emailAddress":{"address":"kim@client.example"}}],"body":{"contentType":"text","content":"x"}}""";

        var kept = await ana.PostAsync("sendMail", $$"""{"message":{{Message}}}""");
        var unkept = await ana.PostAsync("sendMail", $$"""{"message":{{Message}},"saveToSentItems":false}""");
        var mime = await ana.SendAsync(HttpMethod.Post, "sendMail", Convert.ToBase64String(TestWorld.Mail(Ana, Kim, "Mime")), "text/plain");

        Assert.AreEqual((202, 202, 202), (kept.Status, unkept.Status, mime.Status));
        Assert.IsEmpty(kept.Json);
        Assert.HasCount(3, kim.Mailbox.See());
        Assert.HasCount(2, ana.Mailbox.See());
        Assert.HasCount(2, ana.Mailbox.See("sentitems"));
    }

    [TestMethod]
    public async Task Another_senders_address_is_refused_and_an_own_further_one_is_not()
    {
        await using var world = await GraphWorld.StartAsync();
        var (ana, kim) = (world.User(Ana), world.User(Kim));
        ana.Mailbox.AddProxyAddress("sales@acme.example");
        async Task<(int Status, JsonObject Json)> TryAsync(string from) =>
            await ana.SendAsync(HttpMethod.Post, "sendMail", Convert.ToBase64String(TestWorld.Mail(from, Kim, "x")), "text/plain");

        var foreign = await TryAsync("ceo@acme.example");
        var further = await TryAsync("Sales <sales@acme.example>");
        var nobody = await ana.PostAsync("sendMail", """{"message":{"subject":"x"}}""");
        var broken = await ana.PostAsync("sendMail", """{"message":{"subject":"x","toRecipients":[{"emailAddress":{"address":"not an address"}}]}}""");

        Assert.AreEqual((403, "ErrorSendAsDenied"), (foreign.Status, GraphUser.Code(foreign)));
        Assert.AreEqual(202, further.Status);
        Assert.AreEqual("sales@acme.example", kim.Mailbox.See().Single().From);
        Assert.AreEqual((400, "ErrorInvalidRecipients"), (nobody.Status, GraphUser.Code(nobody)));
        Assert.AreEqual((400, "ErrorInvalidRecipients"), (broken.Status, GraphUser.Code(broken)));
        Assert.HasCount(1, ana.Mailbox.See(), "what was refused leaves nothing behind");
    }

    [TestMethod]
    public async Task An_unknown_recipient_is_answered_by_a_report_and_a_mail_to_oneself_lies_in_two_folders()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User(Ana);

        await ana.OkAsync(HttpMethod.Post, "sendMail", Convert.ToBase64String(TestWorld.Mail(Ana, $"nobody@nowhere.example, {Ana}", "x", "y", "Message-ID: <own@acme.example>")), "text/plain");

        var inbox = ana.Mailbox.See("inbox");
        var report = Encoding.UTF8.GetString(ana.Mailbox.Raw(inbox.Single(mail => mail.From == "postmaster@acme.example").Id));
        Assert.HasCount(2, inbox);
        Assert.HasCount(1, ana.Mailbox.See("sentitems"));
        StringAssert.Contains(report, "Return-Path: <>");
        StringAssert.Contains(report, "Final-Recipient: rfc822;nobody@nowhere.example");
        StringAssert.Contains(report, "Message-ID: <own@acme.example>");
        Assert.AreEqual(inbox[0].ConversationId, inbox[1].ConversationId);
    }

    [TestMethod]
    public async Task More_than_thirty_mails_in_a_minute_wait_without_a_word()
    {
        await using var world = await GraphWorld.StartAsync();
        var (ana, kim) = (world.User(Ana), world.User(Kim));
        var mail = Convert.ToBase64String(TestWorld.Mail(Ana, Kim, "x"));
        for (var number = 0; number < 32; number++)
            await ana.OkAsync(HttpMethod.Post, "sendMail", mail, "text/plain");

        var (arrived, outbox) = (kim.Mailbox.See().Count, ana.Mailbox.See("outbox"));
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        await TestWorld.EventuallyAsync(() => kim.Mailbox.See().Count == 32 && ana.Mailbox.See("sentitems").Count == 32, "the surplus goes out");

        Assert.AreEqual(30, arrived);
        Assert.HasCount(2, outbox);
        Assert.IsTrue(outbox.All(waiting => !waiting.IsDraft));
        Assert.IsEmpty(ana.Mailbox.See("outbox"));
    }

    [TestMethod]
    public async Task What_its_owner_takes_out_of_the_outbox_does_not_go_out()
    {
        await using var world = await GraphWorld.StartAsync();
        world.Microsoft.Settings = world.Microsoft.Settings with { SendsPerMinute = 1 };
        var (ana, kim) = (world.User(Ana), world.User(Kim));
        foreach (var subject in (string[])["first", "second", "third"])
            await ana.OkAsync(HttpMethod.Post, "sendMail", Convert.ToBase64String(TestWorld.Mail(Ana, Kim, subject)), "text/plain");
        ana.Mailbox.MoveTo(ana.Mailbox.See("outbox").Single(mail => mail.Subject == "second").Id, "deleteditems");

        world.Clock.Advance(TimeSpan.FromMinutes(3));
        await TestWorld.EventuallyAsync(() => kim.Mailbox.See().Any(mail => mail.Subject == "third"), "the last one goes out");

        CollectionAssert.AreEquivalent(new[] { "first", "third" }, kim.Mailbox.See().Select(mail => mail.Subject).ToArray());
    }

    [TestMethod]
    public async Task An_answer_has_its_threading_recipients_and_quote_from_the_server()
    {
        await using var world = await GraphWorld.StartAsync();
        var (ana, kim) = (world.User(Ana), world.User(Kim));
        world.User("desk@client.example");
        var parent = ana.Mailbox.Deliver(TestWorld.Mail(Kim, $"{Ana}, lee@client.example", "Offer", "Question", "Message-ID: <m2@client.example>", "References: <m1@client.example>", "Reply-To: desk@client.example"));

        var reply = await ana.OkAsync(HttpMethod.Post, $"messages/{parent.Id}/createReply", """{"comment":"My answer"}""");
        var all = await ana.OkAsync(HttpMethod.Post, $"messages/{parent.Id}/createReplyAll", """{"message":{"importance":"high"},"comment":"x"}""");
        var forward = await ana.OkAsync(HttpMethod.Post, $"messages/{parent.Id}/createForward", """{"toRecipients":[{"emailAddress":{"address":"kim@client.example"}}],"comment":"See"}""");
        var both = await ana.PostAsync($"messages/{parent.Id}/createReply", """{"message":{"body":{"contentType":"text","content":"x"}},"comment":"y"}""");
        var mime = Encoding.UTF8.GetString(await ana.BytesAsync($"messages/{reply["id"]!.GetValue<string>()}/$value"));
        await ana.OkAsync(HttpMethod.Post, $"messages/{parent.Id}/forward", """{"toRecipients":[{"emailAddress":{"address":"kim@client.example"}}],"comment":"See"}""");

        Assert.AreEqual("RE: Offer", reply["subject"]!.GetValue<string>());
        Assert.AreEqual("desk@client.example", Address(reply, "toRecipients", 0));
        Assert.AreEqual(parent.ConversationId, reply["conversationId"]!.GetValue<string>());
        StringAssert.Contains(reply["body"]!["content"]!.GetValue<string>(), "My answer");
        StringAssert.Contains(mime, "In-Reply-To: <m2@client.example>");
        StringAssert.Contains(mime, "References: <m1@client.example> <m2@client.example>");
        Assert.AreEqual("lee@client.example", Address(all, "toRecipients", 1));
        Assert.AreEqual("high", all["importance"]!.GetValue<string>());
        Assert.AreEqual("FW: Offer", forward["subject"]!.GetValue<string>());
        Assert.AreEqual(400, both.Status);
        Assert.AreEqual("FW: Offer", kim.Mailbox.See().Single().Subject);
    }

    [TestMethod]
    public async Task A_send_that_happens_late_sends_nothing_that_is_gone_by_then()
    {
        await using var world = await GraphWorld.StartAsync();
        var (ana, kim) = (world.User(Ana, immutableIds: true), world.User(Kim));
        var draft = await ana.DraftAsync(TestWorld.Mail(Ana, Kim, "Offer"));
        world.Microsoft.AddFault(new FaultRule(FaultKind.LateEffect, new FaultMatch(Path: "*/send"), DelayMs: 60_000));

        var late = await ana.SendAsync(HttpMethod.Post, $"messages/{draft}/send", null);
        var before = kim.Mailbox.See().Count;
        await ana.OkAsync(HttpMethod.Post, $"messages/{draft}/send");
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await TestWorld.EventuallyAsync(() => world.Microsoft.Calls.List(Ana).Single(call => call.Path.EndsWith("/send", StringComparison.Ordinal)).Count == 2, "the late call runs");

        Assert.AreEqual((504, "gatewayTimeout"), (late.Status, GraphUser.Code(late)));
        Assert.AreEqual(0, before);
        Assert.HasCount(1, kim.Mailbox.See());
    }

    [TestMethod]
    public async Task A_mail_from_the_persons_own_client_keeps_its_id_and_crosses_to_another_provider()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User(Ana);
        world.World.Google.AddAccount("gil@mail.example");

        var sent = world.Microsoft.SendFromClient(Ana, TestWorld.Mail(Ana, "gil@mail.example", "x", "y", "Message-ID: <client-1@acme.example>"));
        var there = world.World.Google.Mailbox("gil@mail.example").Read(() => world.World.Google.Mailbox("gil@mail.example").NewestFirst().Single().MessageIdHeader);
        world.World.Google.SendFromClient("gil@mail.example", TestWorld.Mail("gil@mail.example", Ana, "Re: x", "z", "In-Reply-To: <client-1@acme.example>"));

        Assert.AreEqual("<client-1@acme.example>", sent.MessageIdHeader);
        Assert.AreEqual("<client-1@acme.example>", there);
        Assert.AreEqual(sent.ConversationId, ana.Mailbox.See("inbox").Single().ConversationId);
    }

    private static string Address(JsonObject message, string people, int index) =>
        message[people]![index]!["emailAddress"]!["address"]!.GetValue<string>();
}
