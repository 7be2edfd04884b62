using System.Text;
using System.Text.RegularExpressions;
using EmailSync.Core.Mail;

namespace EmailSync.Tests.Mail;

[TestClass]
public sealed partial class MailHtmlTests
{
    private static readonly MailContentExtractor extractor = new();

    [TestMethod]
    [DataRow("<script>alert(1)</script><p>a</p>", "<p>a</p>")]
    [DataRow("<p onclick=alert(1) onmouseover='x'>a</p>", "<p>a</p>")]
    [DataRow("<a href=\"javascript:alert(1)\">a</a>", "<a>a</a>")]
    [DataRow("<a href=\" java\nscript:alert(1)\">a</a>", "<a>a</a>")]
    [DataRow("<a href=\"data:text/html,x\">a</a>", "<a>a</a>")]
    [DataRow("<a href=\"vbscript:x\">a</a>", "<a>a</a>")]
    [DataRow("<a href=\"/admin/delete\">a</a>", "<a>a</a>")]
    [DataRow("<a href=\"//evil.example\">a</a>", "<a>a</a>")]
    [DataRow("<a href=\"https://x.example/?a=1&amp;b=2\" target=_self rel=opener>a</a>", "<a href=\"https://x.example/?a=1&amp;b=2\" target=\"_blank\" rel=\"noopener noreferrer\">a</a>")]
    [DataRow("<a href=\"mailto:a@x.example\">a</a>", "<a href=\"mailto:a@x.example\" target=\"_blank\" rel=\"noopener noreferrer\">a</a>")]
    [DataRow("<img src=\"data:image/png;base64,AAAA\" alt=\"x\">", "<img alt=\"x\">")]
    [DataRow("<img src=\"cid:a@x\" onerror=\"x\">", "<img src=\"cid:a@x\">")]
    [DataRow("<img src=\"https://x.example/a.png\" srcset=\"https://x.example/b.png 2x\">", "<img src=\"https://x.example/a.png\">")]
    [DataRow("<form action=https://evil.example><input name=pw><button>Go</button>text</form>", "Gotext")]
    [DataRow("<iframe src=https://evil.example></iframe><object></object><embed>a", "a")]
    [DataRow("<svg><script>alert(1)</script></svg><math><mtext>x</mtext></math>a", "a")]
    [DataRow("<link rel=stylesheet href=https://evil.example><style>p{color:red}</style><base href=https://evil.example><meta http-equiv=refresh content=0>a", "a")]
    [DataRow("<p style=\"position:fixed;top:0;background-image:url(https://evil.example/x);list-style-image:url(https://evil.example/y);behavior:url(x)\">a</p>", "<p>a</p>")]
    [DataRow("<p id=\"x\" class=\"y\" name=\"z\" data-x=\"1\">a</p>", "<p>a</p>")]
    [DataRow("<!-- secret --><p>a</p><!--[if mso]><p>b</p><![endif]-->", "<p>a</p>")]
    [DataRow("<table background=\"https://evil.example/x.png\"><tr><td>a</td></tr></table>", "<table><tbody><tr><td>a</td></tr></tbody></table>")]
    [DataRow("<video src=https://evil.example poster=x>a</video>", "a")]
    public void Html_is_made_safe(string html, string expected)
    {
        Assert.AreEqual(expected, Extract(html).Html);
    }

    [TestMethod]
    public void Harmless_styles_are_kept()
    {
        var html = Extract("<p style=\"color: red; text-align: center; expression: x\">a</p>").Html!;

        Assert.Contains("text-align: center", html);
        Assert.Contains("color:", html);
        Assert.DoesNotContain("expression", html);
    }

    [TestMethod]
    [DataRow("<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree")]
    [DataRow("<div>one</div><div>two</div>", "one\ntwo")]
    [DataRow("a  b\n c&nbsp;d", "a b c d")]
    [DataRow("<ul><li>one<li>two<ul><li>deep</ul></ul>end", "- one\n- two\n- deep\n\nend")]
    [DataRow("<ol start=3><li>one<li>two</ol>", "3. one\n4. two")]
    [DataRow("<a href=\"https://x.example/a\">here</a>.", "here (https://x.example/a).")]
    [DataRow("<a href=\"https://x.example/\">x.example</a>", "x.example")]
    [DataRow("<a href=\"mailto:a@x.example\">a@x.example</a>", "a@x.example")]
    [DataRow("<a href=\"javascript:x\">here</a>", "here")]
    [DataRow("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "a\tb\nc\td")]
    [DataRow("<pre>a\n  b</pre>", "a\n  b")]
    [DataRow("<img alt=Logo>x<script>y</script><style>z</style><title>t</title>", "Logox")]
    [DataRow("1 &lt; 2 &amp; 3", "1 < 2 & 3")]
    [DataRow("<b>bo</b>ld <i>it</i>", "bold it")]
    public void Text_of_html_is_readable(string html, string expected)
    {
        Assert.AreEqual(expected, Extract(html).Text);
    }

    [TestMethod]
    [DataRow("<div>New</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">On Mon, 2 Mar 2026 Bo wrote:<br></div><blockquote class=\"gmail_quote\">Old</blockquote></div>")]
    [DataRow("New<div class=\"moz-cite-prefix\">On 2.3.2026 Bo wrote:</div><blockquote type=\"cite\">Old</blockquote>")]
    [DataRow("New<div>On 2 Mar 2026, at 18:26, Bo wrote:</div><br><blockquote type=\"cite\">Old</blockquote>")]
    [DataRow("New<div id=\"appendonsend\"></div><hr><div id=\"divRplyFwdMsg\"><b>From:</b> Bo<br><b>Sent:</b> Monday</div><div>Old</div>")]
    [DataRow("New<div class=\"yahoo_quoted\"><div>On Monday Bo wrote:</div><div>Old</div></div>")]
    [DataRow("New<div style=\"border:none;border-top:solid #B5C4DF 1.0pt\"><p><b>From:</b> Bo<br><b>Sent:</b> Monday<br><b>To:</b> Ana<br><b>Subject:</b> x</p></div><p>Old</p>")]
    [DataRow("New<br>Am 2.3.2026 um 18:26 schrieb Bo:<br><blockquote>Old</blockquote>")]
    public void Quoted_history_of_html_only_mail_is_parted(string html)
    {
        var content = Extract(html);

        Assert.AreEqual("New", content.Text);
        Assert.EndsWith("Old", content.QuotedText);
        Assert.Contains("Old", content.Html!);
    }

    [TestMethod]
    [DataRow("<blockquote type=cite>Old</blockquote>My answer below", DisplayName = "reply below")]
    [DataRow("One<blockquote type=cite>Old</blockquote>two<blockquote type=cite>Older</blockquote>three", DisplayName = "between")]
    [DataRow("<p>Consider:</p><blockquote>An indented paragraph</blockquote>", DisplayName = "indented")]
    [DataRow("<div>FYI</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">---------- Forwarded message ---------<br>From: Bo<br>Date: Mon<br>Subject: x<br></div>Old</div>", DisplayName = "forwarded")]
    [DataRow("<div id=\"divRplyFwdMsg\">From: Bo</div>Forwarded", DisplayName = "nothing above")]
    public void Html_stays_text_where_it_is_not_certain(string html)
    {
        var content = Extract(html);

        Assert.AreEqual("", content.QuotedText);
        Assert.AreEqual(Words(html), Words(content.Text));
    }

    [TestMethod]
    public void Html_replies_of_real_clients_are_parted_and_lose_no_word()
    {
        foreach (var file in Corpus.Files("html-replies"))
        {
            var content = Extract(File.ReadAllText(file));

            Assert.StartsWith("Hi. I am fine.", content.Text, file);
            Assert.DoesNotContain("How are you", content.Text, file);
            Assert.Contains("How are you", content.QuotedText, file);
        }
    }

    [TestMethod]
    [DataRow("<div>")]
    [DataRow("<b a1>")]
    [DataRow("<table><tr><td>")]
    [DataRow("<svg><li>")]
    [DataRow("<p><b>")]
    [DataRow("<a href=x>")]
    [DataRow("<ol><li>x</ol>")]
    [DataRow("<li>x")]
    [DataRow("<td>x")]
    [DataRow("<blockquote></blockquote>")]
    [DataRow("<script></script>")]
    [DataRow("<")]
    [DataRow("</div><div>")]
    [DataRow("&")]
    [DataRow("<p style=\"color:red;margin:1px\">")]
    public void Endless_markup_ends_bounded(string unit)
    {
        var content = Extract(string.Concat(Enumerable.Repeat(unit, 900_000 / unit.Length)));

        Assert.IsLessThanOrEqualTo(10_000_000, content.Html!.Length);
        Assert.IsLessThanOrEqualTo(10_000_000, content.Text.Length);
    }

    [TestMethod]
    public void Words_of_markup_nested_too_deep_are_still_shown()
    {
        var content = Extract(string.Concat(Enumerable.Repeat("<div>", 5_000)) + "the <b>words</b> &amp; more");

        Assert.AreEqual("the words & more", Words(content.Text));
        Assert.DoesNotContain("<div", content.Html!);
    }

    private static MailContent Extract(string html) => extractor.Extract(Encoding.UTF8.GetBytes("Content-Type: text/html; charset=utf-8\r\n\r\n" + html));

    private static string Words(string html) => string.Join(' ', Tag().Replace(html, " ").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
