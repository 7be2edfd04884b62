using System.Globalization;
using System.Text;
using AngleSharp.Dom;

namespace EmailSync.Core.Mail;

/// <summary>Readable text of HTML: lines for blocks, marks for list items, tabs between cells, targets of links behind their words.</summary>
internal sealed class HtmlText
{
    private static readonly HashSet<string> blocks = new(StringComparer.Ordinal)
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dir", "div", "dl", "dt", "fieldset", "figcaption",
        "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section",
        "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"
    };

    private static readonly HashSet<string> spaced = new(StringComparer.Ordinal) { "p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "table", "ul", "ol", "dl", "blockquote" };

    private readonly StringBuilder text = new();
    private readonly IReadOnlyDictionary<INode, string> before;
    private readonly IReadOnlyDictionary<INode, string> after;
    private readonly Dictionary<IElement, long> positions = [];
    private bool pendingSpace;

    private HtmlText(IReadOnlyDictionary<INode, string> before, IReadOnlyDictionary<INode, string> after) => (this.before, this.after) = (before, after);

    public static string FromHtml(string html) => HtmlDocuments.Parse(html).Body is { } body ? Render(body) : "";

    public static string Render(IElement root) => Render(root, new Dictionary<INode, string>(), new Dictionary<INode, string>());

    /// <param name="before">Marks to write before a node.</param>
    /// <param name="after">Marks to write after a node.</param>
    public static string Render(IElement root, IReadOnlyDictionary<INode, string> before, IReadOnlyDictionary<INode, string> after)
    {
        var renderer = new HtmlText(before, after);
        renderer.Visit(root, false);
        var lines = renderer.text.ToString().Split('\n').Select(line => line.TrimEnd());
        return string.Join('\n', lines).Trim('\n', ' ', '\t');
    }

    private void Visit(INode node, bool preformatted)
    {
        if (before.TryGetValue(node, out var mark)) Mark(mark);
        if (node is IText words) Write(words.Data, preformatted);
        else if (node is IElement element) Visit(element, preformatted || element.LocalName is "pre" or "listing");
        if (after.TryGetValue(node, out mark)) Mark(mark);
    }

    private void Visit(IElement element, bool preformatted)
    {
        var name = element.LocalName;
        switch (name)
        {
            case "br":
                Break();
                return;
            case "img":
                Write(element.GetAttribute("alt") ?? "", false);
                return;
            case "td" or "th" when element.ParentElement is { } row && Position(row) > 0:
                text.Append('\t');
                pendingSpace = false;
                break;
        }

        var isBlock = blocks.Contains(name);
        if (isBlock) EnsureLines(spaced.Contains(name) && !IsNestedList(element) ? 2 : 1);
        if (name == "li") Write(Bullet(element), true);
        var start = text.Length;
        foreach (var child in element.ChildNodes) Visit(child, preformatted);
        if (name == "a") WriteTarget(element, start);
        if (isBlock) EnsureLines(spaced.Contains(name) && !IsNestedList(element) ? 2 : 1);
    }

    private void WriteTarget(IElement link, int start)
    {
        var href = (link.GetAttribute("href") ?? "").Trim();
        var colon = href.IndexOf(':', StringComparison.Ordinal);
        var scheme = colon < 0 ? "" : href[..colon].ToLowerInvariant();
        if (scheme is not ("http" or "https" or "mailto" or "tel")) return;
        var target = scheme is "mailto" or "tel" ? href[(colon + 1)..] : href;
        var label = text.ToString(Math.Min(start, text.Length), Math.Max(0, text.Length - start)).Trim();
        if (label.Length == 0 || Bare(label) == Bare(target)) return;
        var endsLine = text[^1] == '\n';
        while (text[^1] == '\n') text.Length--;
        text.Append(" (").Append(target).Append(endsLine ? ")\n" : ")");

        static string Bare(string url) => url[(url.IndexOf("://", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0)..].TrimEnd('/');
    }

    private void Write(string words, bool preformatted)
    {
        foreach (var c in words)
        {
            if (preformatted && c is '\n') Break();
            else if (c is ' ' or '\t' or '\n' or '\r' or '\f' && !preformatted) pendingSpace = true;
            else if (c is not '\r')
            {
                if (pendingSpace && text.Length > 0 && text[^1] is not ('\n' or '\t' or ' ')) text.Append(' ');
                pendingSpace = false;
                text.Append(c == '\u00a0' ? ' ' : c);
            }
        }
    }

    private void Mark(string mark)
    {
        EnsureLines(1);
        text.Append(mark).Append('\n');
    }

    private void Break()
    {
        pendingSpace = false;
        text.Append('\n');
    }

    private void EnsureLines(int count)
    {
        pendingSpace = false;
        if (text.Length == 0) return;
        var ends = 0;
        while (ends < count && ends < text.Length && text[text.Length - 1 - ends] == '\n') ends++;
        text.Append('\n', count - ends);
    }

    private static bool IsNestedList(IElement element) => element.LocalName is "ul" or "ol" && element.ParentElement?.LocalName is "li" or "ul" or "ol";

    private string Bullet(IElement item)
    {
        if (item.ParentElement is not { LocalName: "ol" } list) return "- ";
        var start = int.TryParse(list.GetAttribute("start"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var given) ? given : 1;
        return (start + Position(list)).ToString(CultureInfo.InvariantCulture) + ". ";
    }

    // Counted while walking: asking an element for its siblings takes time proportional to their number.
    private long Position(IElement parent)
    {
        var position = positions.GetValueOrDefault(parent);
        positions[parent] = position + 1;
        return position;
    }
}
