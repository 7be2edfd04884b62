using System.Text;
using EmailSync.Core.Mail;

namespace EmailSync.Tests.Mail;

[TestClass]
public sealed class MessageFingerprintTests
{
    private static readonly Envelope mail = EnvelopeReader.FromHeaders(
    [
        new("Message-ID", "<a@x.example>"), new("From", "Ana <ana@x.example>"), new("Date", "Mon, 2 Mar 2026 10:00:00 +0000"), new("Subject", "Grüße an alle")
    ]);

    [TestMethod]
    public void The_same_mail_has_one_fingerprint_however_it_was_read()
    {
        var mime = "Message-ID: <a@x.example>\r\nFrom: =?utf-8?Q?A?= <ANA@X.example>\r\nDate: Mon, 2 Mar 2026 11:00:00 +0100\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= an\r\n  alle\r\n\r\n";

        var other = EnvelopeReader.FromMime(Encoding.ASCII.GetBytes(mime));

        Assert.AreEqual(MessageFingerprint.Of(mail), MessageFingerprint.Of(other));
    }

    [TestMethod]
    public void Any_other_part_makes_another_mail()
    {
        Envelope[] others =
        [
            mail with { MessageId = "b@x.example" }, mail with { MessageId = null }, mail with { From = [new(null, "bo@x.example")] },
            mail with { Date = mail.Date?.AddSeconds(1) }, mail with { Date = null }, mail with { Subject = "Grüße an viele" },
            mail with { MessageId = "A@x.example" }, new Envelope()
        ];

        var prints = others.Append(mail).Select(MessageFingerprint.Of).ToList();

        Assert.HasCount(prints.Count, prints.Distinct().ToList());
    }
}
