namespace EmailSync.Core.Mail;

/// <summary>
/// Tells what a sender wrote from the history quoted below it, or above it where an attribution begins the mail. Nothing is lost: both halves together
/// are the whole. Where a reply stands between the quoted lines, all of it is text. Forwarded mail is text too: it is what the sender wants to be read.
/// </summary>
public static class QuotedHistory
{
    private const int MaxLines = 50_000;
    private const int MaxAttributionLines = 4;

    public static (string Text, string Quoted) Split(string text)
    {
        var lines = (text ?? "").ReplaceLineEndings("\n").Split('\n', MaxLines);
        var start = FindStart(lines);
        if (start < 0) return AnsweredBelow(lines) is var end and > 0 ? (Join(lines[end..]), Join(lines[..end])) : (Join(lines), "");
        // A rule or an empty line above the history belongs to it.
        while (start > 0 && QuoteLines.IsRuleOrBlank(lines[start - 1])) start--;
        return (Join(lines[..start]), Join(lines[start..]));
    }

    /// <summary>Where an attribution ("On … wrote:") at the very end begins, as a count of lines from the top; the line count where there is none.</summary>
    internal static int TrailingAttribution(string[] lines)
    {
        var end = lines.Length;
        while (end > 0 && string.IsNullOrWhiteSpace(lines[end - 1])) end--;
        for (var count = 1; count <= MaxAttributionLines && count <= end; count++)
            if (QuoteLines.IsAttribution(lines, end - count, count)) return end - count;
        return lines.Length;
    }

    private static int FindStart(string[] lines)
    {
        var forwarded = false;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (QuoteLines.IsForwardMark(line)) forwarded = true;
            if (QuoteLines.IsOriginalMessageRule(line) || (QuoteLines.IsHeaderBlock(lines, i) && !forwarded))
                return HasWords(lines, 0, i) ? i : -1;
            var count = forwarded ? 0 : AttributionLength(lines, i);
            if (count > 0)
            {
                var next = NextWords(lines, i + count);
                if (next < lines.Length && lines[next].StartsWith('>')) return IsQuotedToTheEnd(lines, next) ? i : -1;
                if (QuoteLines.IsStrongAttribution(lines, i, count)) return HasWords(lines, 0, i) && next < lines.Length ? i : -1;
            }

            if (line.StartsWith('>') && !forwarded) return IsQuotedToTheEnd(lines, i) ? i : -1;
        }

        return -1;
    }

    /// <summary>Where the one quotation ends that begins the mail and is answered below; zero for anything else.</summary>
    private static int AnsweredBelow(string[] lines)
    {
        var first = NextWords(lines, 0);
        var count = first < lines.Length ? AttributionLength(lines, first) : 0;
        var end = NextWords(lines, first + count);
        if (count == 0 || end == lines.Length || !lines[end].StartsWith('>')) return 0;
        while (end < lines.Length && lines[end].StartsWith('>')) end++;
        var answer = lines[end..];
        return HasWords(answer, 0, answer.Length) && FindStart(answer) < 0 && !answer.Any(line => line.StartsWith('>') || QuoteLines.IsForwardMark(line)) ? end : 0;
    }

    private static int AttributionLength(string[] lines, int start)
    {
        for (var count = 1; count <= MaxAttributionLines && start + count <= lines.Length; count++)
            if (QuoteLines.IsAttribution(lines, start, count)) return count;
        return 0;
    }

    private static bool IsQuotedToTheEnd(string[] lines, int start) =>
        lines.Skip(start).All(line => string.IsNullOrWhiteSpace(line) || line.StartsWith('>'));

    private static bool HasWords(string[] lines, int start, int end) => lines[start..end].Any(line => !QuoteLines.IsRuleOrBlank(line));

    private static int NextWords(string[] lines, int start)
    {
        while (start < lines.Length && string.IsNullOrWhiteSpace(lines[start])) start++;
        return start;
    }

    private static string Join(string[] lines) => string.Join('\n', lines).Trim('\n').TrimEnd();
}
