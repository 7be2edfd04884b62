using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EmailSync.Core.Mail;

namespace EmailSync.Tests.Mail;

[TestClass]
public sealed class SecureMailTests
{
    private static readonly byte[] inside = Encoding.ASCII.GetBytes(
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsigned words\r\n--b\r\n" +
        "Content-Type: application/pdf; name=a.pdf\r\n\r\npdf\r\n--b--\r\n");

    [TestMethod]
    public void Opaquely_signed_mail_is_opened()
    {
        using var certificate = Certificate();
        var signed = new SignedCms(new ContentInfo(inside));
        signed.ComputeSignature(new CmsSigner(certificate));
        var mime = Mime("signed-data", signed.Encode());
        var extractor = new MailContentExtractor();

        var content = extractor.Extract(mime);

        Assert.AreEqual("signed words", content.Text);
        Assert.AreEqual("a.pdf", content.Attachments.Single().Name);
        Assert.AreEqual("pdf", Encoding.ASCII.GetString(extractor.OpenAttachment(mime, content.Attachments[0].Id)!.Content.Span));
    }

    [TestMethod]
    public void What_is_inside_a_signature_is_bounded_too()
    {
        using var certificate = Certificate();
        var many = Encoding.ASCII.GetBytes("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + string.Concat(Enumerable.Repeat("--b\r\n\r\nword\r\n", 3_000)) + "--b--\r\n");
        var signed = new SignedCms(new ContentInfo(many));
        signed.ComputeSignature(new CmsSigner(certificate));

        var content = new MailContentExtractor().Extract(Mime("signed-data", signed.Encode()));

        Assert.IsLessThan(1_001, content.Text.Split("word").Length);
        Assert.EndsWith("[…]", content.Text);
    }

    [TestMethod]
    public void Enveloped_mail_is_called_encrypted_and_its_container_kept()
    {
        using var certificate = Certificate();
        var enveloped = new EnvelopedCms(new ContentInfo(inside));
        enveloped.Encrypt(new CmsRecipient(certificate));

        var content = new MailContentExtractor().Extract(Mime("enveloped-data", enveloped.Encode()));

        Assert.AreEqual("[Encrypted message]", content.Text);
        Assert.AreEqual("smime.p7m", content.Attachments.Single().Name);
    }

    [TestMethod]
    public void The_readable_part_of_clearly_signed_mail_is_shown_beside_its_signature()
    {
        var content = new MailContentExtractor().Extract(File.ReadAllBytes(Corpus.Files("signed").Single()));

        Assert.StartsWith("This message is being generated and signed", content.Text);
        CollectionAssert.AreEqual(new[] { "signed.jpg", "smime.p7s" }, content.Attachments.Select(a => a.Name).ToArray());
    }

    private static byte[] Mime(string kind, byte[] content) => Encoding.ASCII.GetBytes(
        $"From: ana@x.example\r\nContent-Type: application/pkcs7-mime; smime-type={kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
        Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks));

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=ana", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2049, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }
}
