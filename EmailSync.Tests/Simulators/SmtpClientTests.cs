using System.Text;
using EmailSync.Simulators;
using EmailSync.Simulators.Faults;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace EmailSync.Tests.Simulators;

/// <summary>The sink as a common client library sees it.</summary>
[TestClass]
public sealed class SmtpClientTests
{
    private const string Ana = "ana@acme.example";
    private const string Ben = "ben@mail.example";

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_mail_is_kept_shown_and_in_the_mailbox_with_a_Received_line()
    {
        await using var world = await TestWorld.StartAsync();
        world.Google.AddAccount(Ben);
        using var client = await ConnectAsync(world);

        await client.SendAsync(Mail("Offer — ümlaut"), Stop);

        var (_, list) = await world.ControlAsync("GET", "/messages", null, world.Host.SmtpBaseUrl);
        var seen = list!.AsArray().Single()!;
        Assert.AreEqual((Ana, Ben, "Offer — ümlaut"), (seen["from"]!.GetValue<string>(), seen["to"]![0]!.GetValue<string>(), seen["subject"]!.GetValue<string>()));
        var raw = world.Host.Smtp.Raw(seen["id"]!.GetValue<string>())!;
        Assert.AreEqual(raw.Length, seen["size"]!.GetValue<int>());
        var arrived = (await InboxAsync(world, Ben)).Single();
        var text = Encoding.UTF8.GetString(world.Google.Mailbox(Ben).Raw(arrived.Id));
        StringAssert.Contains(text, "by smtp.emailsync.test with ESMTP id ");
        StringAssert.EndsWith(text, Encoding.UTF8.GetString(raw));
    }

    [TestMethod]
    public async Task The_sender_hears_of_addresses_that_nobody_has()
    {
        await using var world = await TestWorld.StartAsync();
        world.Google.AddAccount(Ana);
        using var client = await ConnectAsync(world);
        var mail = Mail("Offer");

        await client.SendAsync(mail, Stop);

        var report = MimeMessage.Load(new MemoryStream(world.Google.Mailbox(Ana).Raw((await InboxAsync(world, Ana)).Single().Id)), Stop);
        var status = report.BodyParts.OfType<MessageDeliveryStatus>().Single();
        Assert.AreEqual(("failed", "5.1.1", $"rfc822; {Ben}"), (status.StatusGroups[1]["Action"], status.StatusGroups[1]["Status"], status.StatusGroups[1]["Final-Recipient"]));
        Assert.AreEqual(mail.MessageId, ((Multipart)report.Body!).OfType<TextRfc822Headers>().Single().Message?.MessageId);
        StringAssert.Contains(report.Headers["Return-Path"], "<>");
    }

    [TestMethod]
    public async Task A_report_about_a_report_is_never_written()
    {
        var events = new EventList();
        await using var world = await TestWorld.StartAsync(events: events);
        world.Google.AddAccount("mailer-daemon@smtp.emailsync.test");
        using var wire = await SmtpWire.OpenAsync(world.Host.SmtpPort);
        await wire.SayAsync("MAIL FROM:<>");
        await wire.SayAsync($"RCPT TO:<{Ben}>");
        await wire.SayAsync("DATA");
        await wire.SendAsync("Subject: report\r\n\r\nx\r\n.\r\n");

        StringAssert.StartsWith(await wire.ReplyAsync(), "250");

        Assert.AreEqual(0, events.Count(SimulatorEventKind.MailBounced));
        Assert.AreEqual(1, events.Count(SimulatorEventKind.MailSent));
    }

    [TestMethod]
    [DataRow("PLAIN")]
    [DataRow("LOGIN")]
    public async Task Accounts_sign_in_with_their_password_and_nobody_else_sends(string mechanism)
    {
        await using var world = await TestWorld.StartAsync();
        await world.ControlAsync("POST", "/_control/accounts", """{"user":"location-1","password":"påss word"}""", world.Host.SmtpBaseUrl);
        using var stranger = await ConnectAsync(world);
        using var client = await ConnectAsync(world, mechanism);

        var refused = await Assert.ThrowsExactlyAsync<MailKit.ServiceNotAuthenticatedException>(() => stranger.SendAsync(Mail("No"), Stop));
        await Assert.ThrowsExactlyAsync<AuthenticationException>(() => client.AuthenticateAsync("location-1", "wrong", Stop));
        using var second = await ConnectAsync(world, mechanism);
        await second.AuthenticateAsync("location-1", "påss word", Stop);
        await second.SendAsync(Mail("Yes"), Stop);

        Assert.IsNotNull(refused);
        Assert.AreEqual("location-1", world.Host.Smtp.Mails.Single().User);
        var (_, accounts) = await world.ControlAsync("GET", "/_control/accounts", null, world.Host.SmtpBaseUrl);
        Assert.AreEqual("""[{"user":"location-1"}]""", accounts!.ToJsonString());
    }

    [TestMethod]
    [DataRow("""{"fault":"status","status":550,"match":{"method":"RCPT","mailbox":"ben@mail.example"}}""", SmtpErrorCode.RecipientNotAccepted, 550)]
    [DataRow("""{"fault":"status","status":451,"match":{"method":"MAIL"}}""", SmtpErrorCode.SenderNotAccepted, 451)]
    [DataRow("""{"fault":"status","status":452,"match":{"method":"END"}}""", SmtpErrorCode.MessageNotAccepted, 452)]
    public async Task An_ordered_refusal_reaches_the_client_once_and_nothing_is_kept(string order, SmtpErrorCode error, int code)
    {
        await using var world = await TestWorld.StartAsync();
        Assert.AreEqual(201, (await world.ControlAsync("POST", "/_control/faults", order, world.Host.SmtpBaseUrl)).Status);
        using var client = await ConnectAsync(world);

        var refused = await Assert.ThrowsExactlyAsync<SmtpCommandException>(() => client.SendAsync(Mail("Offer"), Stop));

        Assert.AreEqual((error, code), (refused.ErrorCode, (int)refused.StatusCode));
        Assert.IsEmpty(world.Host.Smtp.Mails);
        await client.SendAsync(Mail("Offer"), Stop);
        Assert.HasCount(1, world.Host.Smtp.Mails);
    }

    [TestMethod]
    [DataRow("""{"fault":"effectThenDrop","match":{"method":"END"}}""", 1)]
    [DataRow("""{"fault":"dropConnection","match":{"method":"END"}}""", 0)]
    [DataRow("""{"fault":"timeout","delayMs":50,"match":{"method":"END"}}""", 0)]
    public async Task A_lost_answer_leaves_the_client_in_doubt(string order, int kept)
    {
        await using var world = await TestWorld.StartAsync();
        await world.ControlAsync("POST", "/_control/faults", order, world.Host.SmtpBaseUrl);
        using var client = await ConnectAsync(world);

        await Assert.ThrowsAsync<Exception>(() => client.SendAsync(Mail("Offer"), Stop));

        Assert.HasCount(kept, world.Host.Smtp.Mails);
    }

    [TestMethod]
    public async Task A_slow_answer_waits_for_the_clock()
    {
        await using var world = await TestWorld.StartAsync();
        world.Host.Smtp.Faults.Add(new FaultRule(FaultKind.Slow, new FaultMatch("END"), DelayMs: 3_600_000));
        using var client = await ConnectAsync(world);

        var sending = client.SendAsync(Mail("Offer"), Stop);
        while (world.Host.Smtp.Faults.List().Single().Hits == 0)
            await Task.Yield();
        Assert.IsEmpty(world.Host.Smtp.Mails);
        while (!sending.IsCompleted)
        {
            world.Clock.Advance(TimeSpan.FromHours(2));
            await Task.Yield();
        }

        await sending;
        Assert.HasCount(1, world.Host.Smtp.Mails);
    }

    [TestMethod]
    public async Task Many_mails_come_side_by_side()
    {
        await using var world = await TestWorld.StartAsync();
        world.Google.AddAccount(Ben);

        await Task.WhenAll(Enumerable.Range(1, 8).Select(async number =>
        {
            using var client = await ConnectAsync(world);
            for (var mail = 1; mail <= 5; mail++)
                await client.SendAsync(Mail($"{number}-{mail}"), Stop);
            await client.DisconnectAsync(true, Stop);
        }));

        Assert.HasCount(40, world.Host.Smtp.Mails.Select(mail => mail.Id).Distinct());
        Assert.HasCount(40, (await InboxAsync(world, Ben)).Select(mail => mail.Subject).Distinct());
    }

    [TestMethod]
    [DataRow("POST", "/_control/faults", """{"fault":"expireCursor"}""", 400)]
    [DataRow("POST", "/_control/faults", """{"fault":"status","status":250}""", 400)]
    [DataRow("POST", "/_control/faults", """{"fault":"status","match":{"path":"/x"}}""", 400)]
    [DataRow("POST", "/_control/faults", """{"fault":"status","match":{"method":"POST"}}""", 400)]
    [DataRow("POST", "/_control/faults", """{"fault":"status","reason":"two\nlines"}""", 400)]
    [DataRow("POST", "/_control/accounts", """{"user":"","password":"x"}""", 400)]
    [DataRow("POST", "/_control/accounts", """{"user":"x"}""", 400)]
    [DataRow("DELETE", "/_control/accounts/nobody", null, 404)]
    [DataRow("GET", "/messages/none", null, 404)]
    [DataRow("GET", "/nonsense", null, 404)]
    public async Task A_bad_order_is_a_problem_with_a_text(string method, string path, string? json, int expected)
    {
        await using var world = await TestWorld.StartAsync();

        var (status, problem) = await world.ControlAsync(method, path, json, world.Host.SmtpBaseUrl);

        Assert.AreEqual(expected, status);
        Assert.IsFalse(string.IsNullOrWhiteSpace(problem!["detail"]!.GetValue<string>()));
    }

    [TestMethod]
    public async Task The_page_shows_hostile_mail_as_text_and_a_mail_is_handed_out_as_it_came()
    {
        await using var world = await TestWorld.StartAsync();
        using var mailer = await ConnectAsync(world);
        await mailer.SendAsync(Mail("<script>alert(1)</script>"), Stop);
        var mail = world.Host.Smtp.Mails.Single();
        using var http = world.Client();

        using var page = await http.GetAsync(world.Host.SmtpBaseUrl, Stop);
        using var raw = await http.GetAsync(new Uri(world.Host.SmtpBaseUrl, $"messages/{mail.Id}"), Stop);

        var html = await page.Content.ReadAsStringAsync(Stop);
        StringAssert.Contains(html, "&lt;script&gt;alert(1)");
        Assert.DoesNotContain("<script", html);
        StringAssert.Contains(page.Headers.GetValues("Content-Security-Policy").Single(), "default-src 'none'");
        CollectionAssert.AreEqual(world.Host.Smtp.Raw(mail.Id), await raw.Content.ReadAsByteArrayAsync(Stop));
        Assert.AreEqual("attachment", raw.Content.Headers.ContentDisposition?.DispositionType);
        await world.ControlAsync("DELETE", "/messages", null, world.Host.SmtpBaseUrl);
        Assert.IsEmpty(world.Host.Smtp.Mails);
    }

    [TestMethod]
    public async Task A_taken_port_is_named()
    {
        await using var world = await TestWorld.StartAsync();
        var taken = world.Host.SmtpPort;

        var error = await Assert.ThrowsExactlyAsync<PortInUseException>(() =>
            SimulatorsHost.StartAsync(SimulatorOptions.OnFreePorts with { SmtpPort = taken }, TimeProvider.System, null, Stop));

        Assert.AreEqual((taken, "SMTP sink"), (error.Port, error.Server));
    }

    private async Task<SmtpClient> ConnectAsync(TestWorld world, string? mechanism = null)
    {
        var client = new SmtpClient();
        await client.ConnectAsync("127.0.0.1", world.Host.SmtpPort, SecureSocketOptions.None, Stop);
        if (mechanism is not null)
            client.AuthenticationMechanisms.RemoveWhere(other => other != mechanism);
        return client;
    }

    private static MimeMessage Mail(string subject)
    {
        var mail = new MimeMessage { Subject = subject, Body = new TextPart("plain") { Text = "Hello.\n.\n..dots\n" } };
        mail.From.Add(new MailboxAddress("Ana", Ana));
        mail.To.Add(new MailboxAddress("Ben", Ben));
        return mail;
    }

    private static async Task<IReadOnlyList<(string Id, string Subject)>> InboxAsync(TestWorld world, string address)
    {
        var (_, list) = await world.ControlAsync("GET", $"/_control/mailboxes/{address}/messages?folder=inbox");
        return [.. list!.AsArray().Select(mail => (mail!["id"]!.GetValue<string>(), mail["subject"]!.GetValue<string>()))];
    }
}
