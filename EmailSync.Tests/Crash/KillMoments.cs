namespace EmailSync.Tests.Crash;

/// <summary>
/// When the functions die: after a while that may end within their start, or just after something has happened for the n-th time, which is where what
/// comes next is cut off.
/// </summary>
internal sealed class KillMoments(int seed)
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(8);

    // A message stored, one skipped, a mail sent, a webhook delivered, a page committed, the hub taken over.
    private static readonly IReadOnlyList<string> events = ["[2001]", "[2002]", "[3001]", "[4001]", "[2013]", "[7101]"];

    private readonly Random lot = new(seed);

    public async Task<string> NextAsync(HostProcess functions, CancellationToken cancellationToken)
    {
        if (lot.Next(2) == 0)
        {
            var wait = TimeSpan.FromMilliseconds(200 + lot.Next(5_800));
            await Task.Delay(wait, cancellationToken);
            return $"after {wait.TotalSeconds:0.0} s";
        }

        var (what, occurrence, then) = (events[lot.Next(events.Count)], 1 + lot.Next(6), TimeSpan.FromMilliseconds(lot.Next(40)));
        var seen = functions.LineAsync(what, occurrence);
        await Task.WhenAny(seen, Task.Delay(patience, cancellationToken));
        await Task.Delay(then, cancellationToken);
        return seen.IsCompleted ? $"{then.TotalMilliseconds:0} ms after {what} for the {occurrence}. time" : $"after waiting for {what} in vain";
    }
}
