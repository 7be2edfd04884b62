using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Ganss.Xss;

namespace EmailSync.Core.Mail;

/// <summary>
/// The HTML that a CRM page may show: no scripts, forms, style sheets or positions, nothing that loads by itself except images. Remote images
/// are kept; loading them tells the sender that the mail was read, so whether to show them is the CRM's decision.
/// </summary>
internal sealed class MailHtmlSanitizer
{
    private static readonly string[] schemes = ["http", "https", "mailto", "tel", "cid"];

    private static readonly string[] tags =
    [
        "a", "abbr", "acronym", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd",
        "del", "details", "dfn", "dir", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img",
        "ins", "kbd", "li", "main", "mark", "menu", "nav", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "section", "small", "span", "strike", "strong", "sub",
        "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr"
    ];

    private static readonly string[] attributes =
    [
        "abbr", "align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "cite", "color", "colspan", "datetime", "dir", "face", "height", "href", "hspace", "lang",
        "nowrap", "reversed", "rowspan", "scope", "size", "span", "src", "start", "style", "title", "type", "valign", "value", "vspace", "width"
    ];

    // Nothing that loads, overlays or moves.
    private static readonly string[] cssProperties =
    [
        "background-color", "border", "border-bottom", "border-bottom-color", "border-bottom-style", "border-bottom-width", "border-collapse", "border-color", "border-left",
        "border-left-color", "border-left-style", "border-left-width", "border-radius", "border-right", "border-right-color", "border-right-style", "border-right-width",
        "border-spacing", "border-style", "border-top", "border-top-color", "border-top-style", "border-top-width", "border-width", "caption-side", "color", "direction",
        "display", "empty-cells", "font", "font-family", "font-size", "font-style", "font-variant", "font-weight", "height", "letter-spacing", "line-height",
        "list-style-position", "list-style-type", "margin", "margin-bottom", "margin-left", "margin-right", "margin-top", "max-height", "max-width", "min-height",
        "min-width", "padding", "padding-bottom", "padding-left", "padding-right", "padding-top", "table-layout", "text-align", "text-decoration", "text-indent",
        "text-transform", "unicode-bidi", "vertical-align", "white-space", "width", "word-break", "word-spacing", "word-wrap", "overflow-wrap"
    ];

    private readonly HtmlSanitizer sanitizer;

    public MailHtmlSanitizer()
    {
        sanitizer = new HtmlSanitizer(new HtmlSanitizerOptions
        {
            AllowedTags = new HashSet<string>(tags, StringComparer.OrdinalIgnoreCase),
            AllowedAttributes = new HashSet<string>(attributes, StringComparer.OrdinalIgnoreCase),
            AllowedCssProperties = new HashSet<string>(cssProperties, StringComparer.OrdinalIgnoreCase),
            AllowedSchemes = new HashSet<string>(schemes, StringComparer.OrdinalIgnoreCase),
            UriAttributes = new HashSet<string>(["href", "src", "cite"], StringComparer.OrdinalIgnoreCase)
        })
        { KeepChildNodes = true };
        sanitizer.FilterUrl += (_, e) => e.SanitizedUrl = IsAllowed(e.SanitizedUrl, e.Tag.LocalName) ? e.SanitizedUrl : null;
        sanitizer.PostProcessNode += (_, e) => GuardLink(e.Node);
    }

    /// <summary>Sanitises the document in place and returns the inside of its body.</summary>
    public string Sanitize(IHtmlDocument document) =>
        document.Body is { } body ? sanitizer.SanitizeDom(document, body).Body?.InnerHtml.Trim() ?? "" : "";

    // A relative address would point into the CRM.
    private static bool IsAllowed(string? url, string tag)
    {
        if (url?.IndexOf(':', StringComparison.Ordinal) is not { } colon || colon < 1) return false;
        var scheme = url[..colon].Trim().ToLowerInvariant();
        return tag == "img" ? scheme is "http" or "https" or "cid" : schemes.Contains(scheme);
    }

    private static void GuardLink(INode node)
    {
        if (node is not IElement { LocalName: "a" } link || !link.HasAttribute("href")) return;
        link.SetAttribute("target", "_blank");
        link.SetAttribute("rel", "noopener noreferrer");
    }
}
