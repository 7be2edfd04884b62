using System.Text;

namespace EmailSync.Core.Mail;

/// <summary>Header text: encoded words (RFC 2047) decoded, control characters taken out, length bounded.</summary>
internal static class HeaderText
{
    // Decoded again and again, an encoded word could smuggle what the first pass did not show: it is decoded once.
    public static string Decode(string value, int maxLength) => Clean(EncodedWords.Decode(value), maxLength);

    /// <summary>What a field says before its parameters, comments and further values, in small letters.</summary>
    public static string FirstWord(string value) => value.TrimStart().Split([' ', ';', '(', ',', '\t'], 2)[0].ToLowerInvariant();

    /// <summary>At most <paramref name="maxLength"/> characters, never half a surrogate pair.</summary>
    public static string Cut(string text, int maxLength)
    {
        if (text.Length <= maxLength) return text;
        return char.IsHighSurrogate(text[maxLength - 1]) ? text[..(maxLength - 1)] : text[..maxLength];
    }

    private static string Clean(string text, int maxLength)
    {
        var builder = new StringBuilder(Math.Min(text.Length, maxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (builder.Length >= maxLength) break;
            if (Rune.IsControl(rune)) builder.Append(rune.Value is '\t' or '\n' or '\r' ? " " : "");
            else builder.Append(rune.ToString());
        }

        return Cut(builder.ToString().Trim(), maxLength);
    }
}
