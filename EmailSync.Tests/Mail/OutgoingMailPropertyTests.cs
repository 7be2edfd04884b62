using EmailSync.Core.Mail;
using FsCheck;
using FsCheck.Fluent;

namespace EmailSync.Tests.Mail;

[TestClass]
public sealed class OutgoingMailPropertyTests
{
    private static readonly string[] words =
    [
        "offer", "Grüße", "été", "žluťoučký", "Привет", "γειά", "שלום", "مرحبا", "नमस्ते", "สวัสดี", "你好", "こんにちは", "안녕", "😀", "a=b", "=?x?=", "e\u0301", "\"quoted\"",
        "semi;colon", "back\\slash", "per%cent", "x@y", "<angle>", "comma,", "(paren)", "1234567890123456789012345678901234567890123456789012345678901234567890123456789"
    ];

    private static readonly Gen<string> line = Gen.Choose(1, 12).SelectMany(count => Gen.Elements(words).ArrayOf(count)).Select(chosen => string.Join(' ', chosen));

    private static readonly Gen<MailAddress> address =
        from name in Gen.OneOf(Gen.Constant<string?>(null), line.Select(text => (string?)text))
        from local in Gen.Elements("ana", "bo.li+tag", "o'neil", "x_y-z")
        from domain in Gen.Elements("x.example", "mail.y.example", "z.test")
        select new MailAddress(name, $"{local}@{domain}");

    private static readonly Gen<OutgoingAttachment> attachment =
        from name in Gen.Elements("a.pdf", "Übersicht 2026.xlsx", "日本語ファイル.txt", "файл.zip", "x;y=\"z\".bin", new string('é', 60) + ".png")
        from size in Gen.Choose(0, 3000)
        from bytes in Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(size)
        from type in Gen.Elements("application/pdf", "text/plain", "image/png", "application/octet-stream")
        select new OutgoingAttachment(name, type, bytes);

    private static readonly Gen<OutgoingMail> mail =
        from sender in address
        from to in address.NonEmptyListOf()
        from cc in address.ListOf()
        from subject in line
        from text in line.NonEmptyListOf()
        from html in Gen.OneOf(Gen.Constant<string?>(null), Gen.Elements("<p>Grüße &amp; <b>你好</b></p>", "<p>😀</p><p>" + new string('я', 300) + "</p>").Select(value => (string?)value))
        from files in attachment.ListOf()
        from seconds in Gen.Choose(0, 2_000_000_000)
        from parents in Gen.Choose(0, 60)
        select new OutgoingMail
        {
            From = sender,
            To = [.. to],
            Cc = [.. cc],
            Subject = subject,
            Text = string.Join('\n', text),
            Html = html,
            Attachments = [.. files],
            Date = DateTimeOffset.FromUnixTimeSeconds(seconds),
            MessageId = $"{seconds}.m@x.example",
            InReplyTo = parents > 0 ? $"{parents}@y.example" : null,
            References = Enumerable.Range(1, parents).Select(i => $"{i}@y.example").ToList(),
            SendToken = $"tok-{seconds}"
        };

    [TestMethod]
    public void What_is_built_is_read_back_whole()
    {
        var extractor = new MailContentExtractor();

        Prop.ForAll(mail.ToArbitrary(), built => ReadsBack(extractor, built)).Check(Config.QuickThrowOnFailure.WithMaxTest(150).WithReplay(2026, 303));
    }

    private static void ReadsBack(MailContentExtractor extractor, OutgoingMail built)
    {
        var mime = OutgoingMailBuilder.Build(built);
        var envelope = EnvelopeReader.FromMime(mime);
        var content = extractor.Extract(mime);

        Assert.AreEqual(built.From, envelope.From.Single());
        CollectionAssert.AreEqual(built.To.ToArray(), envelope.To.ToArray());
        CollectionAssert.AreEqual(built.Cc.ToArray(), envelope.Cc.ToArray());
        Assert.AreEqual(built.Subject, envelope.Subject);
        Assert.AreEqual(built.Date, envelope.Date);
        Assert.AreEqual(built.MessageId, envelope.MessageId);
        Assert.AreEqual(built.InReplyTo, envelope.InReplyTo.SingleOrDefault());
        CollectionAssert.AreEqual(
            built.References.Count <= 50 ? built.References.ToArray() : [built.References[0], .. built.References.TakeLast(49)], envelope.References.ToArray());
        Assert.AreEqual(built.SendToken, envelope.SendToken);
        Assert.AreEqual(built.Text, content.Text);
        Assert.AreEqual(built.Html, content.Html);
        Assert.HasCount(built.Attachments.Count, content.Attachments);
        foreach (var (sent, received) in built.Attachments.Zip(content.Attachments))
        {
            Assert.AreEqual(sent.Name, received.Name);
            Assert.AreEqual(sent.ContentType, received.ContentType);
            var bytes = extractor.OpenAttachment(mime, received.Id)?.Content.ToArray();
            CollectionAssert.AreEqual(sent.Content.ToArray(), bytes);
        }
    }
}
