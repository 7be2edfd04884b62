using System.Text;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Providers.Smtp;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Simulators.Faults;
using EmailSync.Tests.Simulators;

namespace EmailSync.Tests.Providers;

/// <summary>The port to locations' mail services, over SMTP and the sink: what is taken, what is not, and what nobody knows.</summary>
[TestClass]
public sealed class SmtpMailerTests
{
    private const string From = "news@acme.example";
    private const string Ben = "ben@mail.example";
    private static readonly LocationId north = new("north");

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_mail_arrives_byte_for_byte_for_all_of_the_envelope_and_without_its_Bcc()
    {
        await using var bench = await Bench.StartAsync();
        var mime = Mime(bcc: "hidden@mail.example");

        await bench.SendAsync(mime, Ben, "hidden@mail.example");

        var mail = bench.Sink.Mails.Single();
        Assert.AreEqual((From, $"{Ben}, hidden@mail.example"), (mail.From, string.Join(", ", mail.To)));
        var text = Encoding.UTF8.GetString(mime.Span);
        var bcc = text.Split("\r\n").Single(line => line.StartsWith("Bcc:", StringComparison.Ordinal));
        Assert.AreEqual(text.Replace(bcc + "\r\n", "", StringComparison.Ordinal), Encoding.UTF8.GetString(bench.Sink.Raw(mail.Id)!));
    }

    [TestMethod]
    public async Task Many_mails_share_a_connection_until_it_has_been_silent_for_long()
    {
        await using var bench = await Bench.StartAsync();
        for (var i = 0; i < 20; i++)
            await bench.SendAsync(Mime(), Ben);
        Assert.AreEqual(1, bench.Connections);

        bench.World.Clock.Advance(TimeSpan.FromMinutes(1));
        await bench.SendAsync(Mime(), Ben);

        Assert.AreEqual(2, bench.Connections);
        Assert.HasCount(21, bench.Sink.Mails);
    }

    [TestMethod]
    public async Task No_more_than_four_connections_are_open_at_once()
    {
        await using var bench = await Bench.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => bench.SendAsync(Mime(), Ben)));

        Assert.HasCount(40, bench.Sink.Mails);
        Assert.IsInRange(1, SmtpMailer.MaxLines, bench.Connections);
    }

    [TestMethod]
    [DataRow("CONNECT", 421, LocationMailFailure.Temporary, "4.3.2")]
    [DataRow("CONNECT", 554, LocationMailFailure.Refused, "5.7.1")]
    [DataRow("MAIL", 451, LocationMailFailure.Temporary, "4.3.0")]
    [DataRow("MAIL", 550, LocationMailFailure.Refused, "5.1.1")]
    [DataRow("RCPT", 450, LocationMailFailure.Temporary, "4.2.1")]
    [DataRow("RCPT", 550, LocationMailFailure.Refused, "5.1.1")]
    [DataRow("DATA", 421, LocationMailFailure.Temporary, "4.3.2")]
    [DataRow("DATA", 554, LocationMailFailure.Refused, "5.7.1")]
    [DataRow("END", 452, LocationMailFailure.Temporary, "4.3.1")]
    [DataRow("END", 552, LocationMailFailure.Refused, "5.3.4")]
    public async Task What_the_service_answers_says_what_becomes_of_the_mail(string command, int status, LocationMailFailure expected, string code)
    {
        await using var bench = await Bench.StartAsync();
        bench.Fault(FaultKind.Status, command, status);

        var failure = await Assert.ThrowsExactlyAsync<LocationMailException>(() => bench.SendAsync(Mime(), Ben));

        Assert.AreEqual((expected, code), (failure.Kind, failure.Code));
        Assert.IsEmpty(bench.Sink.Mails);
        await bench.SendAsync(Mime(), Ben);
        Assert.HasCount(1, bench.Sink.Mails);
    }

    [TestMethod]
    [DataRow("CONNECT", LocationMailFailure.Temporary)]
    [DataRow("EHLO", LocationMailFailure.Temporary)]
    [DataRow("MAIL", LocationMailFailure.Temporary)]
    [DataRow("RCPT", LocationMailFailure.Temporary)]
    [DataRow("DATA", LocationMailFailure.Temporary)]
    [DataRow("END", LocationMailFailure.OutcomeUnknown)]
    public async Task A_connection_that_is_lost_leaves_only_a_mail_in_doubt_of_which_something_was_sent(string command, LocationMailFailure expected)
    {
        await using var bench = await Bench.StartAsync();
        bench.Fault(FaultKind.DropConnection, command);

        var failure = await Assert.ThrowsExactlyAsync<LocationMailException>(() => bench.SendAsync(Mime(), Ben));

        Assert.AreEqual(expected, failure.Kind);
        Assert.IsEmpty(bench.Sink.Mails);
        await bench.SendAsync(Mime(), Ben);
        Assert.HasCount(1, bench.Sink.Mails);
    }

    [TestMethod]
    public async Task A_mail_that_was_taken_and_whose_answer_was_lost_is_in_doubt()
    {
        await using var bench = await Bench.StartAsync();
        bench.Fault(FaultKind.EffectThenDrop, "END");

        var failure = await Assert.ThrowsExactlyAsync<LocationMailException>(() => bench.SendAsync(Mime(), Ben));

        Assert.AreEqual(LocationMailFailure.OutcomeUnknown, failure.Kind);
        Assert.HasCount(1, bench.Sink.Mails);
    }

    [TestMethod]
    public async Task Nobody_gets_a_mail_of_which_one_recipient_is_refused()
    {
        await using var bench = await Bench.StartAsync();
        bench.Sink.Faults.Add(new FaultRule(FaultKind.Status, new FaultMatch("RCPT", Mailbox: "bad@mail.example"), Status: 550));

        var failure = await Assert.ThrowsExactlyAsync<LocationMailException>(() => bench.SendAsync(Mime(), Ben, "bad@mail.example"));

        Assert.AreEqual(LocationMailFailure.Refused, failure.Kind);
        Assert.IsEmpty(bench.Sink.Mails);
    }

    [TestMethod]
    public async Task The_service_lets_in_who_has_the_password()
    {
        await using var bench = await Bench.StartAsync();
        bench.Sink.AddAccount("acme", "right");

        await bench.SendAsync(Mime(), bench.Provider("acme", "right"), Ben);
        var wrong = await Assert.ThrowsExactlyAsync<LocationMailException>(() => bench.SendAsync(Mime(), bench.Provider("acme", "wrong"), Ben));
        var nobody = await Assert.ThrowsExactlyAsync<LocationMailException>(() => bench.SendAsync(Mime(), bench.Provider(), Ben));

        Assert.AreEqual("acme", bench.Sink.Mails.Single().User);
        Assert.AreEqual((LocationMailFailure.NoEntry, "sign_in_refused"), (wrong.Kind, wrong.Code));
        Assert.AreEqual((LocationMailFailure.NoEntry, "sign_in_required"), (nobody.Kind, nobody.Code));
    }

    [TestMethod]
    [DataRow(ProviderSecurity.StartTls, "not_offered")]
    [DataRow(ProviderSecurity.Tls, "tls_failed")]
    public async Task Nothing_is_sent_in_the_clear_where_protection_was_asked_for(ProviderSecurity security, string code)
    {
        await using var bench = await Bench.StartAsync();

        var failure = await Assert.ThrowsExactlyAsync<LocationMailException>(() => bench.SendAsync(Mime(), bench.Provider() with { Security = security }, Ben));

        Assert.AreEqual((LocationMailFailure.NoEntry, code), (failure.Kind, failure.Code));
        Assert.IsEmpty(bench.Sink.Mails);
    }

    [TestMethod]
    public async Task A_service_that_is_not_there_may_be_later()
    {
        await using var bench = await Bench.StartAsync();

        var failure = await Assert.ThrowsExactlyAsync<LocationMailException>(() => bench.SendAsync(Mime(), bench.Provider() with { Port = 9 }, Ben));

        Assert.AreEqual((LocationMailFailure.Temporary, "unreachable"), (failure.Kind, failure.Code));
    }

    private static ReadOnlyMemory<byte> Mime(string? bcc = null) => OutgoingMailBuilder.Build(new OutgoingMail
    {
        From = new MailAddress("Čapek, Ana", From),
        To = [new MailAddress("Ben", Ben)],
        Bcc = bcc is null ? [] : [new MailAddress(null, bcc)],
        Subject = "Nabídka — 提案 📎",
        Date = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero),
        MessageId = "offer@acme.example",
        Text = ".\r\n.. a line of dots\r\nFrom here\r\n" + new string('ž', 200),
        Html = "<p>Zdravím</p>",
        Attachments = [new OutgoingAttachment("smlouva č. 1.pdf", "application/pdf", Encoding.ASCII.GetBytes("%PDF-1.4"))],
        SendToken = new string('a', KeyHasher.Length),
    });

    private sealed class Bench : IAsyncDisposable
    {
        private readonly LocationSecrets secrets;
        private readonly SmtpMailer mailer;

        private Bench(TestWorld world)
        {
            World = world;
            secrets = new LocationSecrets(new PlainTokenProtector(), new TableKeys(new KeyHasher([.. Enumerable.Range(1, 32).Select(i => (byte)i)])));
            mailer = new SmtpMailer(secrets, world.Clock);
        }

        public TestWorld World { get; }

        public EmailSync.Simulators.Smtp.SmtpSink Sink => World.Host.Smtp;

        public int Connections => Sink.Connections;

        public static async Task<Bench> StartAsync() => new(await TestWorld.StartAsync());

        public void Fault(FaultKind kind, string command, int? status = null) => Sink.Faults.Add(new FaultRule(kind, new FaultMatch(command), status));

        public LocationProvider Provider(string? user = null, string? password = null) => new(
            "127.0.0.1", World.Host.SmtpPort, ProviderSecurity.None, user, password is null ? null : secrets.ProtectPassword(north, password), From);

        public Task SendAsync(ReadOnlyMemory<byte> mime, params string[] recipients) => SendAsync(mime, Provider(), recipients);

        public async Task SendAsync(ReadOnlyMemory<byte> mime, LocationProvider provider, params string[] recipients)
        {
            await using var line = await mailer.OpenAsync(north, provider, CancellationToken.None);
            await line.SendAsync(From, recipients, mime, CancellationToken.None);
        }

        public async ValueTask DisposeAsync()
        {
            await mailer.DisposeAsync();
            await World.DisposeAsync();
        }
    }
}
