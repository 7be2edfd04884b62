namespace EmailSync.LocalHost.Azurite;

/// <summary>A turn that one process at a time holds, by an exclusively opened file; the system ends it with the process.</summary>
internal sealed class FileTurn : IAsyncDisposable
{
    private readonly FileStream stream;

    private FileTurn(FileStream stream) => this.stream = stream;

    /// <summary>Null when somebody else has it.</summary>
    public static FileTurn? Try(string file)
    {
        try
        {
            return new FileTurn(new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }

    /// <summary>Null when somebody else has had it for the whole time.</summary>
    public static async Task<FileTurn?> WaitAsync(string file, TimeSpan limit, CancellationToken cancellationToken)
    {
        var until = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        while (true)
        {
            if (Try(file) is { } turn)
                return turn;
            if (Environment.TickCount64 >= until)
                return null;
            await Task.Delay(200, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
