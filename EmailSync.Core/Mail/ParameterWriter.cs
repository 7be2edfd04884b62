using System.Globalization;
using System.Text;

namespace EmailSync.Core.Mail;

/// <summary>
/// Writes a parameter of a MIME header so that it is read back exactly: quoted where it is plain ASCII, else percent-encoded (RFC 2231) and cut between
/// characters. MimeKit cuts within them, and an emoji in the name of a file is lost.
/// </summary>
internal static class ParameterWriter
{
    private const int MaxPlain = 60;
    private const int MaxPiece = 50;

    /// <summary>With the semicolon and the fold in front.</summary>
    public static string Write(string attribute, string value)
    {
        if (IsPlain(value)) return $";\r\n {attribute}=\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        var pieces = Pieces(value);
        if (pieces.Count == 1) return $";\r\n {attribute}*=utf-8''{pieces[0]}";
        return string.Concat(pieces.Select((piece, i) =>
            string.Create(CultureInfo.InvariantCulture, $";\r\n {attribute}*{i}*={(i == 0 ? "utf-8''" : "")}{piece}")));
    }

    // Many readers decode encoded words in quotes, though RFC 2047 forbids them there.
    private static bool IsPlain(string value) =>
        value.Length <= MaxPlain && value.All(c => c is >= ' ' and < '\u007f') && !value.Contains("=?", StringComparison.Ordinal);

    private static List<string> Pieces(string value)
    {
        var pieces = new List<string>();
        var piece = new StringBuilder();
        Span<byte> buffer = stackalloc byte[4];
        foreach (var rune in value.EnumerateRunes())
        {
            var written = Written(buffer[..rune.EncodeToUtf8(buffer)]);
            if (piece.Length + written.Length > MaxPiece)
            {
                pieces.Add(piece.ToString());
                piece.Clear();
            }
            piece.Append(written);
        }

        pieces.Add(piece.ToString());
        return pieces;
    }

    private static string Written(ReadOnlySpan<byte> utf8)
    {
        var written = new StringBuilder();
        foreach (var octet in utf8)
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || (char)octet is '-' or '.' or '_') written.Append((char)octet);
            else written.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
        }
        return written.ToString();
    }
}
