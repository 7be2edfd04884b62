using MimeKit;

namespace EmailSync.Core.Mail;

/// <summary>Finds how much of a mail may be parsed into objects: a tree costs many times the bytes of the tiny parts and headers that it is made of.</summary>
internal sealed class MimeBounds : MimeReader
{
    public const int MaxParts = 1_000;
    public const int MaxDepth = 50;
    private const int MaxHeaders = 20_000;

    private readonly CancellationTokenSource enough;
    private int parts;
    private int headers;
    private long? limit;

    private MimeBounds(ParserOptions options, Stream stream, CancellationTokenSource enough) : base(options, stream, MimeFormat.Entity) => this.enough = enough;

    /// <summary>The count of leading bytes that hold no more parts and headers than allowed.</summary>
    public static int Measure(ParserOptions options, Stream stream, int length)
    {
        using var enough = new CancellationTokenSource();
        var reader = new MimeBounds(options, stream, enough);
        try
        {
            reader.ReadMessage(enough.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or FormatException)
        {
            // Cancelled by a limit, or no mail at all: what the parser makes of it is seen when it is parsed.
        }

        return (int)Math.Min(reader.limit ?? length, length);
    }

    protected override void OnHeaderRead(Header header, int beginLineNumber, CancellationToken cancellationToken)
    {
        if (++headers > MaxHeaders) Stop(header.Offset ?? Position);
    }

    protected override void OnMimePartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => Count(beginOffset);

    protected override void OnMessagePartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => Count(beginOffset);

    protected override void OnMultipartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => Count(beginOffset);

    private void Count(long offset)
    {
        if (++parts > MaxParts) Stop(offset);
    }

    private void Stop(long offset)
    {
        if (limit is not null) return;
        limit = offset;
        enough.Cancel();
    }
}
