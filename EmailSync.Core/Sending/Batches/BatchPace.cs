using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Sending.Batches;

/// <summary>How fast a batch goes out.</summary>
/// <param name="Step">Mails that are taken up at a time.</param>
/// <param name="Wait">From the beginning of one step to the next.</param>
/// <param name="AtOnce">Mails of a step that are sent beside each other. From a mailbox one after the other: those that come at the same moment do not see each other count (R34).</param>
public sealed record BatchPace(int Step, TimeSpan Wait, int AtOnce)
{
    /// <summary>Exchange holds more than 30 a minute back without a word; some room is left for what the user writes meanwhile.</summary>
    public const int FromMailbox = 25;

    /// <summary>With its rows a step is one transaction, and it must end long before anybody gives it up.</summary>
    public const int LargestStep = 20;

    /// <summary>As many as a location has connections to its mail service.</summary>
    private const int ThroughTheService = 4;

    private static readonly TimeSpan longestWait = TimeSpan.FromSeconds(20);

    public static BatchPace Of(MessageVia via, LocationProvider? provider)
    {
        var (perMinute, atOnce) = via == MessageVia.Mailbox ? (FromMailbox, 1) : (provider?.PerMinute, ThroughTheService);
        if (perMinute is not { } rate)
            return new BatchPace(LargestStep, TimeSpan.Zero, atOnce);

        // Small steps, rather than a crowd and a long silence.
        var step = Math.Clamp((int)(rate * longestWait.TotalMinutes), 1, LargestStep);
        return new BatchPace(step, TimeSpan.FromMinutes((double)step / rate), atOnce);
    }
}
