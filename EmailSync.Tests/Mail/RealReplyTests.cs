using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using EmailSync.Core.Mail;
using MimeKit;

namespace EmailSync.Tests.Mail;

/// <summary>What real mail clients write when somebody answers: the new words are the text, the old ones the quotation, and none is lost.</summary>
[TestClass]
public sealed class RealReplyTests
{
    private static readonly MailContentExtractor extractor = new();

    [TestMethod]
    [DataRow("android.eml", "Hello", "02.04.2012 14:20", "> Hi\n>")]
    [DataRow("aol.eml", "Hello", "-----Original Message-----", "Hi")]
    [DataRow("apple_mail.eml", "Hello", "On Apr 3, 2012, at 4:19 PM, bob wrote:", "> Hi")]
    [DataRow("apple_mail_2.eml", "Hello", "> On 22 Aug 2015, at 19:21", "> Hi there!")]
    [DataRow("comcast.eml", "Hello", "----- Original Message -----", "Hi")]
    [DataRow("gmail.eml", "Hello", "On Mon, Apr 2, 2012 at 6:26 PM", "> Hi")]
    [DataRow("hotmail.eml", "Hello", "> Subject: Test", "> Hi")]
    [DataRow("iphone.eml", "Hello\n\nSent from my iPhone", "On Apr 3, 2012, at 4:19 PM", "> Hi")]
    [DataRow("outlook.eml", "Hello", "From: xxx@xxx.mailgun.org", "verify=4a400554148256338956101abdf06406>")]
    [DataRow("sparrow.eml", "Hello \n\n-- \nxxx\nSent with Sparrow (http://www.sparrowmailapp.com/?sig)", "On Tuesday, April 3, 2012", "> > Hi")]
    [DataRow("thunderbird.eml", "Hello", "On 04/02/2012 06:26 PM, Megan One wrote:", "> Hi")]
    [DataRow("yahoo.eml", "Hello", "----- Original Message -----", "Hi")]
    public void A_plain_reply_is_parted_from_its_history(string file, string text, string begins, string ends)
    {
        var mime = File.ReadAllBytes(Single("replies", file));

        var content = extractor.Extract(mime);

        Assert.AreEqual(text, content.Text);
        Assert.StartsWith(begins, content.QuotedText);
        Assert.EndsWith(ends, content.QuotedText);
        CollectionAssert.AreEquivalent(Words(TextOf(mime)), Words(content.Text + ' ' + content.QuotedText));
    }

    [TestMethod]
    [DataRow("gmail.html", "On Thu, Jun 26, 2014 at 2:14 PM")]
    [DataRow("hotmail.html", "Date: Thu, 26 Jun 2014")]
    [DataRow("mail_ru.html", "Thu, 26 Jun 2014 14:00:51 +0400 от Alexander L")]
    [DataRow("ms_outlook_2003.html", "From: Alexander L")]
    [DataRow("ms_outlook_2007.html", "From: Alexander L")]
    [DataRow("ms_outlook_2010.html", "From: Foo")]
    [DataRow("thunderbird.html", "On 26.06.2014 14:41, Alexander L wrote:")]
    [DataRow("windows_mail.html", "От: Alexander L")]
    [DataRow("yandex_ru.html", "26.06.2014, 14:41")]
    public void An_html_reply_is_parted_from_its_history(string file, string begins)
    {
        var html = File.ReadAllText(Single("html-replies", file));

        var content = extractor.Extract(Encoding.UTF8.GetBytes("Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + html));

        CollectionAssert.AreEqual(new[] { "Hi.", "I", "am", "fine.", "Thanks,", "Alex" }, Words(content.Text));
        Assert.StartsWith(begins, content.QuotedText);
        Assert.Contains("Hello! How are you?", content.QuotedText);
        AssertHolds(html, content.Text + '\n' + content.QuotedText);
    }

    [TestMethod]
    public void Every_reply_of_the_corpus_has_its_row()
    {
        var rows = new[] { nameof(A_plain_reply_is_parted_from_its_history), nameof(An_html_reply_is_parted_from_its_history) }
            .SelectMany(name => typeof(RealReplyTests).GetMethod(name)!.GetCustomAttributes(typeof(DataRowAttribute), false).Cast<DataRowAttribute>())
            .Select(row => (string)row.Data[0]!);

        CollectionAssert.AreEquivalent(Corpus.Files("replies", "html-replies").Select(Path.GetFileName).ToList(), rows.ToList());
    }

    [TestMethod]
    [DataRow("<div class='moz-cite-prefix'>On 2.3.2026 14:41, Bo wrote:<br></div><blockquote type='cite'>Old <b>words</b></blockquote><p>New words</p>")]
    [DataRow("<p>On 2 March 2026, Bo wrote:</p><blockquote type='cite'><p>Old words</p></blockquote><div>New words</div>")]
    public void An_html_answer_below_the_quotation_is_the_text(string html)
    {
        var content = Html(html);

        Assert.AreEqual("New words", content.Text);
        Assert.EndsWith("Old words", content.QuotedText);
        AssertHolds(html, content.Text + '\n' + content.QuotedText);
    }

    [TestMethod]
    [DataRow("<p>Hello</p><p>On 2 March 2026, Bo wrote:</p><blockquote type='cite'>Old words</blockquote><p>New words</p>", DisplayName = "above and below")]
    [DataRow("<p>On 2 March 2026, Bo wrote:</p><blockquote type='cite'>one?</blockquote><p>yes</p><blockquote type='cite'>two?</blockquote><p>no</p>", DisplayName = "between")]
    [DataRow("<blockquote>A saying</blockquote><p>and what I think of it</p>", DisplayName = "no history")]
    public void Html_that_cannot_be_parted_is_all_text(string html)
    {
        var content = Html(html);

        Assert.AreEqual("", content.QuotedText);
        AssertHolds(html, content.Text);
    }

    private static MailContent Html(string html) => extractor.Extract(Encoding.UTF8.GetBytes("Content-Type: text/html; charset=utf-8\r\n\r\n" + html));

    private static string Single(string folder, string file) => Corpus.Files(folder).Single(path => Path.GetFileName(path) == file);

    private static string TextOf(byte[] mime)
    {
        using var message = MimeMessage.Load(new MemoryStream(mime));
        return message.TextBody ?? "";
    }

    /// <summary>Each word of each text node is there at least as often: elements may be joined or parted otherwise, so words are looked for as pieces of text.</summary>
    private static void AssertHolds(string html, string shown)
    {
        var document = new HtmlParser().ParseDocument(html);
        var words = document.Body!.Descendants<IText>()
            .Where(node => node.ParentElement is not { LocalName: "style" or "script" or "title" })
            .SelectMany(node => Words(node.Data)).ToList();
        Assert.IsNotEmpty(words);
        foreach (var word in words.GroupBy(word => word, StringComparer.Ordinal))
            Assert.IsGreaterThanOrEqualTo(word.Count(), shown.Split(word.Key).Length - 1, word.Key);
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
