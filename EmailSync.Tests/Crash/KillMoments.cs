using System.Globalization;

namespace EmailSync.Tests.Crash;

/// <summary>
/// When the functions die: after a while that may end within their start, or just after something has been logged for the n-th time, which is where what
/// comes next is cut off.
/// </summary>
internal sealed class KillMoments(int seed)
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(20);

    // A message stored, one skipped, a mail sent, a webhook delivered, a page committed, the hub taken over.
    private static readonly IReadOnlyList<int> events = [2001, 2002, 3001, 4001, 2013, HubOpened];

    private const int HubOpened = 7101;

    private readonly Random lot = new(seed);

    /// <summary>Events to wait for that a whole run's log does not hold: their ids have changed, and the waiting is in vain.</summary>
    public static IEnumerable<int> MissingIn(string log) => events.Where(e => !log.Contains(InLog(e), StringComparison.Ordinal));

    public async Task<string> NextAsync(HostProcess functions, CancellationToken cancellationToken)
    {
        if (lot.Next(2) == 0)
        {
            var wait = TimeSpan.FromMilliseconds(200 + lot.Next(6_800));
            await Task.Delay(wait, cancellationToken);
            return $"after {wait.TotalSeconds:0.0} s";
        }

        var (what, nth, then) = (events[lot.Next(events.Count)], 1 + lot.Next(6), TimeSpan.FromMilliseconds(lot.Next(40)));

        // A process opens the hub once.
        var occurrence = what == HubOpened ? 1 : nth;
        var seen = functions.LineAsync(InLog(what), occurrence);
        await Task.WhenAny(seen, Task.Delay(patience, cancellationToken));
        await Task.Delay(then, cancellationToken);
        return seen.IsCompleted ? $"{then.TotalMilliseconds:0} ms after {what} for the {occurrence}. time" : $"after waiting for {what} in vain";
    }

    private static string InLog(int eventId) => string.Create(CultureInfo.InvariantCulture, $"\"EventId\":{eventId},");
}
