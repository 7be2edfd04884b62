using System.Globalization;
using System.Text;
using EmailSync.Core.Mail;

namespace EmailSync.Tests.Mail;

[TestClass]
public sealed class MailContentExtractorTests
{
    private const string Png = "Content-Type: image/png\r\nContent-ID: <pic@x.example>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n";

    private static readonly MailContentExtractor extractor = new();

    [TestMethod]
    public void The_text_of_an_alternative_is_shown_and_its_html_kept()
    {
        var content = Extract(Multipart("alternative", "Content-Type: text/plain\r\n\r\nplain", "Content-Type: text/html\r\n\r\n<p>rich</p>"));

        Assert.AreEqual("plain", content.Text);
        Assert.AreEqual("<p>rich</p>", content.Html);
        Assert.IsEmpty(content.Attachments);
    }

    [TestMethod]
    public void An_alternative_without_words_in_its_text_is_read_from_html()
    {
        var content = Extract(Multipart("alternative", "Content-Type: text/plain\r\n\r\n \r\n", "Content-Type: text/html\r\n\r\n<p>rich</p>"));

        Assert.AreEqual("rich", content.Text);
    }

    [TestMethod]
    public void Pictures_of_related_html_are_inline_with_their_content_id()
    {
        var content = Extract(Multipart("related", "Content-Type: text/html\r\n\r\n<img src=\"cid:pic@x.example\">", Png));

        var picture = content.Attachments.Single();
        Assert.AreEqual("2", picture.Id);
        Assert.AreEqual("pic@x.example", picture.ContentId);
        Assert.IsTrue(picture.Inline);
        Assert.AreEqual(4, picture.Size);
        Assert.AreEqual("attachment-2.png", picture.Name);
        Assert.AreEqual("<img src=\"cid:pic@x.example\">", content.Html);
    }

    [TestMethod]
    public void Parts_around_an_attachment_are_one_body()
    {
        var content = Extract(Multipart("mixed", "Content-Type: text/plain\r\n\r\nabove", Png, "Content-Type: text/plain\r\n\r\nbelow"));

        Assert.AreEqual("above\n\nbelow", content.Text);
        Assert.IsNull(content.Html);
        Assert.AreEqual("2", content.Attachments.Single().Id);
    }

    [TestMethod]
    public void Text_between_html_parts_is_escaped_into_the_html()
    {
        var content = Extract(Multipart("mixed", "Content-Type: text/html\r\n\r\n<b>one</b>", "Content-Type: text/plain\r\n\r\n<two>"));

        Assert.AreEqual("one\n\n<two>", content.Text);
        Assert.Contains("&lt;two&gt;", content.Html!);
    }

    [TestMethod]
    [DataRow("Content-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt", "a.txt", "text/plain", false)]
    [DataRow("Content-Type: text/plain; name=a.txt\r\nContent-Disposition: inline; filename=a.txt", "a.txt", "text/plain", true)]
    [DataRow("Content-Type: text/html\r\nContent-Disposition: attachment", "attachment-2.html", "text/html", false)]
    [DataRow("Content-Type: text/calendar; method=REQUEST", "invite.ics", "text/calendar", false)]
    [DataRow("Content-Type: text/csv", "attachment-2.csv", "text/csv", false)]
    [DataRow("Content-Type: message/rfc822\r\n\r\nSubject: =?utf-8?Q?Old_/_n=C3=A9w?=\r\nX: 1", "Old _ néw.eml", "message/rfc822", false)]
    [DataRow("Content-Type: application/pdf; name*=utf-8''%E2%82%AC.pdf", "€.pdf", "application/pdf", false)]
    [DataRow("Content-Type: application/pdf; name*0=\"lo\"; name*1=\"ng.pdf\"", "long.pdf", "application/pdf", false)]
    [DataRow("Content-Type: application/pdf; name=\"=?utf-8?B?4oKsLnBkZg==?=\"", "€.pdf", "application/pdf", false)]
    [DataRow("Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"../../etc/pass\\\\wd\"", ".._.._etc_pass_wd", "application/pdf", false)]
    [DataRow("Content-Type: application/pdf; name=\"..\"", "attachment-2.pdf", "application/pdf", false)]
    [DataRow("Content-Type: application/pdf; name=\"=?utf-8?Q?a=0A=E2=80=AEfdp.exe?=\"", "a fdp.exe", "application/pdf", false)]
    [DataRow("Content-Type: nonsense", "attachment-2.bin", "application/octet-stream", false)]
    public void Attachments_are_named_safely_in_every_encoding(string headers, string name, string type, bool inline)
    {
        var mime = Mime(Multipart("mixed", "Content-Type: text/plain\r\n\r\nbody", headers + "\r\n\r\ncontent"));

        var attachment = extractor.Extract(mime).Attachments.Single();
        var opened = extractor.OpenAttachment(mime, "2");

        Assert.AreEqual("2", attachment.Id);
        Assert.AreEqual(name, attachment.Name);
        Assert.AreEqual(type, attachment.ContentType);
        Assert.AreEqual(inline, attachment.Inline);
        Assert.AreEqual(attachment, opened?.Attachment);
        Assert.AreEqual(attachment.Size, opened!.Content.Length);
        Assert.EndsWith("content", Encoding.UTF8.GetString(opened.Content.Span));
    }

    [TestMethod]
    public void Nested_parts_have_ids_by_their_path()
    {
        var inner = Multipart("related", "Content-Type: text/html\r\n\r\nx", Png);
        var mime = Mime(Multipart("mixed", Multipart("alternative", "Content-Type: text/plain\r\n\r\nx", inner), Png));

        var content = extractor.Extract(mime);

        CollectionAssert.AreEqual(new[] { "1.2.2", "2" }, content.Attachments.Select(a => a.Id).ToArray());
        Assert.IsNull(extractor.OpenAttachment(mime, "1.2.9"));
        CollectionAssert.AreEqual(Convert.FromBase64String("iVBORw=="), extractor.OpenAttachment(mime, "1.2.2")!.Content.ToArray());
    }

    [TestMethod]
    [DataRow("text/plain; charset=utf-8", "Gr=C3=BC=C3=9Fe", "Grüße")]
    [DataRow("text/plain; charset=iso-8859-1", "Gr=FC=DFe =80", "Grüße €")]
    [DataRow("text/plain", "Gr=FC=DFe", "Grüße")]
    [DataRow("text/plain", "Gr=C3=BC=C3=9Fe", "Grüße")]
    [DataRow("text/plain; charset=utf-8", "Gr=FC=DFe", "Grüße")]
    [DataRow("text/plain; charset=no-such", "Gr=FC=DFe", "Grüße")]
    [DataRow("text/plain; charset=\"koi8-r\"", "=F0=D2=C9=D7=C5=D4", "Привет")]
    [DataRow("text/plain; charset=gb2312", "=C4=E3=BA=C3", "你好")]
    [DataRow("text/plain; charset=iso-2022-jp", "=1B$B$3$s=1B(B", "こん")]
    [DataRow("text/plain; charset=utf-16le", "=48=00=69=00", "Hi")]
    [DataRow("text/plain; charset=utf-7", "Fr+APY-sche", "Frösche")]
    [DataRow("text/html", "<meta charset=3D\"windows-1251\"><p>=CF=F0=E8", "При")]
    [DataRow("text/plain; charset=utf-8", "=EF=BB=BFa=00b=07c", "abc")]
    public void Text_is_decoded_whatever_its_charset_is_called(string type, string body, string expected)
    {
        var content = Extract($"Content-Type: {type}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{body}\r\n");

        Assert.AreEqual(expected, content.Text);
    }

    [TestMethod]
    public void Flowed_text_is_joined()
    {
        var content = Extract("Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\nlong \r\nline\r\nnext\r\n");

        Assert.AreEqual("longline\nnext", content.Text);
    }

    [TestMethod]
    public void Encrypted_mail_is_called_so_and_its_container_is_kept()
    {
        var pgp = Extract("Content-Type: multipart/encrypted; boundary=b; protocol=\"application/pgp-encrypted\"\r\n\r\n--b\r\n" +
            "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\nContent-Type: application/octet-stream; name=encrypted.asc\r\n\r\nxyz\r\n--b--\r\n");
        var smime = Extract("Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB\r\n");

        Assert.AreEqual("[Encrypted message]", pgp.Text);
        CollectionAssert.Contains(pgp.Attachments.Select(a => a.Name).ToArray(), "encrypted.asc");
        Assert.AreEqual("[Encrypted message]", smime.Text);
        Assert.AreEqual("smime.p7m", smime.Attachments.Single().Name);
    }

    [TestMethod]
    public void Winmail_containers_are_opened()
    {
        foreach (var file in Corpus.Files("tnef"))
        {
            var mime = Mime(Multipart("mixed", "Content-Type: text/plain\r\n\r\nsee attachment",
                "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
                Convert.ToBase64String(File.ReadAllBytes(file), Base64FormattingOptions.InsertLineBreaks)));

            var content = extractor.Extract(mime);

            Assert.IsFalse(content.Attachments.Any(a => a.Name == "winmail.dat"), file);
            Assert.IsTrue(content.Attachments.Count > 0 || content.Text.Length > 20 || content.Html is not null, file);
            foreach (var attachment in content.Attachments)
                Assert.AreEqual(attachment.Size, extractor.OpenAttachment(mime, attachment.Id)?.Content.Length ?? -1L, file);
        }
    }

    [TestMethod]
    public void Damaged_winmail_containers_never_throw_and_are_never_lost()
    {
        var random = new Random(11);
        foreach (var file in Corpus.Files("tnef"))
        {
            for (var round = 0; round < 40; round++)
            {
                var bytes = File.ReadAllBytes(file);
                for (var i = 0; i < 30; i++) bytes[random.Next(Math.Min(bytes.Length, 3000))] = (byte)random.Next(256);
                var content = Extract("Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks));
                Assert.IsNotNull(content.Attachments);
            }
        }
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("\r\n")]
    [DataRow("no header at all")]
    [DataRow("Content-Type: multipart/mixed\r\n\r\nno boundary")]
    [DataRow("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nnever closed")]
    [DataRow("Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%not base64%%%")]
    [DataRow("Content-Type: message/rfc822\r\n\r\n")]
    [DataRow("Content-Type: application/ms-tnef\r\n\r\nnothing")]
    [DataRow("Content-Type: application/pkcs7-mime\r\n\r\n")]
    public void Damaged_mail_never_throws(string mime)
    {
        var content = extractor.Extract(Encoding.UTF8.GetBytes(mime));

        Assert.IsNotNull(content.Text);
        Assert.IsNull(extractor.OpenAttachment(Encoding.UTF8.GetBytes(mime), "99"));
    }

    [TestMethod]
    public void Mutated_mail_never_throws()
    {
        var random = new Random(5);
        var source = Mime(Multipart("mixed", Multipart("alternative", "Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\nHi > \r\n> you", Multipart("related", "Content-Type: text/html\r\n\r\n<div class=gmail_quote><b>x</div>", Png)), "Content-Type: message/rfc822\r\n\r\nSubject: a\r\n\r\nb"));

        for (var round = 0; round < 1500; round++)
        {
            var mime = source.ToArray();
            for (var i = 0; i < 8; i++) mime[random.Next(mime.Length)] = (byte)random.Next(256);
            Assert.IsNotNull(extractor.Extract(mime.AsMemory(0, random.Next(mime.Length))).Text);
        }
    }

    [TestMethod]
    public void Bombs_of_parts_headers_nesting_and_text_end_bounded()
    {
        var parts = new StringBuilder("Content-Type: multipart/mixed; boundary=b\r\n\r\n");
        for (var i = 0; i < 200_000; i++) parts.Append("--b\r\n\r\nx\r\n");
        var headers = new StringBuilder("Content-Type: text/plain\r\n");
        for (var i = 0; i < 500_000; i++) headers.Append("a: b\r\n");
        var nested = new StringBuilder();
        for (var i = 0; i < 5_000; i++) nested.Append(CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n");
        var messages = string.Concat(Enumerable.Repeat("Content-Type: message/rfc822\r\n\r\n", 20_000));
        var text = "Content-Type: text/plain\r\n\r\n" + string.Concat(Enumerable.Repeat("words and words\r\n", 400_000));

        var contents = new[] { parts.ToString(), headers.ToString(), nested.ToString(), messages, text }.Select(Extract).ToList();

        foreach (var content in contents)
        {
            Assert.IsLessThanOrEqualTo(2_200_000, content.Text.Length + content.QuotedText.Length);
            Assert.IsLessThanOrEqualTo(1_000, content.Attachments.Count);
        }

        Assert.EndsWith("[…]", contents[0].Text);
        Assert.EndsWith("[…]", contents[4].Text);
    }

    private static MailContent Extract(string mime) => extractor.Extract(Encoding.UTF8.GetBytes(mime));

    private static byte[] Mime(string entity) => Encoding.UTF8.GetBytes("From: a@x.example\r\nMIME-Version: 1.0\r\n" + entity);

    private static string Multipart(string subtype, params string[] parts)
    {
        var boundary = $"{subtype}-{parts.Sum(part => part.Length)}";
        return $"Content-Type: multipart/{subtype}; boundary=\"{boundary}\"\r\n\r\n" +
            string.Concat(parts.Select(part => $"--{boundary}\r\n{part}\r\n")) + $"--{boundary}--\r\n";
    }
}
