using System.Net;
using System.Text.RegularExpressions;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>Bodies as Graph gives them: HTML for everything unless text is preferred, sanitised in the rough.</summary>
internal static partial class BodyText
{
    private const int PreviewLength = 255;

    public static string Html(MessageContent content, bool allowUnsafe)
    {
        if (content.IsHtml)
            return allowUnsafe ? content.Body : Sanitised(content.Body);
        if (content.Body.Length == 0)
            return "";
        var text = WebUtility.HtmlEncode(content.Body).ReplaceLineEndings("<br>\r\n");
        return "<html><head>\r\n<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"><!-- converted from text --></head>\r\n"
            + $"<body>\r\n<div class=\"PlainText\">{text}</div>\r\n</body>\r\n</html>\r\n";
    }

    public static string Plain(MessageContent content)
    {
        if (!content.IsHtml)
            return content.Body;
        var text = Breaks().Replace(Hidden().Replace(content.Body, ""), "\r\n");
        return WebUtility.HtmlDecode(Tags().Replace(text, "")).Trim();
    }

    public static string Preview(MessageContent content)
    {
        var text = Spaces().Replace(Plain(content), " ").Trim();
        return text.Length <= PreviewLength ? text : text[..PreviewLength];
    }

    private static string Sanitised(string html) => Handlers().Replace(Active().Replace(html, ""), "");

    [GeneratedRegex(
        @"<(script|iframe|object|embed|form)\b[^>]*>.*?</\1\s*>|<(script|iframe|object|embed|form|input|base)\b[^>]*>",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Active();

    [GeneratedRegex("""\son\w+\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex Handlers();

    [GeneratedRegex(@"<(script|style|head|title)\b[^>]*>.*?</\1\s*>|<!--.*?-->", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Hidden();

    [GeneratedRegex(@"\r?\n|<br\s*/?>|</(p|div|tr|li|h\d)\s*>", RegexOptions.IgnoreCase)]
    private static partial Regex Breaks();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
