using System.Text;
using EmailSync.Core.Mail;

namespace EmailSync.Tests.Mail;

[TestClass]
public sealed class DeliveryReportReaderTests
{
    private const string Carla = "carla@client.example";
    private static readonly DeliveryReportReader reader = new(new MailContentExtractor());

    [TestMethod]
    [DataRow("failed", "5.1.1", "5.1.1")]
    [DataRow("failed", "5.01.001", "5.1.1", DisplayName = "leading zeros")]
    [DataRow("failed (gave up)", "4.4.7", "4.4.7", DisplayName = "the time for trying is over")]
    [DataRow("failed", "permanent", "5.0.0", DisplayName = "no code at all")]
    [DataRow("failed", "2.0.0", "5.0.0", DisplayName = "a code that contradicts")]
    [DataRow("", "5.2.2", "5.2.2", DisplayName = "no action")]
    [DataRow("", "4.2.2", null, DisplayName = "no action, and not for good")]
    [DataRow("delayed", "4.4.1", null)]
    [DataRow("delayed", "5.4.1", null, DisplayName = "delayed is no failure whatever its code")]
    [DataRow("delivered", "2.0.0", null)]
    [DataRow("relayed", "5.0.0", null)]
    [DataRow("expanded", "2.0.0", null)]
    public void R37_A_standard_report_tells_of_which_mail_which_recipient_and_why(string action, string status, string? failed)
    {
        var report = reader.Read(new AReport("ana@acme.example", "1@x", Carla) { Action = action, Status = status, Token = "the-token" }.Bytes())!;

        Assert.AreEqual(("1@x", "the-token", false), (report.MessageId, report.SendToken, report.IsComplaint));
        Assert.AreEqual(new ReportedRecipient(Carla, failed), report.Recipients.Single());
    }

    [TestMethod]
    public void R37_The_diagnostic_says_why_where_the_status_does_not_and_the_original_recipient_is_whom_the_sender_wrote_to()
    {
        var report = Read(
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
            + "Reporting-MTA: dns; x\n\nOriginal-Recipient: rfc822;carla@client.example\nFinal-Recipient: rfc822;c17@inside.example\nAction: failed\nStatus: 5.0.0\n"
            + "Diagnostic-Code: smtp; 550-5.7.26 refused\n\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <1@x>\nSubject: Offer\n\nbody\n--b--\n")!;

        Assert.AreEqual(new ReportedRecipient(Carla, "5.7.26"), report.Recipients.Single());
        Assert.AreEqual("1@x", report.MessageId);
    }

    [TestMethod]
    public void R37_Returned_headers_are_read_through_a_transfer_encoding()
    {
        var headers = Convert.ToBase64String(Encoding.UTF8.GetBytes("Message-ID: <1@x>\r\nX-EmailSync-Send: tok\r\n"));
        var report = Read(
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
            + $"Final-Recipient: rfc822;{Carla}\nAction: failed\nStatus: 5.1.1\n\n--b\nContent-Type: text/rfc822-headers\nContent-Transfer-Encoding: base64\n\n{headers}\n--b--\n")!;

        Assert.AreEqual(("1@x", "tok"), (report.MessageId, report.SendToken));
    }

    [TestMethod]
    [DataRow("exim", "X-Failed-Recipients: carla@client.example\nAuto-Submitted: auto-replied\nFrom: Mail Delivery System <Mailer-Daemon@mx.example>\nSubject: Mail delivery failed: returning message to sender\n\n"
        + "A message that you sent could not be delivered.\n\n  carla@client.example\n    host mx [1.2.3.4]\n    550 5.2.2 Mailbox full\n\n------ This is a copy of the message, including all the headers. ------\n\n"
        + "From: ana@acme.example\nTo: carla@client.example, dan@client.example\nMessage-ID: <1@x>\nX-EmailSync-Send: tok\n\nHi", "5.2.2", "tok")]
    [DataRow("qmail", "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nSubject: failure notice\n\nHi. This is the qmail-send program at mx.example.\n\n<carla@client.example>:\n"
        + "Sorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nFrom: ana@acme.example\nTo: dan@client.example\nMessage-Id: <1@x>\n\nHi", "5.1.1", null)]
    [DataRow("exchange of old", "From: System Administrator <postmaster@client.example>\nSubject: Undeliverable: Offer\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
        + "The following recipient(s) could not be reached:\n\n      carla@client.example on 3/2/2026 10:00 AM\n            The e-mail account does not exist.\n            <mx.client.example #5.1.1>\n\n"
        + "--b\nContent-Type: message/rfc822\n\nMessage-ID: <1@x>\nTo: dan@client.example\nSubject: Offer\n\nHi\n--b--\n", "5.1.1", null)]
    [DataRow("exchange in one text", "X-MS-Exchange-Message-Is-Ndr:\nFrom: postmaster@client.example\nSubject: Undeliverable: Offer\n\nYour message to carla@client.example couldn't be delivered.\n\n"
        + "carla@client.example\nRemote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound'\n\nOriginal message headers:\n\nFrom: ana@acme.example\nMessage-ID: <1@x>\n", "5.1.10", null)]
    [DataRow("nothing returned", "X-Failed-Recipients: carla@client.example\nFrom: mailer-daemon@mx.example\nIn-Reply-To: <1@x>\nSubject: Failed\n\nIt did not work.", "5.0.0", null)]
    public void R37_What_other_systems_write_instead_is_read_as_well(string system, string mail, string failed, string? token)
    {
        var report = Read(mail);

        Assert.IsNotNull(report, system);
        Assert.AreEqual(("1@x", token), (report.MessageId, report.SendToken), system);
        Assert.AreEqual(new ReportedRecipient(Carla, failed), report.Recipients.Single(), system);
    }

    [TestMethod]
    public void R37_A_warning_in_words_is_no_failure()
    {
        var report = Read("Return-Path: <>\nFrom: Mailer-Daemon@mx.example\nSubject: Warning: message 1abc delayed 24 hours\n\n  carla@client.example\n\nMessage-ID: <1@x>")!;

        Assert.IsEmpty(report.Recipients);
    }

    [TestMethod]
    [DataRow("From: ana@acme.example\nSubject: Undeliverable: Offer\n\n  carla@client.example\nMessage-ID: <1@x>", DisplayName = "what a person writes about")]
    [DataRow("From: ana@acme.example\nSubject: Hi\n\nHi")]
    [DataRow("Content-Type: multipart/report; report-type=disposition-notification; boundary=b\nSubject: Read\n\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;carla@client.example\nOriginal-Message-ID: <1@x>\n--b--", DisplayName = "a receipt")]
    [DataRow("Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\nContent-Type: text/plain\n\n  carla@client.example\n--b--", DisplayName = "a complaint that does not say what about")]
    public void R37_Other_mail_reports_nothing(string mail) => Assert.IsNull(Read(mail));

    [TestMethod]
    [DataRow("abuse", true)]
    [DataRow("Fraud", true)]
    [DataRow("opt-out", true)]
    [DataRow("not-spam", false)]
    [DataRow("auth-failure", false)]
    [DataRow("virus", false)]
    public void R37_A_complaint_is_what_a_person_made(string feedback, bool isComplaint)
    {
        var report = reader.Read(new AReport("ana@acme.example", "1@x", Carla) { Feedback = feedback }.Bytes());

        Assert.AreEqual(isComplaint, report is not null);
        if (report is not null)
            Assert.AreEqual((true, "1@x", new ReportedRecipient(Carla, null)), (report.IsComplaint, report.MessageId, report.Recipients.Single()));
    }

    [TestMethod]
    public void R37_Reports_among_real_mail_are_read_and_no_mail_stops_the_reader()
    {
        var read = Corpus.AllFiles().ToDictionary(file => file, file => reader.Read(File.ReadAllBytes(file)));

        Assert.AreEqual("user@example.com", Of("feedback-report.eml")!.Recipients.Single().Address);
        Assert.AreEqual("8787KJKJ3K4J3K4J3K4J3.mail@example.net", Of("feedback-report.eml")!.MessageId);
        Assert.AreEqual("44565655.JitbitHelpdesk.13439.691a0afc-a0a0-457c-8208-f20b7c4a4cb1@jitbit.com", Of("bounce.eml")!.MessageId);
        Assert.AreEqual("31FC7EB4.41C6@netscape.com", Of("messages/delivery-status.eml")!.MessageId);
        Assert.AreEqual(new ReportedRecipient("xxxx@xxxx.com", "5.1.1"), Of("mailparser/delivery-status.eml")!.Recipients.Single());
        Assert.IsTrue(Of("delivery-status2.eml")!.Recipients.All(r => r.Failed == "5.0.0"));

        MailReport? Of(string name) => read.Single(r => r.Key.Replace('\\', '/').EndsWith("/" + name, StringComparison.Ordinal)).Value;
    }

    private static MailReport? Read(string mail) => reader.Read(Encoding.UTF8.GetBytes(mail.ReplaceLineEndings("\r\n")));
}
