using System.Text;
using EmailSync.Core.Mail;

namespace EmailSync.Tests.Mail;

[TestClass]
public sealed class OutgoingMailBuilderTests
{
    private static readonly OutgoingMail mail = new()
    {
        From = new("Ana", "ana@x.example"),
        To = [new("Bo", "bo@y.example")],
        Date = new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero),
        MessageId = "m1@x.example",
        SendToken = "tok-1",
        Subject = "Hello",
        Text = "Hi"
    };

    [TestMethod]
    public void Every_field_arrives_in_the_envelope()
    {
        var rich = mail with
        {
            From = new("Ana \"Nani\", Ruiz", "ana@x.example"),
            To = [new("Jürgen Müller", "j@bücher.example"), new(null, "bo@y.example")],
            Cc = [new("こんにちは", "c@y.example")],
            Bcc = [new("Secret", "d@y.example")],
            Subject = "Grüße 😀 " + new string('ä', 200),
            InReplyTo = "p@y.example",
            References = ["a@y.example", "p@y.example"]
        };

        var envelope = EnvelopeReader.FromMime(OutgoingMailBuilder.Build(rich));

        Assert.AreEqual(rich.From, envelope.From.Single());
        CollectionAssert.AreEqual(new[] { "Jürgen Müller|j@xn--bcher-kva.example", "|bo@y.example" }, envelope.To.Select(a => $"{a.Name}|{a.Address}").ToArray());
        Assert.AreEqual(rich.Cc[0], envelope.Cc.Single());
        Assert.AreEqual(rich.Bcc[0], envelope.Bcc.Single());
        Assert.AreEqual(rich.Subject, envelope.Subject);
        Assert.AreEqual(rich.Date, envelope.Date);
        Assert.AreEqual("m1@x.example", envelope.MessageId);
        Assert.AreEqual("tok-1", envelope.SendToken);
        CollectionAssert.AreEqual(new[] { "p@y.example" }, envelope.InReplyTo.ToArray());
        CollectionAssert.AreEqual(rich.References.ToArray(), envelope.References.ToArray());
    }

    [TestMethod]
    public void Lines_end_with_CRLF_are_short_and_hold_only_ascii()
    {
        var long1 = mail with
        {
            Subject = new string('x', 3000),
            Text = new string('a', 5000) + "\nbare\rmixed\r\n.\nFrom here\n" + new string('ü', 3000),
            Html = "<p>" + new string('b', 5000),
            References = Enumerable.Range(0, 200).Select(i => $"{i}-{new string('r', 60)}@y.example").ToList(),
            To = Enumerable.Range(0, 100).Select(i => new MailAddress($"Name {i}", $"to{i}@y.example")).ToList(),
            Attachments = [new(new string('n', 300) + ".pdf", "application/pdf", new byte[5000])]
        };

        var text = Encoding.Latin1.GetString(OutgoingMailBuilder.Build(long1));

        var lines = text.Split("\r\n");
        Assert.IsFalse(lines.Any(line => line.Contains('\n') || line.Contains('\r')));
        Assert.IsLessThanOrEqualTo(998, lines.Max(line => line.Length));
        Assert.IsTrue(text.All(c => c < 128));
        Assert.Contains("MIME-Version: 1.0", text, StringComparison.OrdinalIgnoreCase);
    }

    [TestMethod]
    public void A_long_chain_keeps_its_first_and_its_last_ids()
    {
        var ids = Enumerable.Range(0, 200).Select(i => $"{i}-{new string('r', 800)}@y.example").ToList();

        var references = EnvelopeReader.FromMime(OutgoingMailBuilder.Build(mail with { References = ids })).References;

        CollectionAssert.AreEqual((string[])[ids[0], .. ids.TakeLast(49)], references.ToArray());
    }

    [TestMethod]
    [DataRow(5, 30, "Mon, 02 Mar 2026 10:00:00 +0530")]
    [DataRow(-3, -30, "Mon, 02 Mar 2026 10:00:00 -0330")]
    [DataRow(0, 0, "Mon, 02 Mar 2026 10:00:00 +0000")]
    public void A_date_is_written_with_its_offset(int hours, int minutes, string expected)
    {
        var mime = OutgoingMailBuilder.Build(mail with { Date = new DateTimeOffset(2026, 3, 2, 10, 0, 0, new TimeSpan(hours, minutes, 0)) });

        Assert.Contains($"\r\nDate: {expected}\r\n", Encoding.ASCII.GetString(mime));
    }

    [TestMethod]
    public void Answers_may_be_asked_to_go_elsewhere()
    {
        var answered = EnvelopeReader.FromMime(OutgoingMailBuilder.Build(mail with { ReplyTo = new("Büro", "office@bücher.example") }));

        Assert.AreEqual(new MailAddress("Büro", "office@xn--bcher-kva.example"), answered.ReplyTo.Single());
        Assert.IsEmpty(EnvelopeReader.FromMime(OutgoingMailBuilder.Build(mail)).ReplyTo);
    }

    [TestMethod]
    [DataRow("https://x.example/u?a=b", "mailto:u@x.example", "List-Unsubscribe: <https://x.example/u?a=b>,\r\n <mailto:u@x.example>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")]
    [DataRow("https://x.example/u", null, "List-Unsubscribe: <https://x.example/u>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")]
    [DataRow(null, "mailto:u@x.example", "List-Unsubscribe: <mailto:u@x.example>\r\nX-EmailSync-Send")]
    [DataRow(null, null, "")]
    public void Leaving_a_list_is_offered_where_the_caller_says_how_and_by_one_click_only_on_the_web(string? page, string? address, string expected)
    {
        var unsubscribe = new OutgoingUnsubscribe(page is null ? null : new Uri(page), address is null ? null : new Uri(address));

        var mime = Encoding.ASCII.GetString(OutgoingMailBuilder.Build(mail with { Unsubscribe = unsubscribe }));
        var without = Encoding.ASCII.GetString(OutgoingMailBuilder.Build(mail));

        Assert.Contains(expected, mime);
        Assert.AreEqual(expected.Length > 0, mime.Contains("List-Unsubscribe", StringComparison.Ordinal));
        Assert.DoesNotContain("List-Unsubscribe", without);
    }

    [TestMethod]
    [DataRow("http://x.example/u")]
    [DataRow("https://bücher.example/u")]
    [DataRow("https://x.example/>,<https://evil.example/")]
    [DataRow("mailto:u@x.example")]
    [DataRow("/u")]
    public void A_page_to_leave_a_list_on_that_a_header_cannot_carry_is_refused(string page)
    {
        var unsubscribe = new OutgoingUnsubscribe(new Uri(page, UriKind.RelativeOrAbsolute), null);

        var thrown = Assert.ThrowsExactly<OutgoingMailException>(() => OutgoingMailBuilder.Build(mail with { Unsubscribe = unsubscribe }));

        Assert.AreEqual("unsubscribe.oneClick", thrown.Field);
    }

    [TestMethod]
    [DataRow("a\r\nBcc: evil@z.example")]
    [DataRow("a\nb")]
    [DataRow("a\rb")]
    [DataRow("a\0b")]
    [DataRow("a\u2028b")]
    [DataRow("a\u0085b")]
    public void A_control_character_in_any_header_value_is_refused_by_name(string value)
    {
        (string Field, OutgoingMail Mail)[] cases =
        [
            ("subject", mail with { Subject = value }), ("from.name", mail with { From = new(value, "ana@x.example") }),
            ("from.address", mail with { From = new(null, value) }), ("to[0].name", mail with { To = [new(value, "b@y.example")] }),
            ("to[1].address", mail with { To = [new(null, "b@y.example"), new(null, $"b@y.example{value}")] }),
            ("cc[0].address", mail with { Cc = [new(null, value)] }), ("bcc[0].name", mail with { Bcc = [new(value, "b@y.example")] }),
            ("messageId", mail with { MessageId = value }), ("inReplyTo", mail with { InReplyTo = value }), ("references", mail with { References = [value] }),
            ("replyTo.name", mail with { ReplyTo = new(value, "b@y.example") }), ("replyTo.address", mail with { ReplyTo = new(null, value) }),
            ("unsubscribe.oneClick", mail with { Unsubscribe = new(new Uri("https://x.example/" + value, UriKind.RelativeOrAbsolute), null) }),
            ("unsubscribe.mail", mail with { Unsubscribe = new(null, new Uri("mailto:a@x.example?subject=" + value, UriKind.RelativeOrAbsolute)) }),
            ("attachments[0].contentId", mail with { Attachments = [new("a", "text/plain", default, value)] }),
            ("sendToken", mail with { SendToken = value }), ("attachments[0].name", mail with { Attachments = [new(value, "text/plain", default)] }),
            ("attachments[0].contentType", mail with { Attachments = [new("a", value, default)] })
        ];

        foreach (var (field, bad) in cases)
        {
            var thrown = Assert.ThrowsExactly<OutgoingMailException>(() => OutgoingMailBuilder.Build(bad));
            Assert.AreEqual(field, thrown.Field);
            Assert.DoesNotContain("evil", thrown.Message);
        }
    }

    [TestMethod]
    [DataRow("not an address")]
    [DataRow("")]
    [DataRow("a@b@c.example")]
    [DataRow("Ana <ana@x.example>")]
    public void An_address_that_cannot_be_written_is_refused(string address)
    {
        var thrown = Assert.ThrowsExactly<OutgoingMailException>(() => OutgoingMailBuilder.Build(mail with { Cc = [new(null, address)] }));

        Assert.AreEqual("cc[0].address", thrown.Field);
    }

    [TestMethod]
    public void An_international_local_part_is_written_as_it_is()
    {
        var envelope = EnvelopeReader.FromMime(OutgoingMailBuilder.Build(mail with { To = [new("用户", "用户@y.example")], Subject = "你好" }));

        Assert.AreEqual(new MailAddress("用户", "用户@y.example"), envelope.To.Single());
        Assert.AreEqual("你好", envelope.Subject);
    }

    [TestMethod]
    public void The_same_mail_gives_the_same_bytes()
    {
        var rich = mail with { Html = "<p>Hi", Attachments = [new("a.txt", "text/plain", "x"u8.ToArray())] };

        CollectionAssert.AreEqual(OutgoingMailBuilder.Build(rich), OutgoingMailBuilder.Build(rich with { }));
    }

    [TestMethod]
    public void Text_is_derived_from_html_and_html_is_never_invented()
    {
        var extractor = new MailContentExtractor();

        var both = extractor.Extract(OutgoingMailBuilder.Build(mail with { Text = null, Html = "<p>Hi <b>you</b></p>" }));
        var plain = extractor.Extract(OutgoingMailBuilder.Build(mail));
        var empty = extractor.Extract(OutgoingMailBuilder.Build(mail with { Text = null }));

        Assert.AreEqual("Hi you", both.Text);
        Assert.AreEqual("<p>Hi <b>you</b></p>", both.Html);
        Assert.AreEqual("Hi", plain.Text);
        Assert.IsNull(plain.Html);
        Assert.AreEqual("", empty.Text);
    }

    [TestMethod]
    [DataRow("trailing \nspace")]
    [DataRow("trailing\t\ntab")]
    [DataRow("From here")]
    [DataRow("a\n.\nb")]
    [DataRow("form\ffeed")]
    [DataRow("separated\u2028line")]
    [DataRow("")]
    public void Words_that_servers_on_the_way_would_change_are_encoded(string text)
    {
        var mime = Encoding.ASCII.GetString(OutgoingMailBuilder.Build(mail with { Text = text }));

        using var read = MimeKit.MimeMessage.Load(new MemoryStream(Encoding.ASCII.GetBytes(mime)));
        Assert.AreEqual(text, read.TextBody?.Replace("\r\n", "\n", StringComparison.Ordinal));
        Assert.IsFalse(Array.Exists(mime.Split("\r\n"), line => line.EndsWith(' ') || line.EndsWith('\t') || line is "." || line.StartsWith("From ", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("a.pdf", "application/pdf", "application/pdf")]
    [DataRow("Übersicht €.pdf", "application/pdf", "application/pdf")]
    [DataRow("日本語.txt", "text/plain; charset=shift_jis", "text/plain")]
    [DataRow("mail.eml", "message/rfc822", "application/octet-stream")]
    [DataRow("odd.bin", "not a type", "application/octet-stream")]
    [DataRow("x.html", "text/html", "text/html")]
    public void Attachments_arrive_byte_for_byte(string name, string type, string expectedType)
    {
        var bytes = Enumerable.Range(0, 1000).Select(i => (byte)(i * 7)).ToArray();
        var extractor = new MailContentExtractor();

        var mime = OutgoingMailBuilder.Build(mail with { Attachments = [new(name, type, bytes)] });

        var attachment = extractor.Extract(mime).Attachments.Single();
        Assert.AreEqual(name, attachment.Name);
        Assert.AreEqual(expectedType, attachment.ContentType);
        Assert.AreEqual(1000, attachment.Size);
        Assert.IsFalse(attachment.Inline);
        CollectionAssert.AreEqual(bytes, extractor.OpenAttachment(mime, attachment.Id)!.Content.ToArray());
    }

    // Read by MimeKit itself: what the CRM shows of names is tidied.
    [TestMethod]
    [DataRow("Urlaub 👩‍👩‍👧‍👦 und noch einmal 👩‍👩‍👧‍👦 und 😀😀😀😀😀😀😀😀😀😀😀😀.jpg", "image/jpeg")]
    [DataRow("=?utf-8?Q?a?=.txt", "text/plain; name=\"other.exe\"")]
    [DataRow("a\"b\\c;d.txt", "text/plain")]
    [DataRow("100% 'it''s'*.txt", "text/plain")]
    public void File_names_are_written_exactly(string name, string type)
    {
        using var read = MimeKit.MimeMessage.Load(new MemoryStream(OutgoingMailBuilder.Build(mail with { Attachments = [new(name, type, default)] })));

        var part = read.Attachments.Single();
        Assert.AreEqual(name, part.ContentDisposition?.FileName);
        Assert.AreEqual(name, part.ContentType.Name);
    }
}
