using Microsoft.AspNetCore.Http;

namespace EmailSync.LocalHost.Http;

/// <summary>A request body that refuses to be read beyond its limit; at once where its length says that it is longer.</summary>
internal sealed class BoundedBody(Stream body, long? announced, long limit) : Stream
{
    private long taken;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Check(announced ?? 0);
        return Count(await body.ReadAsync(buffer, cancellationToken));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        Check(announced ?? 0);
        return Count(body.Read(buffer, offset, count));
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Count(int read)
    {
        taken += read;
        Check(taken);
        return read;
    }

    private void Check(long length)
    {
        if (length > limit)
            throw new BadHttpRequestException("The request body is larger than the host takes.", StatusCodes.Status413PayloadTooLarge);
    }
}
