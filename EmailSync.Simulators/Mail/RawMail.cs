using System.Text;

namespace EmailSync.Simulators.Mail;

/// <summary>
/// A mail as bytes. Reading never fails and edits touch header lines only: what a hostile sender wrote stays as it was written.
/// </summary>
internal sealed class RawMail
{
    private const int MaxHeaderBytes = 2 * 1024 * 1024;
    private const int MaxHeaders = 5_000;
    private static readonly UTF8Encoding strictUtf8 = new(false, throwOnInvalidBytes: true);

    private RawMail(byte[] bytes, List<RawHeader> headers, int headerEnd)
    {
        Bytes = bytes;
        Headers = headers;
        HeaderEnd = headerEnd;
    }

    public byte[] Bytes { get; }

    public IReadOnlyList<RawHeader> Headers { get; }

    /// <summary>What follows the blank line.</summary>
    public byte[] Body => HeaderEnd >= Bytes.Length || !IsBlank(Bytes, HeaderEnd, LineEnd(Bytes, HeaderEnd)) ? Bytes[HeaderEnd..] : Bytes[LineEnd(Bytes, HeaderEnd)..];

    private int HeaderEnd { get; }

    private string NewLine
    {
        get
        {
            var lf = Array.IndexOf(Bytes, (byte)'\n');
            return lf > 0 && Bytes[lf - 1] != '\r' ? "\n" : "\r\n";
        }
    }

    public static RawMail Parse(byte[] bytes)
    {
        var headers = new List<RawHeader>();
        var position = 0;
        var limit = Math.Min(bytes.Length, MaxHeaderBytes);
        while (position < limit && headers.Count < MaxHeaders)
        {
            var end = LineEnd(bytes, position);
            if (IsBlank(bytes, position, end))
                break;
            while (end < limit && (bytes[end] == ' ' || bytes[end] == '\t'))
                end = LineEnd(bytes, end);
            if (TryHeader(bytes, position, end, out var header))
                headers.Add(header);
            else if (headers.Count == 0 || !StartsLikeMbox(bytes, position))
                break;
            position = end;
        }

        return new RawMail(bytes, headers, position);
    }

    public string? Header(string name)
    {
        foreach (var header in Headers)
        {
            if (header.Is(name))
                return header.Value;
        }

        return null;
    }

    public IEnumerable<string> All(string name) => Headers.Where(header => header.Is(name)).Select(header => header.Value);

    public RawMail Without(string name)
    {
        if (!Headers.Any(header => header.Is(name)))
            return this;
        using var output = new MemoryStream(Bytes.Length);
        var from = 0;
        foreach (var header in Headers.Where(header => header.Is(name)))
        {
            output.Write(Bytes, from, header.Offset - from);
            from = header.Offset + header.Length;
        }

        output.Write(Bytes, from, Bytes.Length - from);
        return Parse(output.ToArray());
    }

    /// <summary>Sets a header in the place of its first occurrence, else at the end of the headers; other occurrences go.</summary>
    public RawMail With(string name, string value)
    {
        var first = Headers.Where(header => header.Is(name)).Select(header => header.Offset).DefaultIfEmpty(-1).First();
        var rest = Without(name);
        var at = first >= 0 ? first : rest.HeaderEnd;
        return rest.Insert(at, $"{name}: {value}{NewLine}");
    }

    /// <summary>Puts trace lines on top, as every mail server on the way does; the bytes below stay what they were.</summary>
    public RawMail WithTrace(IEnumerable<string> lines) => Insert(0, string.Concat(lines.Select(line => line + NewLine)));

    private static int LineEnd(byte[] bytes, int from)
    {
        var lf = Array.IndexOf(bytes, (byte)'\n', from);
        return lf < 0 ? bytes.Length : lf + 1;
    }

    private static bool IsBlank(byte[] bytes, int from, int to) =>
        bytes.AsSpan(from, to - from).IndexOfAnyExcept((byte)'\r', (byte)'\n') < 0;

    private static bool StartsLikeMbox(byte[] bytes, int from) => bytes.AsSpan(from).StartsWith("From "u8);

    private static bool TryHeader(byte[] bytes, int from, int to, out RawHeader header)
    {
        header = default;
        var line = bytes.AsSpan(from, to - from);
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].IndexOfAnyInRange((byte)0, (byte)31) >= 0)
            return false;
        var name = Text(line[..colon]).TrimEnd();
        if (name.Length == 0 || name.Contains(' ', StringComparison.Ordinal))
            return false;
        header = new RawHeader(name, Unfold(Text(line[(colon + 1)..])), from, to - from);
        return true;
    }

    private static string Unfold(string value) =>
        value.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Trim(' ', '\t');

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return strictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return MailHeaders.EscapeRawBytes(Encoding.Latin1.GetString(bytes));
        }
    }

    private RawMail Insert(int at, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var result = new byte[Bytes.Length + bytes.Length];
        Bytes.AsSpan(0, at).CopyTo(result);
        bytes.CopyTo(result.AsSpan(at));
        Bytes.AsSpan(at).CopyTo(result.AsSpan(at + bytes.Length));
        return Parse(result);
    }
}
