namespace EmailSync.Functions.Events;

/// <summary>How long a stream waits before it looks into the log again: a second after an event, longer each time that there was none.</summary>
internal sealed class PollPace
{
    private const double Growth = 1.25;
    private static readonly TimeSpan shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(3);
    private TimeSpan next = shortest;

    public TimeSpan Next(bool hadEvents)
    {
        next = hadEvents ? shortest : next;
        var wait = next;
        next = next * Growth > longest ? longest : next * Growth;
        return wait;
    }
}
