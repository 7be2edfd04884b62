using System.Buffers;
using System.Net;
using System.Text;
using AngleSharp.Html.Dom;
using Ganss.Xss;

namespace EmailSync.Core.Mail;

/// <summary>
/// Parses mail HTML within bounds. Parsing takes time proportional to length times depth and later steps recurse, so markup that is nested
/// without end, or has elements without end, is read as plain text.
/// </summary>
internal static class HtmlDocuments
{
    private const int MaxLength = 1_000_000;
    private const int MaxOpenElements = 800;
    private const int MaxElements = 50_000;
    private const string CutMark = "<p>[…]</p>";

    // Never shown, or able to change how the rest is parsed.
    private const string Hidden = "script,style,title,template,noscript,noframes,noembed,iframe,frameset,object,embed,applet,svg,math,xmp,plaintext,base,meta,link";

    private static readonly HashSet<string> voidTags = new(StringComparer.OrdinalIgnoreCase)
        { "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "basefont", "bgsound", "frame", "keygen" };

    // Closed by the next of their kind.
    private static readonly HashSet<string> selfEndingTags = new(StringComparer.OrdinalIgnoreCase)
        { "p", "li", "td", "th", "tr", "dt", "dd", "option", "tbody", "thead", "tfoot", "html", "body", "head" };

    private static readonly SearchValues<char> nameEnds = SearchValues.Create(" \t\r\n\f/><");

    public static IHtmlDocument Parse(string html)
    {
        var bounded = html.Length > MaxLength ? HeaderText.Cut(html, MaxLength) + CutMark : html;
        // The sanitiser's parser: without its style engine every style would be lost.
        var document = HtmlSanitizer.DefaultHtmlParserFactory()
            .ParseDocument(IsUnreasonable(bounded) ? $"<pre>{WebUtility.HtmlEncode(StripTags(bounded))}</pre>" : bounded);
        foreach (var element in document.QuerySelectorAll(Hidden).ToList()) element.Remove();
        foreach (var area in document.QuerySelectorAll("textarea,select,button").ToList())
            area.Replace(document.CreateTextNode(area.TextContent));
        return document;
    }

    // Counts what is opened and not closed by name. Misnested markup can only make the count too high, never too low.
    private static bool IsUnreasonable(string html)
    {
        var open = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var total = 0;
        var elements = 0;
        var foreign = false;
        for (var i = html.IndexOf('<', StringComparison.Ordinal); i >= 0 && i + 1 < html.Length; i = html.IndexOf('<', i + 1))
        {
            var closing = html[i + 1] == '/';
            var name = TagName(html.AsSpan(closing ? i + 2 : i + 1));
            if (name.Length == 0) continue;
            if (++elements > MaxElements * 2) return true;
            foreign |= name.Equals("svg", StringComparison.OrdinalIgnoreCase) || name.Equals("math", StringComparison.OrdinalIgnoreCase);
            if (voidTags.Contains(name) || (!foreign && selfEndingTags.Contains(name))) continue;
            var count = open.GetValueOrDefault(name) + (closing ? -1 : 1);
            if (count < 0) continue;
            open[name] = count;
            total += closing ? -1 : 1;
            if (total > MaxOpenElements) return true;
        }

        return false;
    }

    private static string TagName(ReadOnlySpan<char> text)
    {
        const int longest = 40;
        if (text.IsEmpty || !char.IsAsciiLetter(text[0])) return "";
        var end = text.IndexOfAny(nameEnds);
        return text[..Math.Min(end < 0 ? text.Length : end, longest)].ToString();
    }

    private static string StripTags(string html)
    {
        var text = new StringBuilder(html.Length);
        for (var i = 0; i < html.Length;)
        {
            var tag = html.IndexOf('<', i);
            if (tag < 0) tag = html.Length;
            text.Append(html, i, tag - i).Append(' ');
            var end = tag < html.Length ? html.IndexOf('>', tag) : -1;
            i = end < 0 ? html.Length : end + 1;
        }

        return WebUtility.HtmlDecode(text.ToString());
    }
}
