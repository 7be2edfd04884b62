using EmailSync.Core.Mail;
using MimeKit;

namespace EmailSync.Tests.Mail;

[TestClass]
public sealed class MailCorpusTests
{
    private static readonly string[] folders = ["legacy", "messages", "mailparser", "signed", "replies"];

    [TestMethod]
    public void Every_real_mail_gives_bounded_content_and_attachments_that_open()
    {
        var extractor = new MailContentExtractor();

        foreach (var file in Corpus.Files(folders))
        {
            var mime = File.ReadAllBytes(file);
            var content = extractor.Extract(mime);

            Assert.IsLessThanOrEqualTo(2_200_000, content.Text.Length + content.QuotedText.Length, file);
            Assert.IsLessThanOrEqualTo(4_000_000, content.Html?.Length ?? 0, file);
            Assert.IsFalse(content.Html?.Contains("<script", StringComparison.OrdinalIgnoreCase) ?? false, file);
            Assert.IsLessThanOrEqualTo(1_000, content.Attachments.Count, file);
            Assert.HasCount(content.Attachments.Count, content.Attachments.Select(a => a.Id).Distinct().ToList(), file);
            foreach (var attachment in content.Attachments)
            {
                var opened = extractor.OpenAttachment(mime, attachment.Id);
                Assert.AreEqual(attachment, opened?.Attachment, file);
                Assert.AreEqual(attachment.Size, opened?.Content.Length ?? -1L, file);
                Assert.IsFalse(attachment.Name.Any(c => c is '/' or '\\' || char.IsControl(c)), file);
            }
        }
    }

    [TestMethod]
    public void Every_real_mail_has_the_same_envelope_from_mime_and_from_a_header_list()
    {
        foreach (var file in Corpus.Files(folders))
        {
            var mime = File.ReadAllBytes(file);
            using var stream = new MemoryStream(mime);
            var message = MimeMessage.Load(stream);
            // MimeKit keeps the headers that describe the content with the body.
            var listed = message.Headers.Concat(message.Body?.Headers ?? []).Select(header => KeyValuePair.Create(header.Field.ToUpperInvariant(), HeaderBlock.Text(header.RawValue)));

            var envelope = EnvelopeReader.FromMime(mime);

            EnvelopeReaderTests.AssertSame(EnvelopeReader.FromHeaders(listed), envelope, file);
            Assert.AreEqual(MessageFingerprint.Of(EnvelopeReader.FromHeaders(listed)), MessageFingerprint.Of(envelope), file);
        }
    }

    [TestMethod]
    public void Bodies_in_old_charsets_and_encodings_are_all_read()
    {
        string[] known = ["Hasen", "Tortoise", "test message"];
        var extractor = new MailContentExtractor();
        var stories = Corpus.Files("legacy").Select(file => (File: file, Content: extractor.Extract(File.ReadAllBytes(file)))).Where(mail => mail.Content.Text.Length > 0).ToList();

        foreach (var (file, content) in stories)
            Assert.IsTrue(known.Any(words => content.Text.Contains(words, StringComparison.Ordinal)), file);
        Assert.IsGreaterThan(40, stories.Count);
    }

    [TestMethod]
    public void Delivery_reports_among_real_mail_are_recognised()
    {
        foreach (var file in Corpus.Files("messages", "mailparser").Where(file => Path.GetFileName(file).StartsWith("delivery-status", StringComparison.Ordinal) && !file.Contains("anonymized", StringComparison.Ordinal)))
        {
            var envelope = EnvelopeReader.FromMime(File.ReadAllBytes(file));

            Assert.IsTrue(envelope.IsReport && envelope.IsAutomatic, file);
        }
    }
}
