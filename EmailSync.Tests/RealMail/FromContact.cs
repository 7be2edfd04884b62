using System.Text;

namespace EmailSync.Tests.RealMail;

/// <summary>Makes a mail come from somebody else: its From field is replaced, or one is put on top; all other bytes stay as they are.</summary>
internal static class FromContact
{
    public static byte[] Rewrite(byte[] mime, string address)
    {
        var field = Encoding.ASCII.GetBytes($"From: A Contact <{address}>{(UsesCrLf(mime) ? "\r\n" : "\n")}");
        var (start, end) = Find(mime);
        return [.. mime[..start], .. field, .. mime[end..]];
    }

    /// <summary>Where the From field stands with its folded lines; an empty range where one has to be put.</summary>
    private static (int Start, int End) Find(byte[] mime)
    {
        var position = 0;
        var top = 0;
        while (position < mime.Length)
        {
            var line = mime.AsSpan(position, LineEnd(mime, position) - position);
            if (line.TrimEnd("\r\n"u8).IsEmpty)
                break;
            var end = position + line.Length;
            while (end < mime.Length && mime[end] is (byte)' ' or (byte)'\t')
                end = LineEnd(mime, end);
            if (line.Length >= 5 && Encoding.ASCII.GetString(line[..5]).Equals("from:", StringComparison.OrdinalIgnoreCase))
                return (position, end);

            // The first line of mbox files is no field; nothing may stand above it.
            if (position == 0 && line.StartsWith("From "u8))
                top = end;
            position = end;
        }

        return (top, top);
    }

    private static bool UsesCrLf(byte[] mime) => Array.IndexOf(mime, (byte)'\n') is var lf && (lf <= 0 || mime[lf - 1] == '\r');

    private static int LineEnd(byte[] mime, int from) => Array.IndexOf(mime, (byte)'\n', from) is var lf and >= 0 ? lf + 1 : mime.Length;
}
