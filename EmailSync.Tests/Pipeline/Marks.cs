using EmailSync.Core.Storage;

namespace EmailSync.Tests.Pipeline;

/// <summary>What a line of storage is recognised by.</summary>
internal static class Marks
{
    /// <summary>
    /// Whether the line has one of them. A word has to stand by itself: keys are hashes under a key that is new in each world, and tokens are encrypted, so that every
    /// few hundred worlds one of them has "carla" in it by chance.
    /// </summary>
    public static bool Has(string line, IEnumerable<string> marks) => marks.Any(mark => Has(line, mark));

    private static bool Has(string line, string mark)
    {
        var comparison = StringComparison.OrdinalIgnoreCase;
        if (mark.Length >= KeyHasher.Length)
            return line.Contains(mark, comparison);
        for (var at = line.IndexOf(mark, comparison); at >= 0; at = line.IndexOf(mark, at + 1, comparison))
        {
            if (!IsJoined(line, at) && !IsJoined(line, at + mark.Length))
                return true;
        }
        return false;
    }

    /// <summary>The characters on both sides of a place belong to one word.</summary>
    private static bool IsJoined(string line, int at) =>
        at > 0 && at < line.Length && char.IsLetterOrDigit(line[at - 1]) && char.IsLetterOrDigit(line[at]);
}
