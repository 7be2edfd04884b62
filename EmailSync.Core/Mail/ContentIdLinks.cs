using System.Text.RegularExpressions;
using MimeKit.Text;

namespace EmailSync.Core.Mail;

/// <summary>The ids that <c>cid:</c> links of an HTML name (RFC 2392). Reads tags one by one and builds no tree: nesting costs nothing.</summary>
internal static partial class ContentIdLinks
{
    // "fill" of Outlook's conditional comments says src too.
    private static readonly HashSet<string> linking = new(StringComparer.OrdinalIgnoreCase) { "src", "background", "href", "xlink:href", "poster", "data" };

    public static IReadOnlySet<string> In(string? html)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        if (html?.Contains("cid", StringComparison.OrdinalIgnoreCase) == true) Read(html, ids, isComment: false);
        return ids;
    }

    private static void Read(string html, HashSet<string> ids, bool isComment)
    {
        using var reader = new StringReader(html);
        var tokens = new HtmlTokenizer(reader);
        var isStyle = false;
        while (tokens.ReadNextToken(out var token))
        {
            switch (token)
            {
                case HtmlTagToken tag:
                    isStyle = tag.Id == HtmlTagId.Style && !tag.IsEndTag;
                    foreach (var attribute in tag.Attributes) Read(attribute.Name, attribute.Value ?? "", ids);
                    break;
                case HtmlDataToken data when isStyle:
                    ReadStyle(data.Data, ids);
                    break;
                case HtmlCommentToken { Comment: { } comment } when !isComment && Condition().Match(comment) is { Success: true } condition:
                    Read(comment[condition.Length..], ids, isComment: true);
                    break;
            }
        }
    }

    private static void Read(string attribute, string value, HashSet<string> ids)
    {
        if (linking.Contains(attribute)) Add(value, ids);
        else if (attribute.Equals("style", StringComparison.OrdinalIgnoreCase)) ReadStyle(value, ids);
        else if (attribute.Equals("srcset", StringComparison.OrdinalIgnoreCase))
            foreach (var candidate in value.Split(',')) Add(candidate.Trim().Split(' ')[0], ids);
    }

    private static void ReadStyle(string style, HashSet<string> ids)
    {
        foreach (Match url in StyleUrl().Matches(style)) Add(url.Groups["url"].Value, ids);
    }

    private static void Add(string url, HashSet<string> ids)
    {
        const string scheme = "cid:";
        var trimmed = url.Trim();
        if (trimmed.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) ids.Add(Uri.UnescapeDataString(trimmed[scheme.Length..]));
    }

    [GeneratedRegex(@"url\(\s*[""']?(?<url>[^""')]*)", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex StyleUrl();

    [GeneratedRegex(@"^\s*\[if[^\]]*\]>", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Condition();
}
