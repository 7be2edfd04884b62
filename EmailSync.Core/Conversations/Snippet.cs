using System.Text;

namespace EmailSync.Core.Conversations;

/// <summary>The first words of a mail, on one line. Pure.</summary>
public static class Snippet
{
    public const int MaxLength = 140;

    public static string Of(string text)
    {
        var words = new StringBuilder();
        var gap = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                gap = words.Length > 0;
                continue;
            }
            if (words.Length + rune.Utf16SequenceLength + (gap ? 1 : 0) > MaxLength)
                return words.Append('…').ToString();
            if (gap)
                words.Append(' ');
            gap = false;
            words.Append(rune.ToString());
        }
        return words.ToString();
    }
}
