using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace EmailSync.Simulators.Smtp;

/// <summary>Reads what a client sends, within bounds: lines of commands, and mails.</summary>
internal sealed class SmtpInput(PipeReader pipe)
{
    private const int MaxIgnored = 64 * 1024;
    private static readonly UTF8Encoding utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads one line. A longer one is read to its end and reported; one that does not end ends the connection.</summary>
    public async ValueTask<SmtpLine> LineAsync(int maxLength, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await pipe.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Line(buffer.Slice(0, end), maxLength);
                pipe.AdvanceTo(buffer.GetPosition(1, end));
                return line;
            }

            if (read.IsCompleted || buffer.Length > MaxIgnored)
            {
                pipe.AdvanceTo(buffer.End);
                return default;
            }

            pipe.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>Reads the mail that follows DATA up to the lone dot.</summary>
    /// <returns>false when the client went before it.</returns>
    public async ValueTask<bool> MailAsync(SmtpDataDecoder decoder, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await pipe.ReadAsync(cancellationToken);
            var consumed = 0L;
            foreach (var segment in read.Buffer)
            {
                consumed += decoder.Feed(segment.Span);
                if (decoder.IsComplete)
                    break;
            }

            pipe.AdvanceTo(read.Buffer.GetPosition(consumed));
            if (decoder.IsComplete)
                return true;
            if (read.IsCompleted)
                return false;
        }
    }

    private static SmtpLine Line(ReadOnlySequence<byte> bytes, int maxLength)
    {
        if (bytes.Length > maxLength)
            return new SmtpLine(null, SmtpReply.LineTooLong);
        var line = bytes.ToArray();
        if (line.Length == 0 || line[^1] != '\r')
            return new SmtpLine(null, SmtpReply.NoCrLf);
        var text = line.AsSpan(0, line.Length - 1);
        if (text.ContainsAny((byte)'\r', (byte)0))
            return new SmtpLine(null, SmtpReply.Unrecognised);
        try
        {
            return new SmtpLine(utf8.GetString(text), null);
        }
        catch (DecoderFallbackException)
        {
            return new SmtpLine(null, SmtpReply.Unrecognised);
        }
    }
}
