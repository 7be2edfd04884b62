using System.Text;
using System.Text.RegularExpressions;
using MimeKit;
using MimeKit.Encodings;

namespace EmailSync.Core.Mail;

/// <summary>
/// The words of a mail as a part that comes through to the last character. Always encoded: servers on the way strip spaces from the ends of plain lines.
/// Nothing at all is base64, where the line break that every mail ends with is no text.
/// </summary>
internal static partial class OutgoingText
{
    private const int MaxLineLength = 76;

    public static TextPart Part(string subtype, string text)
    {
        var part = new TextPart(subtype);
        part.SetText(Encoding.UTF8, LineEnd().Replace(text, "\r\n"));
        part.ContentTransferEncoding =
            text.Length == 0 || part.GetBestEncoding(EncodingConstraint.SevenBit, MaxLineLength) == ContentEncoding.Base64 || IsTouched(Encoding.UTF8.GetBytes(part.Text))
                ? ContentEncoding.Base64
                : ContentEncoding.QuotedPrintable;
        return part;
    }

    // Mailboxes in one file mark "From " at the start of a line (RFC 4155), and a lone dot ends a mail in SMTP: quoted-printable leaves both as they are.
    private static bool IsTouched(byte[] text)
    {
        var encoder = new QuotedPrintableEncoder(MaxLineLength);
        var encoded = new byte[encoder.EstimateOutputLength(text.Length)];
        var length = encoder.Flush(text, 0, text.Length, encoded);
        return Touched().IsMatch(Encoding.ASCII.GetString(encoded, 0, length));
    }

    // Form feeds and Unicode's own separators are text, which string.ReplaceLineEndings would change.
    [GeneratedRegex(@"\r\n|\r|\n")]
    private static partial Regex LineEnd();

    [GeneratedRegex(@"^(From |\.\r?$)", RegexOptions.Multiline)]
    private static partial Regex Touched();
}
