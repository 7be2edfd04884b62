namespace EmailSync.Core.Conversations;

/// <summary>
/// The time at which a message stands in its conversation. Graph tells the second, Gmail the millisecond, and our own mail is placed by our clock: of one moment, an answer
/// stands behind what it answers, whichever of the two was found first. What nothing ties together keeps the order of the ids. Pure.
/// </summary>
public static class MessagePlace
{
    /// <summary>As exact as the least exact provider is.</summary>
    private static readonly TimeSpan moment = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan step = TimeSpan.FromMilliseconds(1);
    private const int MostRoom = 100;

    /// <param name="receivedAt">When the provider took the message in.</param>
    /// <param name="ancestorAt">Where the nearest known message stands that it answers; null where none is known.</param>
    /// <param name="missing">How many nearer ones are not known, and may be found yet: they get room.</param>
    public static DateTimeOffset Of(DateTimeOffset receivedAt, DateTimeOffset? ancestorAt, int missing)
    {
        var behind = ancestorAt is { } before && before >= receivedAt && before - receivedAt < moment ? before + step : receivedAt;
        return behind + (step * Math.Min(missing, MostRoom));
    }
}
