using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace EmailSync.Core.Mail;

/// <summary>Encoded words (RFC 2047) that hold raw bytes: the bytes are in the charset that the word names, whatever the rest of the header is in.</summary>
internal static partial class EncodedWords
{
    /// <param name="header">A byte per character (Latin-1).</param>
    /// <returns>The same with each raw byte inside a word written as the word should have written it.</returns>
    public static string EscapeRawBytes(string header) => !header.Contains("=?", StringComparison.Ordinal) ? header : Quoted().Replace(header, static word =>
    {
        var text = new StringBuilder(word.Length);
        foreach (var c in word.ValueSpan)
        {
            if (c < '\u0080') text.Append(c);
            else text.Append(CultureInfo.InvariantCulture, $"={(int)c:X2}");
        }

        return text.ToString();
    });

    [GeneratedRegex(@"=\?[^?\s]{1,60}\?[Qq]\?[^?]*\?=")]
    private static partial Regex Quoted();
}
