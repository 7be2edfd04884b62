namespace EmailSync.Functions.Events;

/// <summary>How many listen at this instance; each holds a connection and looks into the log by itself.</summary>
public sealed class OpenStreams
{
    public const int Most = 200;
    private int open;

    public bool TryOpen()
    {
        if (Interlocked.Increment(ref open) <= Most)
            return true;
        Close();
        return false;
    }

    public void Close() => Interlocked.Decrement(ref open);
}
