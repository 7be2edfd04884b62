using System.Text;
using EmailSync.Core.Directory;
using EmailSync.Core.Sending;
using EmailSync.Simulators.Faults;

namespace EmailSync.Tests.Providers;

/// <summary>The port to locations' mail services, over SMTP and the sink: what is taken, what is not, and what nobody knows.</summary>
[TestClass]
public sealed class SmtpMailerTests
{

    [TestMethod]
    public async Task A_mail_arrives_byte_for_byte_for_all_of_the_envelope_and_without_its_Bcc()
    {
        await using var bench = await SmtpBench.StartAsync();
        var mime = SmtpBench.Mime(bcc: "hidden@mail.example");

        await bench.SendAsync(mime, SmtpBench.Ben, "hidden@mail.example");

        var mail = bench.Sink.Mails.Single();
        Assert.AreEqual((SmtpBench.From, $"{SmtpBench.Ben}, hidden@mail.example"), (mail.From, string.Join(", ", mail.To)));
        var text = Encoding.UTF8.GetString(mime.Span);
        var bcc = text.Split("\r\n").Single(line => line.StartsWith("Bcc:", StringComparison.Ordinal));
        Assert.AreEqual(text.Replace(bcc + "\r\n", "", StringComparison.Ordinal), Encoding.UTF8.GetString(bench.Sink.Raw(mail.Id)!));
    }

    [TestMethod]
    [DataRow("CONNECT", 421, LocationMailFailure.Temporary, "4.3.2")]
    [DataRow("CONNECT", 554, LocationMailFailure.NoEntry, "5.7.1")]
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
        await using var bench = await SmtpBench.StartAsync();
        bench.Fault(FaultKind.Status, command, status);

        var failure = await Assert.ThrowsExactlyAsync<LocationMailException>(() => bench.SendAsync(SmtpBench.Mime(), SmtpBench.Ben));

        Assert.AreEqual((expected, code), (failure.Kind, failure.Code));
        Assert.IsEmpty(bench.Sink.Mails);
        await bench.SendAsync(SmtpBench.Mime(), SmtpBench.Ben);
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
        await using var bench = await SmtpBench.StartAsync();
        bench.Fault(FaultKind.DropConnection, command);

        var failure = await Assert.ThrowsExactlyAsync<LocationMailException>(() => bench.SendAsync(SmtpBench.Mime(), SmtpBench.Ben));

        Assert.AreEqual(expected, failure.Kind);
        Assert.IsEmpty(bench.Sink.Mails);
        await bench.SendAsync(SmtpBench.Mime(), SmtpBench.Ben);
        Assert.HasCount(1, bench.Sink.Mails);
    }

    [TestMethod]
    public async Task A_mail_that_was_taken_and_whose_answer_was_lost_is_in_doubt()
    {
        await using var bench = await SmtpBench.StartAsync();
        bench.Fault(FaultKind.EffectThenDrop, "END");

        var failure = await Assert.ThrowsExactlyAsync<LocationMailException>(() => bench.SendAsync(SmtpBench.Mime(), SmtpBench.Ben));

        Assert.AreEqual(LocationMailFailure.OutcomeUnknown, failure.Kind);
        Assert.HasCount(1, bench.Sink.Mails);
    }

    [TestMethod]
    public async Task Nobody_gets_a_mail_of_which_one_recipient_is_refused()
    {
        await using var bench = await SmtpBench.StartAsync();
        bench.Sink.Faults.Add(new FaultRule(FaultKind.Status, new FaultMatch("RCPT", Mailbox: "bad@mail.example"), Status: 550));

        var failure = await Assert.ThrowsExactlyAsync<LocationMailException>(() => bench.SendAsync(SmtpBench.Mime(), SmtpBench.Ben, "bad@mail.example"));

        Assert.AreEqual(LocationMailFailure.Refused, failure.Kind);
        Assert.IsEmpty(bench.Sink.Mails);
    }

    [TestMethod]
    public async Task The_service_lets_in_who_has_the_password()
    {
        await using var bench = await SmtpBench.StartAsync();
        bench.Sink.AddAccount("acme", "right");

        await bench.SendAsync(SmtpBench.Mime(), bench.Provider("acme", "right"), SmtpBench.Ben);
        var wrong = await Assert.ThrowsExactlyAsync<LocationMailException>(() => bench.SendAsync(SmtpBench.Mime(), bench.Provider("acme", "wrong"), SmtpBench.Ben));
        var nobody = await Assert.ThrowsExactlyAsync<LocationMailException>(() => bench.SendAsync(SmtpBench.Mime(), bench.Provider(), SmtpBench.Ben));

        Assert.AreEqual("acme", bench.Sink.Mails.Single().User);
        Assert.AreEqual((LocationMailFailure.NoEntry, "sign_in_refused"), (wrong.Kind, wrong.Code));
        Assert.AreEqual((LocationMailFailure.NoEntry, "sign_in_required"), (nobody.Kind, nobody.Code));
    }

    [TestMethod]
    [DataRow(ProviderSecurity.StartTls, "not_offered")]
    [DataRow(ProviderSecurity.Tls, "tls_failed")]
    public async Task Nothing_is_sent_in_the_clear_where_protection_was_asked_for(ProviderSecurity security, string code)
    {
        await using var bench = await SmtpBench.StartAsync();

        var failure = await Assert.ThrowsExactlyAsync<LocationMailException>(() => bench.SendAsync(SmtpBench.Mime(), bench.Provider() with { Security = security }, SmtpBench.Ben));

        Assert.AreEqual((LocationMailFailure.NoEntry, code), (failure.Kind, failure.Code));
        Assert.IsEmpty(bench.Sink.Mails);
    }

    [TestMethod]
    public async Task A_service_that_is_not_there_may_be_later()
    {
        await using var bench = await SmtpBench.StartAsync();

        var failure = await Assert.ThrowsExactlyAsync<LocationMailException>(() => bench.SendAsync(SmtpBench.Mime(), bench.Provider() with { Port = 9 }, SmtpBench.Ben));

        Assert.AreEqual((LocationMailFailure.Temporary, "unreachable"), (failure.Kind, failure.Code));
    }
}
