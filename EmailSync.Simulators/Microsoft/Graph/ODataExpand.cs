using System.Text.RegularExpressions;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>Reads $expand: attachments, and extended properties by their ids.</summary>
internal static partial class ODataExpand
{
    public static (IReadOnlyList<string>? Properties, bool Attachments) Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return (null, false);
        IReadOnlyList<string>? properties = null;
        var attachments = false;
        foreach (var part in Split(text))
        {
            if (part.Equals("attachments", StringComparison.OrdinalIgnoreCase))
                attachments = true;
            else if (Properties().Match(part) is { Success: true } match)
                properties = Ids(match.Groups["filter"].Value);
            else
                throw ODataQuery.Bad($"Parsing OData Select and Expand failed: '{part}' cannot be expanded here.");
        }

        return (properties, attachments);
    }

    private static string[] Ids(string filter)
    {
        var ids = new List<string>();
        foreach (var term in Or().Split(filter.Trim()))
        {
            if (Equal().Match(term.Trim()) is not { Success: true } match)
                throw ODataQuery.Bad($"Parsing OData Select and Expand failed: '{filter}' is no list of ids.");
            ids.Add(ExtendedProperty.Canonical(match.Groups["id"].Value.Replace("''", "'", StringComparison.Ordinal)));
        }

        return [.. ids.Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Split(string text)
    {
        int start = 0, depth = 0;
        var quoted = false;
        for (var index = 0; index < text.Length; index++)
        {
            quoted ^= text[index] == '\'';
            if (quoted)
                continue;
            depth += text[index] switch { '(' => 1, ')' => -1, _ => 0 };
            if (text[index] != ',' || depth != 0)
                continue;
            yield return text[start..index].Trim();
            start = index + 1;
        }

        yield return text[start..].Trim();
    }

    [GeneratedRegex(@"^singleValueExtendedProperties\s*\(\s*\$filter\s*=(?<filter>.+)\)$", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Properties();

    [GeneratedRegex(@"\s+or\s+(?=(?:ep/)?id\s+eq\s)", RegexOptions.IgnoreCase)]
    private static partial Regex Or();

    [GeneratedRegex(@"^(?:ep/)?id\s+eq\s+'(?<id>(?:[^']|'')*)'$", RegexOptions.IgnoreCase)]
    private static partial Regex Equal();
}
