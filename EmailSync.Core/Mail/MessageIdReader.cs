using System.Text;

namespace EmailSync.Core.Mail;

/// <summary>
/// Message ids as mailers write them: without brackets, with spaces or folds inside, with commas or prose between them (RFC 5322 section 3.6.4
/// and its obsolete syntax).
/// </summary>
internal static class MessageIdReader
{
    // No line of a legal mail, hence no id, is longer (RFC 5322 section 2.1.1). A cut id would equal another one, so longer ones are dropped.
    private const int MaxLength = 998;

    /// <summary>The first id of the first header that has one; text without brackets is taken whole.</summary>
    public static string? ReadFirst(IReadOnlyList<string> values)
    {
        foreach (var value in values)
        {
            var bracketed = Bracketed(value);
            if (bracketed.Count > 0) return bracketed[0];
            if (!value.Contains('<', StringComparison.Ordinal) && Tidy(value.Trim(',', ';', '"', '\'', '>', ' ')) is { } id) return id;
        }

        return null;
    }

    /// <summary>All ids, in order. Of a repeated id the last place counts: it is nearest to the message.</summary>
    public static IReadOnlyList<string> ReadAll(IReadOnlyList<string> values, int max)
    {
        var ids = values.SelectMany(Ids).ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var last = new List<string>();
        for (var i = ids.Count - 1; i >= 0 && last.Count < max; i--)
            if (seen.Add(ids[i])) last.Add(ids[i]);
        last.Reverse();
        return last;
    }

    private static IEnumerable<string> Ids(string value)
    {
        var bracketed = Bracketed(value);
        return bracketed.Count > 0 ? bracketed : Bare(value);
    }

    private static List<string> Bracketed(string value)
    {
        var ids = new List<string>();
        for (var open = value.IndexOf('<', StringComparison.Ordinal); open >= 0;)
        {
            var end = value.AsSpan(open + 1).IndexOfAny('<', '>');
            var close = end < 0 ? value.Length : open + 1 + end;
            var inner = value[(open + 1)..close];
            // A bracket that is never closed ends where the next word begins.
            if (close == value.Length || value[close] == '<') inner = inner.Trim().Split([' ', ','], 2)[0];
            if (Tidy(inner) is { } id) ids.Add(id);
            open = value.IndexOf('<', close);
        }

        return ids;
    }

    // Without brackets only what looks like an id counts: prose is common in In-Reply-To.
    private static IEnumerable<string> Bare(string value)
    {
        foreach (var word in value.Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            var trimmed = word.Trim('"', '\'', '(', ')', '>', '.');
            var at = trimmed.IndexOf('@', StringComparison.Ordinal);
            if (at > 0 && at < trimmed.Length - 1 && Tidy(trimmed) is { } id) yield return id;
        }
    }

    // White space inside brackets is a fold that a mailer put into a long id.
    private static string? Tidy(string text)
    {
        if (text.Length > 2 * MaxLength) return null;
        var id = new StringBuilder(text.Length);
        foreach (var c in text)
            if (!char.IsWhiteSpace(c) && !char.IsControl(c)) id.Append(c);
        return id.Length is > 0 and <= MaxLength ? id.ToString() : null;
    }
}
