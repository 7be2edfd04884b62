using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MimeKit.Utils;

namespace EmailSync.Core.Mail;

/// <summary>Encoded words (RFC 2047) as they are found beside and around raw text.</summary>
internal static partial class EncodedWords
{
    /// <summary>Every word once. Text beside the words that is no ASCII has been read already and stays as it is.</summary>
    public static string Decode(string header)
    {
        if (!header.Contains("=?", StringComparison.Ordinal) && !header.Contains('\u001b', StringComparison.Ordinal)) return header;
        return Ascii.IsValid(header) ? DecodeAscii(header) : Words().Replace(header, static words => DecodeAscii(words.Value));
    }

    /// <summary>Raw bytes inside a word are in the charset that it names, whatever the rest of the header is in.</summary>
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

    private static string DecodeAscii(string text) => Rfc2047.DecodeText(Encoding.ASCII.GetBytes(text));

    // Neighbours belong together: what is between them is no text, and a character may be cut in two.
    [GeneratedRegex(@"=\?[!->@-~]{1,60}\?[BbQq]\?[ ->@-~]*\?=(?:[ \t\r\n]+=\?[!->@-~]{1,60}\?[BbQq]\?[ ->@-~]*\?=)*")]
    private static partial Regex Words();

    [GeneratedRegex(@"=\?[^?\s]{1,60}\?[Qq]\?[^?]*\?=")]
    private static partial Regex Quoted();
}
