using System.Text;
using EmailSync.Core.Mail;

namespace EmailSync.Tests.Mail;

[TestClass]
public sealed class TrackedHtmlTests
{
    private const string Picture = "https://sync.crm.example/api/open/p";
    private const string Tag = $"<img src=\"{Picture}\" width=\"1\" height=\"1\" alt=\"\" style=\"border:0;height:1px;width:1px\">";
    private static readonly TrackedHtml marks = new("https://sync.crm.example/api/open/", "https://sync.crm.example/api/click/");

    private static string? Ours(string target) =>
        target.StartsWith("http", StringComparison.Ordinal) ? $"https://sync.crm.example/api/click/t?to={Uri.EscapeDataString(target)}" : null;

    [TestMethod]
    [DataRow("<p>Hi</p>", $"<p>Hi</p>{Tag}")]
    [DataRow("<html><body><p>Hi</p></body></html>", $"<html><body><p>Hi</p>{Tag}</body></html>")]
    [DataRow("<html><body><p>Hi</p></html>", $"<html><body><p>Hi</p>{Tag}</html>")]
    [DataRow("<body>Hi</body><p>more</p></body>", $"<body>Hi{Tag}</body><p>more</p></body>")]
    [DataRow("<p>Hi", $"<p>Hi{Tag}")]
    [DataRow("Hi </body", $"Hi </body{Tag}")]
    public void The_picture_stands_once_at_the_end_of_the_body(string html, string expected) =>
        Assert.AreEqual(expected, TrackedHtml.Mark(html, Picture, _ => null));

    [TestMethod]
    [DataRow("<a href=\"https://x.example/a?b=1&amp;c=%20#d\" class=\"e\">f</a>", "https://x.example/a?b=1&c=%20#d")]
    [DataRow("<A HREF=https://x.example/>f</A>", "https://x.example/")]
    [DataRow("<a title='\"' href='https://x.example/é?q=\"1\"'>f</a>", "https://x.example/é?q=\"1\"")]
    [DataRow("<map><area href=\"https://x.example/\" shape=\"rect\"></map>", "https://x.example/")]
    public void A_link_leads_by_way_of_us_and_back_to_where_it_led(string html, string target)
    {
        var marked = TrackedHtml.Mark(html, null, Ours);

        StringAssert.Contains(marked, $"href=\"https://sync.crm.example/api/click/t?to={Uri.EscapeDataString(target)}\"");
        var document = HtmlDocuments.Parse(marked);
        marks.Unmark(document);
        Assert.AreEqual(target, document.QuerySelector("a,area")!.GetAttribute("href"));
    }

    [TestMethod]
    [DataRow("<a href=\"mailto:a@x.example\">a</a>")]
    [DataRow("<a name=\"top\">a</a><a href=\"#top\">b</a>")]
    [DataRow("<p title=\"&lt;a href=&quot;https://x.example&quot;&gt;\">&copy; 2026 &amp;nbsp; a&b &#8364;</p>")]
    [DataRow("<!DOCTYPE html><!--[if mso]><a href=\"https://x.example/\">a</a><![endif]--><style>a{color:red}</style>")]
    [DataRow("<img src=\"https://x.example/a.png\" srcset=\"https://x.example/b.png 2x\"/><link href=\"https://x.example/\"/>")]
    [DataRow("<!--[if !mso]><!--><p>a</p><!--<![endif]--><![if !vml]><p>b</p><![endif]>")]
    [DataRow("<v:roundrect href=\"https://x.example/\" o:hr=\"t\"><w:anchorlock/></v:roundrect>")]
    [DataRow("<script>if (a < b && c) d = \"<a href='https://x.example'>\";</script>")]
    [DataRow("a\r\n\tb\n<pre> x\r\n </pre> \u2029 \U0001F600")]
    public void Everything_else_stays_as_it_was_written(string html) => Assert.AreEqual(html, TrackedHtml.Mark(html, null, Ours));

    [TestMethod]
    public void What_is_shown_has_no_marks_of_ours_and_all_of_others()
    {
        var html = TrackedHtml.Mark("<p>Hi <a href=\"https://x.example/?a=1&amp;b=2\">you</a><img src=\"https://other.example/api/open/p\"></p>", Picture, Ours);
        var mime = Encoding.UTF8.GetBytes($"Subject: Re: Hi\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Yes</p><div class=\"gmail_quote\">{html}</div>");

        var shown = new MailContentExtractor(marks).Extract(mime);

        StringAssert.Contains(shown.Html!, "href=\"https://x.example/?a=1&amp;b=2\"");
        StringAssert.Contains(shown.Html!, "https://other.example/api/open/p");
        Assert.DoesNotContain("sync.crm.example", shown.Html!);
        StringAssert.Contains(shown.QuotedText, "https://x.example/?a=1&b=2");
        Assert.DoesNotContain("sync.crm.example", shown.QuotedText);
    }

    [TestMethod]
    public void A_mark_that_leads_nowhere_is_left_and_cannot_smuggle_a_script_in()
    {
        var mime = Encoding.UTF8.GetBytes(
            "Content-Type: text/html\r\n\r\n<a href=\"https://sync.crm.example/api/click/t\">a</a><a href=\"https://sync.crm.example/api/click/t?to=javascript:alert(1)\">b</a>");

        var html = new MailContentExtractor(marks).Extract(mime).Html!;

        StringAssert.Contains(html, "href=\"https://sync.crm.example/api/click/t\"");
        Assert.DoesNotContain("javascript", html);
    }
}
