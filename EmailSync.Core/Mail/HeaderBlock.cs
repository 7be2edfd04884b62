using System.Text;

namespace EmailSync.Core.Mail;

/// <summary>Splits the header block of raw MIME into names and values, and reads no further than the empty line that ends it.</summary>
internal static class HeaderBlock
{
    private const int MaxBytes = 1024 * 1024;
    private const int MaxNameLength = 76;

    private static readonly Encoding strictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
    private static readonly Encoding windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    public static List<KeyValuePair<string, string>> Read(ReadOnlySpan<byte> mime, HashSet<string> wanted)
    {
        var rest = mime.Length > MaxBytes ? mime[..MaxBytes] : mime;
        if (rest.StartsWith(Encoding.UTF8.Preamble)) rest = rest[Encoding.UTF8.Preamble.Length..];
        return ReadNext(ref rest, wanted);
    }

    /// <summary>One of several blocks that follow each other; what is behind it is left.</summary>
    public static List<KeyValuePair<string, string>> ReadNext(ref ReadOnlySpan<byte> rest, HashSet<string> wanted)
    {
        var headers = new List<KeyValuePair<string, string>>();
        var started = false;
        while (!rest.IsEmpty)
        {
            var length = FieldLength(rest);
            var field = rest[..length];
            rest = rest[length..];
            if (field.Trim("\r\n"u8).IsEmpty)
            {
                if (started) break;
                continue;
            }

            started = true;
            var colon = field.IndexOf((byte)':');
            if (colon is < 1 or > MaxNameLength) continue;
            var name = Encoding.Latin1.GetString(field[..colon]).Trim();
            if (wanted.Contains(name)) headers.Add(new(name, Text(field[(colon + 1)..])));
        }

        return headers;
    }

    /// <summary>Raw 8-bit text: UTF-8 where it is valid (RFC 6532), else what western software sends.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return strictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return windows1252.GetString(Encoding.Latin1.GetBytes(EncodedWords.EscapeRawBytes(Encoding.Latin1.GetString(bytes))));
        }
    }

    // A field is its line and the lines after it that begin with white space.
    private static int FieldLength(ReadOnlySpan<byte> rest)
    {
        var length = LineLength(rest);
        if (rest[..length].Trim("\r\n"u8).IsEmpty) return length;
        while (length < rest.Length && rest[length] is (byte)' ' or (byte)'\t') length += LineLength(rest[length..]);
        return length;
    }

    private static int LineLength(ReadOnlySpan<byte> rest) => rest.IndexOf((byte)'\n') is var end and >= 0 ? end + 1 : rest.Length;
}
