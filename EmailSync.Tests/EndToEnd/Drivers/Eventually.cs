using System.Diagnostics;

namespace EmailSync.Tests.EndToEnd.Drivers;

/// <summary>Waits for a condition by looking again; the ceiling is only there so that a broken product fails its test.</summary>
internal static class Eventually
{
    private static readonly TimeSpan ceiling = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(100);

    /// <returns>What was seen when the condition held.</returns>
    public static async Task<T> SeesAsync<T>(
        Func<Task<T>> look, Func<T, bool> holds, string expectation, CancellationToken cancellationToken, TimeSpan? patience = null)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var seen = await look();
            if (holds(seen))
                return seen;
            if (waited.Elapsed > (patience ?? ceiling))
                Assert.Fail($"Expected that {expectation}; last seen: {Show(seen)}");
            await Task.Delay(pause, cancellationToken);
        }
    }

    private static string Show<T>(T seen) =>
        seen is System.Collections.IEnumerable items and not string ? $"[{string.Join(", ", items.Cast<object?>())}]" : $"{seen}";
}
