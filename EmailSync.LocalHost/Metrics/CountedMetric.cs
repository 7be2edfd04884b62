using System.Diagnostics.Metrics;

namespace EmailSync.LocalHost.Metrics;

/// <summary>One counter under one set of tags.</summary>
internal sealed class CountedMetric(string name, IReadOnlyDictionary<string, string> tags)
{
    private long value;

    public string Name { get; } = name;

    public IReadOnlyDictionary<string, string> Tags { get; } = tags;

    public long Value => Interlocked.Read(ref value);

    public static CountedMetric Of(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, tag) in tags)
            named[key] = tag?.ToString() ?? "";
        return new CountedMetric(instrument.Name, named);
    }

    public void Add(long measured) => Interlocked.Add(ref value, measured);

    public void Set(long measured) => Interlocked.Exchange(ref value, measured);
}
