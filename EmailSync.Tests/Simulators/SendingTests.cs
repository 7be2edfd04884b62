using System.Text;
using System.Text.Json.Nodes;
using EmailSync.Simulators.Google.Gmail;

namespace EmailSync.Tests.Simulators;

[TestClass]
public sealed class SendingTests
{
    [TestMethod]
    public async Task The_message_id_is_rewritten_and_own_headers_survive()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        world.Google.AddAccount("bob@client.example");
        var mail = TestWorld.Mail(
            "ana@acme.example", "bob@client.example", "Offer", "Hello", "Message-ID: <mine@acme.example>", "X-Token: abc", "Date: Mon, 2 Mar 2026 10:00:00 +0100");

        var sent = await ana.SendMailAsync(mail);

        var id = sent["id"]!.GetValue<string>();
        StringAssert.EndsWith(await ana.HeaderAsync(id, "Message-ID"), "@mail.gmail.com>");
        Assert.AreEqual("abc", await ana.HeaderAsync(id, "X-Token"));
        Assert.AreEqual("Mon, 2 Mar 2026 10:00:00 +0100", await ana.HeaderAsync(id, "Date"));
        Assert.AreEqual(id, sent["threadId"]!.GetValue<string>());
        Assert.AreEqual("[\"SENT\"]", sent["labelIds"]!.ToJsonString());
    }

    [TestMethod]
    public async Task The_recipient_gets_the_same_message_id_with_ids_and_trace_of_its_own()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var bob = await world.ConnectAsync("bob@client.example");

        var sent = await ana.SendMailAsync(TestWorld.Mail("ana@acme.example", "bob@client.example", "Offer"));

        var received = (await bob.IdsAsync("q=in:inbox")).Single();
        Assert.AreNotEqual(sent["id"]!.GetValue<string>(), received);
        Assert.AreEqual(await ana.HeaderAsync(sent["id"]!.GetValue<string>(), "Message-ID"), await bob.HeaderAsync(received, "Message-ID"));
        Assert.IsNotNull(await bob.HeaderAsync(received, "Received"));
        Assert.AreEqual("<ana@acme.example>", await bob.HeaderAsync(received, "Return-Path"));
    }

    [TestMethod]
    public async Task Blind_copies_stand_in_the_senders_copy_only()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var bob = await world.ConnectAsync("bob@client.example");
        var eve = await world.ConnectAsync("eve@client.example");
        var mail = TestWorld.Mail("ana@acme.example", "bob@client.example", "Offer", "Hello", "Bcc: eve@client.example");

        var sent = await ana.SendMailAsync(mail);

        Assert.AreEqual("eve@client.example", await ana.HeaderAsync(sent["id"]!.GetValue<string>(), "Bcc"));
        Assert.IsNull(await bob.HeaderAsync((await bob.IdsAsync("")).Single(), "Bcc"));
        Assert.IsNull(await eve.HeaderAsync((await eve.IdsAsync("")).Single(), "Bcc"));
    }

    [TestMethod]
    public async Task A_blind_recipient_sees_itself_where_that_is_switched_on()
    {
        await using var world = await TestWorld.StartAsync();
        await world.ControlAsync("POST", "/_control/settings", """{"bccRecipientSeesSelf":true}""");
        var ana = await world.ConnectAsync("ana@acme.example");
        var eve = await world.ConnectAsync("eve@client.example");

        await ana.SendMailAsync(TestWorld.Mail("ana@acme.example", "ana@acme.example", "Offer", "Hello", "Bcc: eve@client.example"));

        Assert.AreEqual("eve@client.example", await eve.HeaderAsync((await eve.IdsAsync("")).Single(), "Bcc"));
    }

    [TestMethod]
    public async Task A_foreign_from_is_replaced_and_an_accepted_alias_stays()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var mailbox = world.Google.Mailbox("ana@acme.example");
        mailbox.AddSendAs(new SendAs("sales@acme.example", "Sales", Verified: true, IsPrimary: false, IsDefault: false, Receives: true));
        mailbox.AddSendAs(new SendAs("pending@acme.example", "Pending", Verified: false, IsPrimary: false, IsDefault: false, Receives: false));

        var foreign = await ana.SendMailAsync(TestWorld.Mail("ceo@bank.example", "ana@acme.example", "One"));
        var alias = await ana.SendMailAsync(TestWorld.Mail("sales@acme.example", "ana@acme.example", "Two"));
        var pending = await ana.SendMailAsync(TestWorld.Mail("pending@acme.example", "ana@acme.example", "Three"));

        StringAssert.Contains(await ana.HeaderAsync(foreign["id"]!.GetValue<string>(), "From"), "ana@acme.example");
        Assert.AreEqual("sales@acme.example", await ana.HeaderAsync(alias["id"]!.GetValue<string>(), "From"));
        StringAssert.Contains(await ana.HeaderAsync(pending["id"]!.GetValue<string>(), "From"), "ana@acme.example");
    }

    [TestMethod]
    public async Task A_mail_to_oneself_is_one_message()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");

        var sent = await ana.SendMailAsync(TestWorld.Mail("ana@acme.example", "ana@acme.example", "Note"));

        var ids = await ana.IdsAsync("");
        var json = await ana.OkAsync(HttpMethod.Get, $"messages/{ids.Single()}?format=minimal");
        Assert.AreEqual(sent["id"]!.GetValue<string>(), ids.Single());
        CollectionAssert.IsSubsetOf(new[] { "SENT", "INBOX" }, json["labelIds"]!.AsArray().Select(label => label!.GetValue<string>()).ToArray());
    }

    [TestMethod]
    public async Task An_unknown_recipient_comes_back_as_a_bounce()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");

        var sent = await ana.SendMailAsync(TestWorld.Mail("ana@acme.example", "nobody@nowhere.example", "Offer"));

        var bounce = (await ana.IdsAsync("q=in:inbox+from:mailer-daemon")).Single();
        Assert.AreEqual("nobody@nowhere.example", await ana.HeaderAsync(bounce, "X-Failed-Recipients"));
        Assert.AreEqual(await ana.HeaderAsync(sent["id"]!.GetValue<string>(), "Message-ID"), await ana.HeaderAsync(bounce, "In-Reply-To"));
        var full = await ana.OkAsync(HttpMethod.Get, $"messages/{bounce}");
        Assert.AreEqual("multipart/report", full["payload"]!["mimeType"]!.GetValue<string>());
        Assert.AreEqual("message/delivery-status", full["payload"]!["parts"]![1]!["mimeType"]!.GetValue<string>());
    }

    [TestMethod]
    public async Task Plus_tags_reach_the_mailbox_and_dots_only_matter_outside_gmail()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var kim = await world.ConnectAsync("kimlee@gmail.com");

        await ana.SendMailAsync(TestWorld.Mail("ana@acme.example", "k.im.lee+x@gmail.com, a.na@acme.example", "Tags"));

        Assert.HasCount(1, await kim.IdsAsync("q=in:inbox"));
        Assert.HasCount(1, await ana.IdsAsync("q=from:mailer-daemon"));
    }

    [TestMethod]
    public async Task A_reply_joins_its_thread_only_with_thread_id_references_and_subject()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var first = world.Google.Mailbox("ana@acme.example")
            .Deliver(TestWorld.Mail("bob@client.example", "ana@acme.example", "Offer", "Hi", "Message-ID: <m1@client.example>"));
        byte[] Reply(string subject, params string[] headers) => TestWorld.Mail("ana@acme.example", "ana@acme.example", subject, "Hi", headers);
        string[] references = ["In-Reply-To: <m1@client.example>", "References: <m1@client.example>"];

        var joined = await ana.SendMailAsync(Reply("Re: offer", references), first.ThreadId);
        var otherSubject = await ana.SendMailAsync(Reply("Other", references), first.ThreadId);
        var noReferences = await ana.SendMailAsync(Reply("Re: Offer"), first.ThreadId);
        var noThread = await ana.SendMailAsync(Reply("Re: Offer", references));
        var unknownThread = await ana.PostAsync("messages/send", new JsonObject { ["raw"] = TestWorld.Encode(Reply("Re: Offer", references)), ["threadId"] = "abc123" }.ToJsonString());

        Assert.AreEqual(first.ThreadId, joined["threadId"]!.GetValue<string>());
        Assert.AreNotEqual(first.ThreadId, otherSubject["threadId"]!.GetValue<string>());
        Assert.AreNotEqual(first.ThreadId, noReferences["threadId"]!.GetValue<string>());
        Assert.AreNotEqual(first.ThreadId, noThread["threadId"]!.GetValue<string>());
        Assert.AreEqual(404, unknownThread.Status);
    }

    [TestMethod]
    public async Task An_answer_joins_the_thread_in_the_mailbox_of_either_side()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var bob = await world.ConnectAsync("bob@client.example");
        var sent = await ana.SendMailAsync(TestWorld.Mail("ana@acme.example", "bob@client.example", "Offer"));
        var messageId = await ana.HeaderAsync(sent["id"]!.GetValue<string>(), "Message-ID");

        var answer = world.Google.SendFromClient(
            "bob@client.example", TestWorld.Mail("bob@client.example", "ana@acme.example", "RE: Offer", "Yes", $"In-Reply-To: {messageId}", "Message-ID: <b1@client.example>"));

        Assert.AreEqual("<b1@client.example>", answer.MessageIdHeader);
        var anaThread = await ana.OkAsync(HttpMethod.Get, $"threads/{sent["threadId"]!.GetValue<string>()}?format=minimal");
        var bobThread = await bob.OkAsync(HttpMethod.Get, $"threads/{answer.ThreadId}?format=minimal");
        Assert.HasCount(2, anaThread["messages"]!.AsArray());
        Assert.HasCount(2, bobThread["messages"]!.AsArray());
    }

    [TestMethod]
    public async Task Mail_without_recipients_or_above_the_limits_is_refused()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var nobody = Encoding.ASCII.GetBytes("From: ana@acme.example\r\nSubject: x\r\n\r\nHi");
        var big = TestWorld.Mail("ana@acme.example", "ana@acme.example", "Big", new string('x', 26 * 1024 * 1024));
        var tooBig = TestWorld.Mail("ana@acme.example", "ana@acme.example", "Big", new string('x', 36_700_160));

        var withoutRecipient = await ana.PostAsync("messages/send", $$"""{"raw":"{{TestWorld.Encode(nobody)}}"}""");
        var aboveMail = await ana.PostAsync("messages/send", $$"""{"raw":"{{TestWorld.Encode(big)}}"}""");
        var aboveUpload = await ana.PostAsync("messages/send", $$"""{"raw":"{{TestWorld.Encode(tooBig)}}"}""");

        Assert.AreEqual(400, withoutRecipient.Status);
        Assert.AreEqual(400, aboveMail.Status);
        Assert.AreEqual(413, aboveUpload.Status);
        Assert.IsEmpty(await ana.IdsAsync(""));
    }

    [TestMethod]
    public async Task The_daily_limit_names_the_time_to_come_back()
    {
        await using var world = await TestWorld.StartAsync();
        world.Google.AddAccount("kim@gmail.com", type: EmailSync.Simulators.Google.AccountType.Consumer);
        var mail = TestWorld.Mail("kim@gmail.com", "kim@gmail.com", "x");
        for (var index = 0; index < 500; index++)
            world.Google.SendFromClient("kim@gmail.com", mail);
        var kim = await world.ConnectAsync("kim@gmail.com");

        var (status, json) = await kim.PostAsync("messages/send", $$"""{"raw":"{{TestWorld.Encode(mail)}}"}""");
        world.Clock.Advance(TimeSpan.FromDays(1));
        var nextDay = await (await world.ConnectAsync("kim@gmail.com")).SendMailAsync(mail);

        Assert.AreEqual(429, status);
        StringAssert.Contains(json["error"]!["message"]!.GetValue<string>(), "Retry after");
        Assert.IsNotNull(nextDay["id"]);
    }

    [TestMethod]
    public async Task Uploads_carry_the_mail_as_it_is()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var mail = Encoding.UTF8.GetString(TestWorld.Mail("ana@acme.example", "ana@acme.example", "Upload"));

        var media = await ana.SendAsync(HttpMethod.Post, "/upload/gmail/v1/users/me/messages/send?uploadType=media", mail, "message/rfc822");
        var multipart = await ana.SendAsync(
            HttpMethod.Post,
            "/upload/gmail/v1/users/me/drafts?uploadType=multipart",
            $"--b\r\nContent-Type: application/json\r\n\r\n{{}}\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n{mail}\r\n--b--\r\n",
            "multipart/related; boundary=b");

        Assert.AreEqual(200, media.Status, media.Json.ToJsonString());
        Assert.AreEqual(200, multipart.Status, multipart.Json.ToJsonString());
        Assert.AreEqual("Upload", await ana.HeaderAsync(media.Json["id"]!.GetValue<string>(), "Subject"));
        Assert.AreEqual("Upload", await ana.HeaderAsync(multipart.Json["message"]!["id"]!.GetValue<string>(), "Subject"));
    }

    [TestMethod]
    public async Task A_lagging_sent_mail_has_arrived_before_its_sender_can_see_it()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = await world.ConnectAsync("ana@acme.example");
        var bob = await world.ConnectAsync("bob@client.example");
        await world.FaultAsync("""{"fault":"sentLag","match":{"mailbox":"ana@acme.example"},"delayMs":60000}""");
        var start = await ana.HistoryIdAsync();

        var sent = await ana.SendMailAsync(TestWorld.Mail("ana@acme.example", "bob@client.example", "Offer"));
        var during = (await ana.IdsAsync("q=in:sent"), (await ana.GetAsync($"messages/{sent["id"]!.GetValue<string>()}")).Status);
        var arrived = await bob.IdsAsync("q=in:inbox");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await TestWorld.EventuallyAsync(() => world.Google.Mailbox("ana@acme.example").Totals.Messages == 1, "the sent mail shows");
        var history = await ana.OkAsync(HttpMethod.Get, $"history?startHistoryId={start}");

        Assert.IsEmpty(during.Item1);
        Assert.AreEqual(404, during.Item2);
        Assert.HasCount(1, arrived);
        Assert.AreEqual(sent["id"]!.GetValue<string>(), history["history"]![0]!["messagesAdded"]![0]!["message"]!["id"]!.GetValue<string>());
    }
}
