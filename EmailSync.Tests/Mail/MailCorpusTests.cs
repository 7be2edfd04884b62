using EmailSync.Core.Mail;

namespace EmailSync.Tests.Mail;

[TestClass]
public sealed class MailCorpusTests
{
    [TestMethod]
    public void Every_real_mail_gives_bounded_content()
    {
        var extractor = new MailContentExtractor();

        foreach (var file in Corpus.Files("legacy", "messages", "mailparser", "signed", "replies"))
        {
            var mime = File.ReadAllBytes(file);
            var content = extractor.Extract(mime);
            Environment.GetEnvironmentVariable("X");
            if (Environment.GetEnvironmentVariable("DUMP") is { Length: > 0 } d)
                File.AppendAllText(d, $"=== {file}\n{EnvelopeReader.FromMime(mime)}\n-- TEXT {content.Text.Length}\n{HeadOf(content.Text)}\n-- QUOTED {content.QuotedText.Length}\n{HeadOf(content.QuotedText)}\n-- HTML {content.Html?.Length}\n{HeadOf(content.Html ?? "")}\n-- ATT {string.Join("\n", content.Attachments)}\n");
            Assert.IsLessThanOrEqualTo(3_000_000, content.Text.Length + content.QuotedText.Length, file);
            Assert.IsLessThanOrEqualTo(8_000_000, content.Html?.Length ?? 0, file);
            Assert.IsLessThanOrEqualTo(1_000, content.Attachments.Count, file);
            Assert.HasCount(content.Attachments.Count, content.Attachments.Select(a => a.Id).Distinct().ToList(), file);
            foreach (var attachment in content.Attachments)
            {
                var opened = extractor.OpenAttachment(mime, attachment.Id);
                Assert.IsNotNull(opened, file);
                Assert.AreEqual(attachment.Size, opened.Value.Content.Length, file);
                Assert.IsFalse(attachment.Name.Any(c => c is '/' or '\\' || char.IsControl(c)), file);
            }
        }
    }

    private static string HeadOf(string s) => s.Length > 900 ? s[..900] + "..." : s;
}
