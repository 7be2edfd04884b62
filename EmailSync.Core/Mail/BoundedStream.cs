namespace EmailSync.Core.Mail;

/// <summary>Counts what is written and keeps its beginning. With a limit of zero it only counts.</summary>
internal sealed class BoundedStream(int limit) : Stream
{
    private readonly MemoryStream kept = new();

    public long Count { get; private set; }

    public bool IsCut => Count > limit;

    public ReadOnlyMemory<byte> Kept => kept.GetBuffer().AsMemory(0, (int)kept.Length);

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => Count;

    public override long Position
    {
        get => Count;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var room = (int)Math.Clamp(limit - Count, 0, buffer.Length);
        kept.Write(buffer[..room]);
        Count += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) kept.Dispose();
        base.Dispose(disposing);
    }
}
