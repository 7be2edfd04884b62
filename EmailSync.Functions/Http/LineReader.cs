using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;

namespace EmailSync.Functions.Http;

/// <summary>Lines of a body as they come in, within bounds.</summary>
internal static class LineReader
{
    /// <param name="body">What is read.</param>
    /// <param name="maxLine">Longest line, in bytes; of a longer one its number is given and nothing else (null).</param>
    /// <param name="maxBytes">Of the whole body.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Each line with its number, counted from 1, without its end; it holds until the next one is asked for.</returns>
    /// <exception cref="ApiException">The body is larger than that.</exception>
    public static async IAsyncEnumerable<(int Number, ReadOnlyMemory<byte>? Text)> ReadAsync(
        Stream body, int maxLine, long maxBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(body, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            var (number, taken, isTooLong) = (0, 0L, false);
            while (true)
            {
                var read = await reader.ReadAsync(cancellationToken);
                var rest = read.Buffer;
                while (rest.PositionOf((byte)'\n') is { } end)
                {
                    var line = rest.Slice(0, end);
                    number++;
                    yield return (number, isTooLong || line.Length > maxLine ? null : (ReadOnlyMemory<byte>?)Text(line, number));
                    (isTooLong, taken) = (false, taken + line.Length + 1);
                    rest = rest.Slice(rest.GetPosition(1, end));
                }
                if (taken + rest.Length > maxBytes)
                    throw new ApiException(ApiProblem.BodyTooLarge);
                if (read.IsCompleted)
                {
                    if (isTooLong || rest.Length > 0)
                        yield return (number + 1, isTooLong || rest.Length > maxLine ? null : (ReadOnlyMemory<byte>?)Text(rest, number + 1));
                    yield break;
                }

                // Of a line that is too long nothing is kept.
                if (isTooLong || rest.Length > maxLine)
                    (isTooLong, taken, rest) = (true, taken + rest.Length, rest.Slice(rest.End));
                reader.AdvanceTo(rest.Start, rest.End);
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static ReadOnlyMemory<byte> Text(ReadOnlySequence<byte> line, int number)
    {
        ReadOnlyMemory<byte> text = line.IsSingleSegment ? line.First : line.ToArray();

        // Some editors begin a file with a mark.
        return number == 1 && text.Span.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
    }
}
