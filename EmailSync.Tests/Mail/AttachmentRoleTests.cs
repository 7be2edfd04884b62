using System.Text;
using EmailSync.Core.Mail;

namespace EmailSync.Tests.Mail;

/// <summary>What R24 is told of the parts of a mail.</summary>
[TestClass]
public sealed class AttachmentRoleTests
{
    [TestMethod]
    [DataRow("Content-Type: application/pdf; name=\"Plan.PDF\"", AttachmentRole.File, "pdf")]
    [DataRow("Content-Type: application/pdf", AttachmentRole.File, null, DisplayName = "no name")]
    [DataRow("Content-Type: application/pdf; name=\"Report 12.03\"", AttachmentRole.File, null, DisplayName = "digits are no extension")]
    [DataRow("Content-Type: application/pdf; name=\"Report v1.2 (final version)\"", AttachmentRole.File, null, DisplayName = "words are no extension")]
    [DataRow("Content-Type: application/pdf; name=\"plan.pdf.exe\"", AttachmentRole.File, "exe")]
    [DataRow("Content-Type: application/pdf; name=\"plan.\"", AttachmentRole.File, null)]
    [DataRow("Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename*=utf-8''pl%C3%A4ne.DOCX", AttachmentRole.File, "docx")]
    [DataRow("Content-Type: image/gif; name=a.gif\r\nContent-Disposition: inline", AttachmentRole.InlineImage, "gif")]
    [DataRow("Content-Type: image/gif; name=a.gif\r\nContent-Disposition: attachment", AttachmentRole.File, "gif")]
    [DataRow("Content-Type: application/x-msdownload; name=a.exe\r\nContent-Disposition: inline", AttachmentRole.File, "exe", DisplayName = "inline is not enough")]
    [DataRow("Content-Type: text/calendar; method=REQUEST", AttachmentRole.PartOfMail, null)]
    [DataRow("Content-Type: text/calendar; name=a.ics\r\nContent-Disposition: attachment", AttachmentRole.File, "ics")]
    [DataRow("Content-Type: message/rfc822\r\n\r\nSubject: a", AttachmentRole.PartOfMail, "eml")]
    [DataRow("Content-Type: message/rfc822\r\nContent-Disposition: attachment; filename=a.eml\r\n\r\nSubject: a", AttachmentRole.File, "eml")]
    [DataRow("Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x.example", AttachmentRole.PartOfMail, null)]
    [DataRow("Content-Type: text/rfc822-headers", AttachmentRole.PartOfMail, null)]
    [DataRow("Content-Type: application/ms-tnef; name=winmail.dat", AttachmentRole.Container, "dat", DisplayName = "TNEF that cannot be read")]
    [DataRow("Content-Type: application/pkcs7-mime", AttachmentRole.Container, null)]
    [DataRow("Content-Type: application/pgp-signature; name=a.asc", AttachmentRole.Container, "asc")]
    public void R24_Files_are_told_from_what_a_mail_is_made_of(string headers, AttachmentRole role, string? extension)
    {
        var mime = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nwords\r\n--b\r\n" + headers + "\r\n\r\ncontent\r\n--b--\r\n";

        var attachment = new MailContentExtractor().Read(Encoding.ASCII.GetBytes(mime)).Attachments.Single();

        Assert.AreEqual((role, extension), (attachment.Role, attachment.Extension));
    }
}
