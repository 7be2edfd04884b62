using System.Text.RegularExpressions;

namespace EmailSync.Simulators.Mail;

/// <summary>How search indexes compare: by words, in order, without case. Punctuation only parts words.</summary>
internal static partial class SearchWords
{
    /// <summary>The words of <paramref name="wanted"/> stand in <paramref name="text"/> one right after the other.</summary>
    public static bool Holds(string text, string wanted)
    {
        var sought = Words(wanted);
        if (sought.Length == 0)
            return false;
        var there = Words(text);
        for (var start = 0; start + sought.Length <= there.Length; start++)
        {
            if (there.AsSpan(start, sought.Length).SequenceEqual(sought))
                return true;
        }

        return false;
    }

    private static string[] Words(string text) => [.. Word().Matches(text).Select(match => match.Value.ToLowerInvariant())];

    [GeneratedRegex(@"[\p{L}\p{N}\p{M}]+")]
    private static partial Regex Word();
}
