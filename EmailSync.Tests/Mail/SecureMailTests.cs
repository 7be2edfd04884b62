using System.Text;
using EmailSync.Core.Mail;

namespace EmailSync.Tests.Mail;

[TestClass]
public sealed class SecureMailTests
{
    private static readonly MailContentExtractor extractor = new();

    private static readonly byte[] inside = Encoding.ASCII.GetBytes(
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsigned words\r\n--b\r\n" +
        "Content-Type: application/pdf; name=a.pdf\r\n\r\npdf\r\n--b--\r\n");

    [TestMethod]
    [DataRow("application/pkcs7-mime; smime-type=signed-data")]
    [DataRow("application/x-pkcs7-mime; smime-type=signed-data; name=smime.p7m")]
    [DataRow("application/octet-stream; name=smime.p7m", DisplayName = "as a gateway calls it")]
    public void B5_Opaquely_signed_mail_is_opened(string contentType)
    {
        var mime = SecureMail.Mail(SecureMail.Part(contentType, SecureMail.Signed(inside)));

        var content = extractor.Extract(mime);

        Assert.AreEqual("signed words", content.Text);
        Assert.AreEqual("a.pdf", content.Attachments.Single().Name);
        Assert.AreEqual("pdf", Encoding.ASCII.GetString(extractor.OpenAttachment(mime, content.Attachments[0].Id)!.Content.Span));
    }

    [TestMethod]
    public void B5_What_is_inside_a_signature_is_bounded_too()
    {
        var many = Encoding.ASCII.GetBytes("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + string.Concat(Enumerable.Repeat("--b\r\n\r\nword\r\n", 3_000)) + "--b--\r\n");

        var content = extractor.Extract(SecureMail.Mail(SecureMail.Part("application/pkcs7-mime", SecureMail.Signed(many))));

        Assert.IsLessThan(1_001, content.Text.Split("word").Length);
        Assert.EndsWith("[…]", content.Text);
    }

    [TestMethod]
    [DataRow("application/pkcs7-mime; name=invoice.xml.p7m")]
    [DataRow("application/octet-stream; name=invoice.xml.p7m")]
    public void B5_A_signed_file_that_holds_no_mail_stays_a_file(string contentType)
    {
        var signed = SecureMail.Signed("<invoice>12</invoice>"u8.ToArray());

        var mail = extractor.Read(SecureMail.Mail(SecureMail.Part(contentType, signed)));

        Assert.AreEqual("", mail.Content.Text);
        Assert.AreEqual(("invoice.xml.p7m", (long)signed.Length), (mail.Content.Attachments.Single().Name, mail.Content.Attachments.Single().Size));
        Assert.AreEqual(AttachmentRole.Container, mail.Attachments.Single().Role);
    }

    [TestMethod]
    public void B5_Mail_encrypted_with_smime_is_called_so_and_its_container_kept()
    {
        var mail = extractor.Read(SecureMail.Mail(SecureMail.Part("application/pkcs7-mime; smime-type=enveloped-data", SecureMail.Enveloped(inside))));

        Assert.AreEqual("[Encrypted message]", mail.Content.Text);
        Assert.AreEqual("smime.p7m", mail.Content.Attachments.Single().Name);
        Assert.AreEqual(AttachmentRole.Container, mail.Attachments.Single().Role);
    }

    [TestMethod]
    public void B5_Mail_encrypted_with_pgp_is_called_so_and_its_container_kept()
    {
        var mail = extractor.Read(SecureMail.Mail(SecureMail.Pgp));

        Assert.AreEqual("[Encrypted message]", mail.Content.Text);
        Assert.AreEqual("encrypted.asc", mail.Content.Attachments[1].Name);
        Assert.IsTrue(mail.Attachments.All(attachment => attachment.Role == AttachmentRole.Container));
    }

    [TestMethod]
    public void B5_Mail_signed_with_pgp_shows_its_words_and_its_signature()
    {
        var mail = extractor.Read(SecureMail.Mail(SecureMail.PgpSigned));

        Assert.AreEqual("signed words", mail.Content.Text);
        Assert.AreEqual(("OpenPGP_signature", AttachmentRole.Container), (mail.Content.Attachments.Single().Name, mail.Attachments.Single().Role));
    }

    [TestMethod]
    public void B5_The_readable_part_of_clearly_signed_mail_is_shown_beside_its_signature()
    {
        var mail = extractor.Read(File.ReadAllBytes(Corpus.Files("signed").Single()));

        Assert.StartsWith("This message is being generated and signed", mail.Content.Text);
        CollectionAssert.AreEqual(new[] { "signed.jpg", "smime.p7s" }, mail.Content.Attachments.Select(a => a.Name).ToArray());
        Assert.AreEqual(AttachmentRole.Container, mail.Attachments[1].Role);
    }
}
