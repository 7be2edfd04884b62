namespace EmailSync.Benchmarks.Drivers;

/// <summary>The local host's page of numbers.</summary>
internal sealed record HostFigures(IReadOnlyList<HostCounter> Counters, HostProcessFigures Process)
{
    public long Sum(string name) => Of(name).Sum(counter => counter.Value);

    public long Sum(string name, string tag, string value) =>
        Of(name).Where(counter => counter.Tags.GetValueOrDefault(tag) == value).Sum(counter => counter.Value);

    public IEnumerable<HostCounter> Of(string name) => Counters.Where(counter => counter.Name == name);

    /// <summary>What was counted since an earlier reading.</summary>
    public HostFigures Since(HostFigures before)
    {
        var earlier = before.Counters.ToDictionary(Key, counter => counter.Value);
        return this with
        {
            Counters = [.. Counters.Select(counter => counter with { Value = counter.Value - earlier.GetValueOrDefault(Key(counter)) }).Where(counter => counter.Value != 0)],
        };
    }

    private static string Key(HostCounter counter) => counter.Name + '|' + string.Join('|', counter.Tags.OrderBy(tag => tag.Key).Select(tag => tag.Value));
}

internal sealed record HostCounter(string Name, IReadOnlyDictionary<string, string> Tags, long Value);

internal sealed record HostProcessFigures(
    long WorkingSetBytes, long PeakWorkingSetBytes, double ProcessorSeconds, long HeapBytes, long AllocatedBytes, IReadOnlyList<int> Collections, double PauseSeconds);
