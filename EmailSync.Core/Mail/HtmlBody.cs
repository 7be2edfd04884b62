using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace EmailSync.Core.Mail;

/// <summary>What an HTML body gives: safe HTML, and text parted from quoted history by the marks that mail clients leave in their markup.</summary>
internal sealed record HtmlBody(string Html, string Text, string Quoted)
{
    // Text nodes never hold these: noncharacters are taken out when a part is decoded.
    private const string Start = "\uFDD0";
    private const string End = "\uFDD1";

    private const int MaxNeighbours = 100;

    // From here to the end of the mail.
    private const string HistoryBelow =
        "#divRplyFwdMsg,#appendonsend,hr#stopSpelling,#OLK_SRC_BODY_SECTION,#reply-intro,.OutlookMessageHeader," +
        ".ms-outlook-mobile-reference-message,#mail-editor-reference-message-container";

    // The element is the quotation.
    private const string Quotation =
        ".gmail_quote_container,.gmail_quote,.yahoo_quoted,.protonmail_quote,.zmail_extra,.moz-cite-prefix,.tutanota_quote,blockquote";

    public static HtmlBody Read(IHtmlDocument document, MailHtmlSanitizer sanitizer)
    {
        var (text, quoted) = document.Body is { } body ? Split(body) : ("", "");
        return new HtmlBody(sanitizer.Sanitize(document), text, quoted);
    }

    private static (string Text, string Quoted) Split(IHtmlElement body)
    {
        var plain = HtmlText.Render(body);
        if (body.QuerySelector(".moz-forward-container,.gmail_quote > .gmail_attr") is { } forward && IsForward(forward)) return (plain, "");
        if (body.QuerySelector(HistoryBelow) is { } below)
        {
            var parts = HtmlText.Render(body, new Dictionary<INode, string> { [below] = Start }, new Dictionary<INode, string>()).Split(Start, 2);
            return IsBlank(parts[0]) || parts.Length < 2 ? (plain, "") : (parts[0].TrimEnd(), parts[1].Trim('\n'));
        }

        var quotation = body.QuerySelectorAll(Quotation).FirstOrDefault(element => !IsEmpty(element));
        return quotation is null ? QuotedHistory.Split(plain) : Around(body, quotation, plain);
    }

    private static (string Text, string Quoted) Around(IHtmlElement body, IElement first, string plain)
    {
        var last = first.ClassList.Contains("moz-cite-prefix") ? first.NextElementSibling ?? first : first;
        // Some clients cut one history into neighbouring quotations.
        for (var i = 0; i < MaxNeighbours && last.NextElementSibling is { } next && next.Matches(Quotation) && IsBlank(Between(last, next)); i++) last = next;
        var rendered = HtmlText.Render(body, new Dictionary<INode, string> { [first] = Start }, new Dictionary<INode, string> { [last] = End });
        var parts = rendered.Split([Start, End], StringSplitOptions.None);
        if (parts.Length != 3) return (plain, "");
        var above = parts[0].Split('\n');
        var attribution = QuotedHistory.TrailingAttribution(above);
        var isSaid = attribution < above.Length || first.ClassList.Contains("moz-cite-prefix");
        var quoted = string.Join('\n', [.. above[attribution..], parts[1]]).Trim('\n').TrimEnd();
        var words = string.Join('\n', above[..attribution]).TrimEnd();
        if (!IsBlank(parts[2]))
            return isSaid && IsBlank(words) && IsAnswer(body, last, parts[2]) ? (parts[2].Trim('\n').TrimEnd(), quoted) : (plain, "");
        // An indented paragraph is no history unless something says whose words it holds.
        if (!isSaid && first.LocalName == "blockquote" && !first.HasAttribute("type") && !first.ClassList.Contains("gmail_quote"))
            return QuotedHistory.Split(plain);
        return (words, quoted);
    }

    // Below the one quotation, with nothing quoted in it.
    private static bool IsAnswer(IHtmlElement body, IElement last, string text) =>
        QuotedHistory.Split(text).Quoted.Length == 0
        && !body.QuerySelectorAll(Quotation).Any(later => last.CompareDocumentPosition(later).HasFlag(DocumentPositions.Following)
            && !last.Contains(later) && !IsEmpty(later));

    private static string Between(INode from, INode to)
    {
        var text = "";
        for (var node = from.NextSibling; node is not null && node != to && text.Length < 100; node = node.NextSibling) text += node.TextContent;
        return text;
    }

    private static bool IsForward(IElement element) =>
        element.ClassList.Contains("moz-forward-container") || QuoteLines.IsForwardMark(HtmlText.Render(element).Split('\n')[0]);

    private static bool IsEmpty(IElement element) => IsBlank(element.TextContent);

    private static bool IsBlank(string text) => text.All(c => char.IsWhiteSpace(c) || c is '\u200b' or '\ufeff');
}
