namespace EmailSync.Simulators.Smtp;

/// <summary>
/// Undoes dot-stuffing and finds the end of a mail, byte by byte: only CR LF dot CR LF ends it. A lone CR or LF is remembered and ends nothing, so that
/// no second mail can be smuggled in behind one.
/// </summary>
internal sealed class SmtpDataDecoder(long maxBytes) : IDisposable
{
    private readonly MemoryStream mail = new();
    private Place place = Place.LineStart;

    private enum Place
    {
        LineStart,
        Dot,
        DotCr,
        Text,
        Cr,
    }

    public bool IsComplete { get; private set; }

    public bool IsTooLarge { get; private set; }

    /// <summary>A CR or an LF stood alone.</summary>
    public bool HasBareLineEnd { get; private set; }

    public byte[] Bytes => mail.ToArray();

    /// <returns>How many of the bytes belong to the mail and its end.</returns>
    public int Feed(ReadOnlySpan<byte> bytes)
    {
        for (var index = 0; index < bytes.Length; index++)
        {
            Take(bytes[index]);
            if (IsComplete)
                return index + 1;
        }

        return bytes.Length;
    }

    public void Dispose() => mail.Dispose();

    private void Take(byte next)
    {
        switch (place)
        {
            case Place.LineStart when next == '.':
                place = Place.Dot;
                return;
            case Place.Dot when next == '\r':
                place = Place.DotCr;
                return;
            case Place.DotCr when next == '\n':
                IsComplete = true;
                return;
            case Place.Cr when next == '\n':
                Keep((byte)'\r');
                Keep((byte)'\n');
                place = Place.LineStart;
                return;
            case Place.Cr or Place.DotCr:
                HasBareLineEnd = true;
                Keep((byte)'\r');
                break;
        }

        if (next == '\r')
        {
            place = Place.Cr;
            return;
        }

        HasBareLineEnd |= next == '\n';
        Keep(next);
        place = Place.Text;
    }

    private void Keep(byte next)
    {
        if (mail.Length < maxBytes)
            mail.WriteByte(next);
        else
            IsTooLarge = true;
    }
}
