using System.Text;
using System.Text.RegularExpressions;
using MimeKit;
using MimeKit.Text;

namespace EmailSync.Core.Mail;

/// <summary>The text of a part whatever its charset is called, bounded. What cannot be decoded is shown as replacement characters, never dropped.</summary>
internal static partial class PartText
{
    public const int MaxBytes = 2 * 1024 * 1024;
    public const string CutMark = "\n[…]";
    private const int MetaWindow = 2048;

    private static readonly Encoding windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
#pragma warning disable SYSLIB0001 // Old Outlook wrote it, so it stands in mailboxes.
    private static readonly Encoding utf7 = new UTF7Encoding();
#pragma warning restore SYSLIB0001
    private static readonly Encoding strictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    public static string Read(MimePart part, int maxBytes)
    {
        using var bounded = new BoundedStream(maxBytes);
        part.Content?.DecodeTo(bounded);
        var bytes = bounded.Kept;
        var type = part.ContentType;
        var isHtml = type.IsMimeType("text", "html");
        var text = Decode(bytes.Span, type.Charset ?? (isHtml ? MetaCharset(bytes.Span) : null), bounded.IsCut);
        text = Clean(text);
        if (!isHtml && string.Equals(type.Format, "flowed", StringComparison.OrdinalIgnoreCase))
        {
            var deleteSpace = string.Equals(type.Parameters["delsp"], "yes", StringComparison.OrdinalIgnoreCase);
            text = new FlowedToText { DeleteSpace = deleteSpace }.Convert(text).ReplaceLineEndings("\n");
        }

        return bounded.IsCut && !isHtml ? text + CutMark : text;
    }

    private static string Decode(ReadOnlySpan<byte> bytes, string? charset, bool isCut)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble)) return Encoding.UTF8.GetString(bytes[3..]);
        var encoding = Find(charset);
        if (encoding is not null and not UTF8Encoding) return encoding.GetString(bytes);
        try
        {
            return strictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            // Mostly right UTF-8 (or cut within a character) keeps its good characters; else it was western text under a wrong name.
            var lenient = Encoding.UTF8.GetString(bytes);
            var broken = lenient.Count(c => c == '\uFFFD');
            return isCut && broken <= 1 || lenient.Count(c => c > '\u007f' && c != '\uFFFD') > broken ? lenient : windows1252.GetString(bytes);
        }
    }

    /// <summary>Null for names that say nothing: unknown ones and plain ASCII.</summary>
    private static Encoding? Find(string? charset)
    {
        var name = charset?.Trim(' ', '"', '\'', ';').ToLowerInvariant() ?? "";
        switch (name)
        {
            case "" or "us-ascii" or "ascii" or "ansi_x3.4-1968" or "7bit" or "8bit" or "unknown-8bit" or "x-unknown" or "binary":
                return null;
            // As the WHATWG has it: who says Latin-1 or GB 2312 means their supersets.
            case "iso-8859-1" or "iso8859-1" or "latin1" or "latin-1" or "8859-1" or "iso_8859-1" or "cp1252" or "x-cp1252" or "ansi":
                return windows1252;
            case "gb2312" or "gbk" or "x-gbk" or "cp936":
                name = "gb18030";
                break;
            case "utf8" or "utf-8":
                return Encoding.UTF8;
            // Refused by the runtime because markup can hide in it; here it is decoded before anything looks for markup.
            case "utf-7" or "unicode-1-1-utf-7" or "x-unicode-2-0-utf-7":
                return utf7;
            case "cp932" or "ms932" or "x-sjis" or "sjis" or "windows-31j":
                name = "shift_jis";
                break;
        }

        return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncodings().FirstOrDefault(e => e.Name == name)?.GetEncoding();
    }

    private static string? MetaCharset(ReadOnlySpan<byte> html)
    {
        var match = Meta().Match(Encoding.Latin1.GetString(html[..Math.Min(html.Length, MetaWindow)]));
        return match.Success ? match.Groups[1].Value : null;
    }

    // Control characters and noncharacters cannot be shown or stored everywhere, and no writer means them.
    private static string Clean(string text)
    {
        var lines = text.ReplaceLineEndings("\n");
        var builder = new StringBuilder(lines.Length);
        foreach (var c in lines)
            if (c is '\n' or '\t' || (!char.IsControl(c) && c is not ('\uFEFF' or '\uFFFE' or '\uFFFF' or (>= '\uFDD0' and <= '\uFDEF')))) builder.Append(c);
        return builder.ToString();
    }

    [GeneratedRegex("""<meta[^>]{0,200}charset\s*=\s*["']?([A-Za-z0-9_\-:]{1,40})""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Meta();
}
